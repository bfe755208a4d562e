// docs/published_serving.csv: what serving says of services that others measured.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/error.h"
#include "io/document.h"
#include "io/published.h"
#include "scenario/serve.h"

namespace tenfold {
namespace {

const io::Library library{"."};

std::vector<CampaignFigure> figures() {
  static const std::vector<CampaignFigure> all =
      io::read_published(library, "s.csv", io::large_file_bytes("docs/published_serving.csv"));
  return all;
}

// Of a data centre's service; devices are shown apart.
bool is_rate(const CampaignFigure& f) {
  return f.check != "rollout_hours" && (f.check != "client_rate" || f.bar > 0);
}

TEST_CASE("every published rate with a bar is predicted within it") {
  for (const CampaignFigure& f : figures()) {
    CAPTURE(f.subject);
    CAPTURE(score(f).predicted);
    CHECK(score(f).held);
    CHECK(!f.source.empty());
  }
}

TEST_CASE("rates of at least three engines are held") {
  std::set<std::string> sources;
  for (const CampaignFigure& f : figures())
    if (f.bar > 0 && is_rate(f)) sources.insert(f.source);
  CHECK(sources.size() >= 3);
}

TEST_CASE("of dense models half of the rates err by a tenth at most") {
  std::vector<double> errors;
  for (const CampaignFigure& f : figures())
    if (f.check == "output_rate" && f.bar == 0.25) errors.push_back(std::abs(score(f).error));
  REQUIRE(errors.size() >= 25);
  std::sort(errors.begin(), errors.end());
  CHECK(errors[errors.size() / 2] < 0.1);
}

// Of ln(measured / predicted).
struct Moments {
  double mean = 0, sigma = 0;
};
Moments moments(bool routed) {
  double sum = 0, squares = 0, n = 0;
  for (const CampaignFigure& f : figures()) {
    const Uncertain usual = usual_throughput(f.service->decode.whole);
    if (!is_rate(f) || (median(usual) == routed_throughput.median) != routed) continue;
    const double x = std::log(f.published / score(f).predicted);
    sum += x, squares += x * x, n += 1;
  }
  return {sum / n, std::sqrt(squares / n - sum / n * (sum / n))};
}

TEST_CASE("what services reach of a prediction is what the table's rows reach") {
  for (const bool routed : {false, true}) {
    const LogNormal usual = routed ? routed_throughput : dense_throughput;
    const Moments m = moments(routed);
    CAPTURE(routed);
    CHECK(usual.median == doctest::Approx(std::exp(m.mean)).epsilon(0.04));
    CHECK(usual.sigma() == doctest::Approx(m.sigma).epsilon(0.25));
  }
}

std::string faults_of(const std::string& inputs) {
  const std::string head =
      "check,subject,inputs,region,year,published,unit,sense,bar,grade,source,url,date,note\n";
  try {
    io::read_published(library, "t.csv",
                       head + "client_rate,x," + inputs + ",,,2,tokens/s,equal,,,,,,\n");
  } catch (const InputError& e) {
    return e.what();
  }
  return "";
}

TEST_CASE("a row of serving tells what it lacks and what the library does not have") {
  const std::string rest = " weights=fp8 cache=fp8 input=10 output=10";
  CHECK(faults_of("model=llama-3.1-8b accelerator=h100-sxm-80gb" + rest).empty());
  CHECK(faults_of("model=llama-3.1-8c accelerator=h100-sxm-80gb" + rest)
            .find("llama-3.1-8c: there is no") != std::string::npos);
  CHECK(faults_of("model=llama-3.1-8b" + rest).find("lacks accelerator") != std::string::npos);
  CHECK(faults_of("model=llama-3.1-8b accelerator=h100-sxm-80gb tensor=3 accelerators=8" + rest)
            .find("tensor is 3, it needs to divide") != std::string::npos);
  CHECK(faults_of("model=llama-3.1-8b accelerator=h100-sxm-80gb wheels=3" + rest)
            .find("has wheels, which client_rate does not use") != std::string::npos);
}

}  // namespace
}  // namespace tenfold
