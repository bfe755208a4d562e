// [serve] of scenario/1: what its reader refuses, and what --set changes.
#include "io/serve.h"

#include <doctest/doctest.h>

#include "faults.h"
#include "io/lint.h"

using namespace tenfold;

namespace {

const io::Library library{"."};

const std::string good = R"(format = "scenario/1"
[serve]
grade = "assumed"
reasoning = "A test."
model = "llama-3.1-8b"
accelerator = "h100-sxm-80gb"
usd_per_hour = "2"
utilisation = "0.5"
[serve.requests]
input = 1000
output = 100
[serve.unit]
accelerators = 1
weights = "fp8"
)";

std::string faults(const std::string& text, const std::vector<std::string>& set = {}) {
  return faults_of([&] { io::read_serve_text(library, "s.toml", text, set); });
}

std::string changed(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

TEST_CASE("a sound service has no faults, and shipped ones neither") {
  CHECK(faults(good) == "no fault");
  CHECK(io::is_serve("s.toml", good));
  for (const std::string& name : io::names(library, "scenarios"))
    if (name.rfind("serve_", 0) == 0) {
      CAPTURE(name);
      CHECK(io::lint(library, "scenarios/" + name + ".toml").faults.empty());
    }
}

TEST_CASE("faults stand at their keys and say what would be right") {
  CHECK(faults(changed(good, "llama-3.1-8b", "llama-3.1-8c")).find("s.toml:5:") == 0);
  CHECK(faults(changed(good, "input = 1000", "imput = 1000")).find("did you mean 'input'") !=
        std::string::npos);
  CHECK(faults(changed(good, "weights = \"fp8\"", "weights = \"fp9\"")).find("needs one of") !=
        std::string::npos);
  CHECK(faults(changed(good, "accelerators = 1", "accelerators = 8\ntensor = 3"))
            .find("tensor is 3, it needs to divide the 8 accelerators") != std::string::npos);
  CHECK(faults(changed(good, "utilisation = \"0.5\"", "utilisation = \"1.5\""))
            .find("'utilisation' needs") != std::string::npos);
  CHECK(faults(changed(good, "accelerator = \"h100-sxm-80gb\"\n", ""))
            .find("needs 'accelerator' or 'cluster'") != std::string::npos);
}

TEST_CASE("--set replaces a value, makes one that was left out, and refuses an unknown key") {
  const ServeJob job = io::read_serve_text(
      library, "s.toml", good, {"unit.accelerators=8", "unit.tensor=4", "usd_per_hour=3"});
  CHECK(job.unit.accelerators == 8);
  CHECK(job.unit.tensor == 4);
  CHECK(median(job.usd_per_hour) == 3);
  CHECK(io::read_serve_text(library, "s.toml", good, {"unit.weights=bf16"}).unit.weights ==
        NumberFormat::bf16);
  CHECK(faults(good, {"unit.tenser=4"}).find("did you mean 'tensor'") != std::string::npos);
  CHECK(faults(good, {"nothing.tensor=4"}).find("there is no table for") != std::string::npos);
  CHECK(faults(good, {"tensor"}).find("needs KEY=VALUE") != std::string::npos);
}

TEST_CASE("a model without an architecture cannot be served, and is told where it can stand") {
  CHECK(faults_of([] {
          io::load_serve(library, "serve_maverick", {"model=gpt-5.4"});
        }).find("[[serve.listed]]") != std::string::npos);
}

}  // namespace
