// Traps of data sheets: each is told with its position and what would be right, and the right file
// passes.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "faults.h"
#include "io/lint.h"
#include "io/questionnaire.h"

using namespace tenfold;

namespace {

const io::Library library{"."};

// What lint says of the text in a file of its own: a line a finding.
std::string findings(const std::string& text) {
  const auto path = std::filesystem::temp_directory_path() / "tenfold_trap.toml";
  std::ofstream(path) << text;
  const io::Findings found = io::lint(library, path.string());
  std::filesystem::remove(path);
  std::string all;
  const auto add = [&](const Fault& f, const char* kind) {
    all += fmt::format("{}:{}: {}{}\n", f.line, f.column, kind, f.message);
  };
  for (const Fault& f : found.faults) add(f, "");
  for (const Fault& f : found.warnings) add(f, "warning: ");
  return all;
}

// The questionnaire with all its examples: an H100.
std::string answered(std::string_view format) {
  std::string text = io::questionnaire_text(format);
  for (std::size_t at = 0; (at = text.find("#? ", at)) != text.npos;) text.erase(at, 3);
  for (const char* absent : {"fp4 = ", "pair_bandwidth = "})  // the H100 has none
    for (std::size_t at = 0; (at = text.find(absent, at)) != text.npos; at += 5)
      text.insert(at, "#- ");
  return text;
}

struct Change {
  std::string from, to;
};

// As sold: an H100 with the name and the numbers of another part.
std::string part(const std::vector<Change>& changes) {
  std::string text = answered("hardware");
  for (const Change& c : changes) text = replaced(text, "\n" + c.from, "\n" + c.to);
  return text;
}

const auto is = [](const std::string& text, const std::string& words) {
  const bool there = text.find(words) != text.npos;
  if (!there) MESSAGE(text);
  return there;
};

const std::vector<Change> b200{{"name = \"H100 SXM5 80GB\"", "name = \"B200 SXM\""},
                               {"fp32 = \"66.9", "fp32 = \"75"},
                               {"tf32 = \"494.7", "tf32 = \"1125"},
                               {"fp16 = \"989.4", "fp16 = \"2250"},
                               {"bf16 = \"989.4", "bf16 = \"2250"},
                               {"fp8 = \"1978.9", "fp8 = \"4500"},
                               {"int8 = \"1978.9", "int8 = \"4500"},
                               {"memory = \"80 GiB\"", "memory = \"180 GiB\""},
                               {"usable_memory = \"79.1", "usable_memory = \"178.4"},
                               {"memory_bandwidth = \"3.35", "memory_bandwidth = \"8"},
                               {"power = \"700 W\"", "power = \"1000 W\""},
                               {"server_power = \"1275", "server_power = \"1833"},
                               {"name = \"NVLink 4\"", "name = \"NVLink 5\""},
                               {"bandwidth = \"450 GB/s\"", "bandwidth = \"900 GB/s\""}};

std::string b200_with(const std::string& from, const std::string& to) {
  std::vector<Change> changes = b200;
  changes.push_back({from, to});
  return findings(part(changes));
}
std::string h100_with(const std::string& from, const std::string& to) {
  return findings(part({{from, to}}));
}

}  // namespace

TEST_CASE("right files have no finding") {
  CHECK(findings(answered("hardware")) == "");
  CHECK(findings(answered("cluster")) == "");
  CHECK(findings(part(b200)) == "");
}

TEST_CASE("trap 1: a sparse rate is no dense one") {
  CHECK(is(h100_with("bf16 = \"989.4", "bf16 = \"1979"),
           "'bf16': 1979 TFLOP/s is the sparse rate, twice the 989.4 TFLOP/s, dense, of "
           "h100-sxm-80gb"));
  CHECK(is(h100_with("fp8 = \"1978.9", "fp8 = \"3958"), "'fp8': 3958 TFLOP/s is the sparse rate"));
  CHECK(is(h100_with("tf32 = \"494.7", "tf32 = \"989"), "'tf32': 989 TFLOP/s is the sparse rate"));
}

TEST_CASE("trap 2: one format's rate is not inferred from another's") {
  const std::vector<Change> v5p{{"name = \"H100 SXM5 80GB\"", "name = \"TPU v5p\""},
                                {"maker = \"NVIDIA\"", "maker = \"Google\""},
                                {"bf16 = \"989.4", "bf16 = \"459"},
                                {"fp8 = \"1978.9", "fp8 = \"918"}};
  CHECK(is(findings(part(v5p)),
           "'fp8': twice the wider format's rate, which this part's fp8 is not: 459 TFLOP/s"));
  CHECK(is(h100_with("name = \"H100 SXM5 80GB\"\n# who makes it (text; needed)\nmaker = \"NVIDIA\"",
                     "name = \"Part of tomorrow\"\nmaker = \"Another\""),
           "warning: 'fp8': twice bf16: read, or inferred?"));
  CHECK(is(b200_with("#- fp4 = \"2000", "fp4 = \"18000"), "'fp4': 18000 TFLOP/s is the sparse"));
}

TEST_CASE("trap 3: GeForce multiplies at half rate where sums are in 32 bits") {
  std::vector<Change> geforce{{"name = \"H100 SXM5 80GB\"", "name = \"GeForce RTX 4080\""},
                              {"fp32 = \"66.9", "fp32 = \"48.7"},
                              {"fp16 = \"989.4", "fp16 = \"97.5"},
                              {"bf16 = \"989.4", "bf16 = \"195"}};
  const std::string said = findings(part(geforce));
  CHECK(is(said, "'bf16': 195 TFLOP/s keeps sums in 16 bits"));
  CHECK(said.find("'fp16'") == said.npos);
}

TEST_CASE("trap 4: a rate at a clock that does not ship") {
  CHECK(is(h100_with("bf16 = \"989.4", "bf16 = \"1070"),
           "warning: 'bf16': 1.08 times the 989.4 TFLOP/s, dense, of h100-sxm-80gb: at a clock"));
  CHECK(is(findings(part({{"name = \"H100 SXM5 80GB\"", "name = \"Gaudi3\""},
                          {"bf16 = \"989.4", "bf16 = \"1835"}})),
           "warning: 'bf16': 1.09 times the 1678 TFLOP/s, dense, of gaudi3: at a clock"));
}

TEST_CASE("trap 5: a package of two devices is no device") {
  const std::vector<Change> superchip{{"name = \"H100 SXM5 80GB\"", "name = \"GB200 superchip\""},
                                      {"fp16 = \"989.4", "fp16 = \"5000"},
                                      {"bf16 = \"989.4", "bf16 = \"5000"},
                                      {"memory = \"80 GiB\"", "memory = \"372 GiB\""}};
  CHECK(is(findings(part(superchip)),
           "'memory': rates and memory are twice those of gb200: a package of two devices"));
}

TEST_CASE("trap 6: both directions of a link, and links of several accelerators") {
  CHECK(is(h100_with("bandwidth = \"450 GB/s\"", "bandwidth = \"900 GB/s\""),
           "'bandwidth': 900 GB/s of 'NVLink 4' counts both directions: one direction of an "
           "accelerator is 450\n"));
  CHECK(is(b200_with("bandwidth = \"900 GB/s\"", "bandwidth = \"16.2 TB/s\""),
           "'bandwidth': 16200 GB/s of 'NVLink 5': all links of one accelerator carry 900"));
  CHECK(is(findings(replaced(answered("cluster"), "\"450 GB/s\"", "\"900 GB/s\"")),
           "counts both directions"));
}

TEST_CASE("trap 7: a pair of a mesh has one link of several") {
  const std::vector<Change> mesh{{"name = \"NVLink 4\"", "name = \"xGMI\""},
                                 {"topology = \"switched\"", "topology = \"mesh\""},
                                 {"#- pair_bandwidth", "pair_bandwidth"}};
  CHECK(is(findings(part(mesh)), "'pair_bandwidth': 'xGMI' joins 8 without a switch"));
  CHECK(is(h100_with("name = \"NVLink 4\"", "name = \"xGMI\""),
           "'topology': 'xGMI' has no switch: topology = \"mesh\""));
}

TEST_CASE("trap 8: adapters of a node are not those of an accelerator") {
  CHECK(is(h100_with("bandwidth = \"50 GB/s\"", "bandwidth = \"400 GB/s\""),
           "'bandwidth': 400 GB/s of 'InfiniBand NDR' for each accelerator is over any adapter"));
  CHECK(
      is(findings(replaced(replaced(replaced(answered("cluster"), "h100-sxm-80gb", "a100-sxm-80gb"),
                                    "\"450 GB/s\"", "\"300 GB/s\""),
                           "bandwidth = \"50 GB/s\"", "bandwidth = \"200 GB/s\"")),
         "'bandwidth': 200 GB/s of 'InfiniBand NDR' is of a node of 8: for each accelerator 25"));
}

TEST_CASE("trap 9: a fraction of another peak") {
  const std::string matmul =
      "\n[[accelerator.matmul]]\ngrade = \"assumed\"\nreasoning = \"MAMF\"\nformat = \"bf16\"\n"
      "compute = 0.99\nmemory = 0.8\nlaunch = \"3 us\"\nspread = 0.1\nbasis = \"measured\"\n";
  CHECK(is(findings(answered("hardware") + matmul), "warning: 'compute': 0.99 of the peak"));
  CHECK(findings(answered("hardware") + replaced(matmul, "0.99", "0.8")) == "");
}

TEST_CASE("trap 10: rates of MI455X that may be sparse, and powers that sources disagree on") {
  CHECK(is(findings(part({{"name = \"H100 SXM5 80GB\"", "name = \"MI455X\""},
                          {"fp8 = \"1978.9", "fp8 = \"20100"}})),
           "warning: 'fp8': AMD does not say whether it is sparse"));
  CHECK(is(h100_with("power = \"700 W\"", "power = \"1000 W\""),
           "warning: 'power': 1.43 times the 700 W"));
}

TEST_CASE("trap 11: eightfold sparsity of a wafer") {
  CHECK(is(findings(part({{"name = \"H100 SXM5 80GB\"", "name = \"Cerebras WSE-3\""},
                          {"bf16 = \"989.4", "bf16 = \"125000"}})),
           "'bf16': 125000 TFLOP/s counts eightfold sparsity"));
}

TEST_CASE("trap 12: a link's headline is held against the rate on file") {
  CHECK(
      is(findings(part({{"name = \"H100 SXM5 80GB\"", "name = \"Trainium3\""},
                        {"reach = 8", "reach = 144"},
                        {"bandwidth = \"450 GB/s\"", "bandwidth = \"1408 GB/s\""},
                        {"name = \"NVLink 4\"", "name = \"NeuronLink 4\""}})),
         "'bandwidth': 1408 GB/s of 'NeuronLink 4' counts both directions: one direction is 704"));
}

TEST_CASE("trap 13: memory that the part does not have, or that programs cannot use") {
  CHECK(is(b200_with("memory = \"180 GiB\"", "memory = \"80 GiB\""),
           "'usable_memory' is over 'memory'"));
  std::vector<Change> small = b200;
  small.push_back({"memory = \"180 GiB\"", "memory = \"80 GiB\""});
  small.push_back({"usable_memory = \"178.4", "usable_memory = \"79"});
  CHECK(is(findings(part(small)), "'memory': no such part has 80 GiB: those that ship have 180"));
  CHECK(is(b200_with("memory = \"180 GiB\"", "memory = \"192 GiB\""),
           "warning: 'memory': 192 GiB may be what is soldered on"));
  CHECK(is(b200_with("usable_memory = ", "#? usable_memory = "),
           "warning: 'memory': usable_memory is not told: programs can allocate 178.4 GiB"));
}

TEST_CASE("trap 14: prices, powers and counts of something else") {
  CHECK(is(h100_with("rent_high = \"6.88", "rent_high = \"60000"),
           "'rent_high': 60000 USD/h is no price of one accelerator"));
  CHECK(is(h100_with("rent_low = \"1.99", "rent_low = \"19.9"), "'rent_low': is over 'rent_high'"));
  CHECK(is(h100_with("purchase_high = \"27000", "purchase_high = \"375000"),
           "warning: 'purchase_high': 375000 USD is the price of a server"));
  CHECK(is(h100_with("server_power = \"1275 W\"", "server_power = \"10.2 kW\""),
           "'server_power': is 15 times 'power'"));
  CHECK(is(h100_with("power = \"700 W\"", "power = \"70 kW\""), "'power': 70000 W is the power"));
  const std::string cluster = answered("cluster");
  CHECK(is(findings(replaced(cluster, "accelerators = 1024", "accelerators = 1300000")),
           "warning: 'accelerators': more than any one cluster"));
  CHECK(is(findings(replaced(cluster, "facility = 1.15", "facility = 3.0")),
           "warning: 'facility': the mean of the industry"));
  CHECK(is(findings(replaced(cluster, "\"4 /1000 d\"", "\"4 /d\"")),
           "warning: 'node_failures': fleets known"));
}

TEST_CASE("a finding stands where its number stands") {
  const std::string text = part({{"bf16 = \"989.4", "bf16 = \"1979"}});
  const auto before = text.substr(0, text.find("bf16 = \"1979"));
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  CHECK(findings(text).starts_with(fmt::format("{}:8: ", line)));
}
