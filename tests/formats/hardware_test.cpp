// Accelerators, clusters and frameworks: what their readers fill in, and what they refuse.
#include "io/hardware.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <set>

#include "faults.h"
#include "io/csv.h"
#include "io/document.h"
#include "io/lint.h"

using namespace tenfold;

namespace {

const io::Library library{"."};

std::string hardware_faults(const std::string& text) {
  return faults_of([&] { io::read_accelerator_text("h.toml", text); });
}
std::string cluster_faults(const std::string& text) {
  return faults_of([&] { io::read_cluster_text(library, "c.toml", text); });
}
std::string framework_faults(const std::string& text) {
  return faults_of([&] { io::read_framework_text("f.toml", text); });
}

Cluster good_cluster() {
  return io::read_cluster_text(library, "c.toml", text_of("tests/formats/good_cluster.toml"));
}

// Names in the column `accelerator` of a table of published runs.
std::set<std::string> accelerators_of(const std::string& table) {
  std::set<std::string> names;
  const auto rows = io::csv_rows(io::large_file_bytes(table));
  std::size_t column = 0;
  while (rows.front().cells.at(column) != "accelerator") ++column;
  for (std::size_t i = 1; i < rows.size(); ++i) names.insert(rows[i].cells.at(column));
  return names;
}

}  // namespace

TEST_CASE("a profile's tiers, collectives and kernels are read with what stands behind each") {
  const Accelerator a =
      io::read_accelerator_text("h.toml", text_of("tests/formats/good_hardware.toml"));
  CHECK(a.key == "h");
  CHECK(a.aliases == std::vector<std::string>{"part-1"});
  REQUIRE(a.tiers.size() == 2);
  CHECK(a.tiers[0].reach == 8);
  CHECK(a.tiers[1].reach == 0);
  REQUIRE(a.tiers[0].collectives.size() == 1);
  REQUIRE(a.tiers[0].collectives[0].protocols.size() == 2);
  CHECK(a.tiers[0].collectives[0].protocols[0].latency_per_rank->in(second) ==
        doctest::Approx(1.9e-6));
  CHECK(!a.tiers[0].collectives[0].protocols[1].latency_per_rank);
  CHECK(a.tiers[0].collectives[0].protocols[1].efficiency == 1.05);
  REQUIRE(a.matmul.size() == 2);
  CHECK(a.matmul[1].quantise == 0.4);
  CHECK(a.provenance.at("accelerator.matmul[0].compute").reasoning == "as a related part");
  CHECK(a.provenance.at("accelerator.tiers[0].latency").source.id == "sheet");
  CHECK(a.provenance.at("accelerator.tiers[1].latency").grade == Grade::assumed);
}

TEST_CASE("each fault of a profile is told with its position and what would be right") {
  const std::string good = text_of("tests/formats/good_hardware.toml");
  CHECK(hardware_faults(good) == "no fault");
  const Row rows[] = {
      {"hardware/1", "hardware/2", "h.toml:1:10: 'format' needs to be \"hardware/1\""},
      {"bf16 = \"100 TFLOP/s\"\n", "",
       "h.toml:8:1: needs bf16 or fp16: the rate that 16-bit training is rated against\n"
       "h.toml:42:1: this part has no rate for bf16"},
      {"\"79 GiB\"", "\"81 GiB\"", "h.toml:8:1: 'usable_memory' is over 'memory'"},
      {"\"300 GB/s\"", "300",
       "h.toml:25:13: 'bandwidth' needs a number with a unit, one of: GB/s, TB/s, Gbit/s"},
      {"reach = 8", "reech = 8",
       "h.toml:24:1: unknown key 'reech', did you mean 'reach'?\n"
       "h.toml:37:1: 'Link' joins all already: 'Network' can only stand before it"},
      {"bandwidth = \"25 GB/s\"", "reach = 8\nbandwidth = \"25 GB/s\"",
       "h.toml:37:1: 'Network' joins 8, no more than 'Link' inside it: tiers stand from inside the "
       "node outwards"},
      {"reach = 8", "reach = 8\ntopology = \"mesh\"",
       "h.toml:22:1: 'Link' is a mesh: needs pair_bandwidth"},
      {"reach = 8", "reach = 8\npair_bandwidth = \"400 GB/s\"",
       "h.toml:22:1: 'pair_bandwidth' of 'Link' is over its bandwidth"},
      {"most_ranks = 8", "most_ranks = 4",
       "h.toml:22:1: 'switch' of 'Link' serves no number of ranks: 5 to 4"},
      {"efficiency = 1.05", "efficiency = 105.0",
       "h.toml:34:54: 'efficiency' is 105: needs a number from 0.001 to 2"},
      {"latency = \"8 us\"", "latency = \"0 us\"",
       "h.toml:33:33: 'latency' is 0 us: needs a number above zero, of a size that can be meant"},
      {"\"fp8\"\n", "\"bf16\"\n", "h.toml:53:1: 'matmul' tells this kernel twice"},
      {"\"fp8\"\n", "\"nvfp4\"\n", "h.toml:53:1: this part has no rate for nvfp4"},
      {"kind = \"all-reduce\"", "kind = \"allreduce\"",
       "h.toml:29:8: 'kind' is 'allreduce': needs one of all-reduce, all-gather, reduce-scatter, "
       "all-to-all, point-to-point, did you mean 'all-reduce'?"},
      {"grade = \"assumed\"\nreasoning = \"as a related part\"\nformat = \"fp8\"",
       "grade = \"assumed\"\nformat = \"fp8\"",
       "h.toml:56:11: 'compute' is assumed and has no reasoning: add reasoning = \"…\" to its "
       "table"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.to);
    CHECK(hardware_faults(replaced(good, row.from, row.to)) == row.fault);
  }
}

TEST_CASE("each fault of a cluster is told with its position and what would be right") {
  const std::string good = text_of("tests/formats/good_cluster.toml");
  CHECK(cluster_faults(good) == "no fault");
  const Row rows[] = {
      {"cluster/1", "clusters/1", "c.toml:1:10: 'format' needs to be \"cluster/1\""},
      {"accelerators = 24576\n", "", "c.toml:8:1: 'accelerators' is missing: how many"},
      {"accelerators = 24576", "accelerators = 0",
       "c.toml:13:16: 'accelerators' is 0: needs a number from 1 to 100000000"},
      {"oversubscription = 7", "oversubscription = 0.5",
       "c.toml:31:20: 'oversubscription' is 0.5: needs a number from 1 to 1000"},
      {"name = \"spine\"", "name = \"spine\"\nreach = 16384",
       "c.toml:27:1: 'spine' joins 16384 of 24576 accelerators: nothing joins the rest"},
      {"name = \"pod\"\nreach = 3072", "name = \"pod\"",
       "c.toml:26:1: 'pod' joins all already: 'spine' can only stand before it"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.to);
    CHECK(cluster_faults(replaced(good, row.from, row.to)) == row.fault);
  }
  const std::string unknown = cluster_faults(replaced(good, "\"h800-sxm\"", "\"h800-sxm-80\""));
  CHECK(unknown.find("c.toml:12:15: ") == 0);
  CHECK(unknown.find("h800-sxm-80gb") != std::string::npos);
}

TEST_CASE("each fault of a framework is told with its position and what would be right") {
  const std::string good = text_of("tests/formats/good_framework.toml");
  CHECK(framework_faults(good) == "no fault");
  const Row rows[] = {
      {"framework/1", "frame/1", "f.toml:1:10: 'format' needs to be \"framework/1\""},
      {"dispatch = \"7 us\"\n", "",
       "f.toml:3:1: 'dispatch' is missing: host time of a kernel "
       "launch"},
      {"gradient_overlap = 0.8", "gradient_overlap = 1.8",
       "f.toml:8:20: 'gradient_overlap' is 1.8: needs a number from 0 to 1"},
      {"fused_qkv = false", "offers = { zero = [], schedules = [\"zbv\"] }",
       "f.toml:11:19: 'zero' is empty: leave it out for all\n"
       "f.toml:11:36: 'schedules' is 'zbv': needs one of gpipe, 1f1b, interleaved, zero-bubble-h1, "
       "zero-bubble-v, dualpipe"},
      {"overlap_slow_down = 1.1", "overlap_slow_down = 0.9",
       "f.toml:9:21: 'overlap_slow_down' is 0.9: needs a number from 1 to 10"},
      {"reasoning = \"a starting value\"\n", "",
       "f.toml:7:20: 'gradient_overlap' is assumed and has no reasoning: add reasoning = \"…\" to "
       "its table"},
      {"fused_qkv = false", "fused_qkv = \"no\"",
       "f.toml:11:13: 'fused_qkv' is a text: needs true or false"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.to);
    CHECK(framework_faults(replaced(good, row.from, row.to)) == row.fault);
  }
}

TEST_CASE("a cluster takes from the accelerator's profile what its file leaves out") {
  const Cluster told = good_cluster();
  const Accelerator& a = told.accelerator;
  CHECK(a.key == "h800-sxm-80gb");  // found by an alias
  CHECK(told.node_size == a.node_size);
  REQUIRE(told.tiers.size() == 3);
  REQUIRE(a.tiers.size() == 2);
  for (std::size_t i = 0; i < 3; ++i)  // the spine is used like the outermost network known
    CHECK(told.tiers[i].collectives.size() == a.tiers[i == 0 ? 0 : 1].collectives.size());
  const Cluster usual = usual_cluster(a, 64);
  CHECK(usual.accelerators == 64);
  CHECK(usual.tiers.size() == a.tiers.size());
}

TEST_CASE("a cluster of other nodes and another network keeps the rest") {
  const Cluster small = with_node_size(good_cluster(), 4);
  CHECK(small.node_size == 4);
  CHECK(small.tiers[0].reach == 4);
  CHECK(small.tiers[1].reach == 3072);
  const Cluster slow = with_network(good_cluster(), 12.5 * GB / second);
  CHECK(slow.tiers[0].bandwidth == 200 * GB / second);
  CHECK(slow.tiers[1].bandwidth == 12.5 * GB / second);
  CHECK(slow.tiers[2].bandwidth == 12.5 * GB / second);
}

TEST_CASE("another network between nodes leaves one inside a rack of nodes alone") {
  Cluster rack = good_cluster();
  rack.tiers[0].reach = 9 * rack.node_size;  // NVL72 has nodes of 4
  CHECK(with_network(rack, GB / second).tiers[0].bandwidth == 200 * GB / second);
  rack.tiers = {rack.tiers.back()};  // GH200: nodes of one, joined by one network
  rack.tiers[0].reach = 0;
  CHECK(with_network(rack, GB / second).tiers[0].bandwidth == GB / second);
}

TEST_CASE("every profile, cluster and framework that ships is sound, and tells its networks") {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator("hardware_profiles")) {
    if (entry.path().extension() != ".toml") continue;
    CAPTURE(entry.path().string());
    const io::Findings found = io::lint(library, entry.path().string());
    CHECK(found.faults.empty());
    CHECK(found.warnings.empty());
    ++files;
  }
  CHECK(files > 80);
  for (const std::string& key : io::names(library, "hardware_profiles"))
    CHECK(!io::load_accelerator(library, key).tiers.empty());
  for (const std::string& key : io::names(library, "hardware_profiles/clusters"))
    CHECK(!io::load_cluster(library, key).tiers.empty());
  for (const std::string& key : io::names(library, "hardware_profiles/frameworks"))
    CHECK(io::load_framework(library, key).key == key);
}

TEST_CASE("an alias names one profile, and none hides behind a file's name") {
  std::set<std::string> seen;
  for (const std::string& key : io::names(library, "hardware_profiles")) {
    CHECK(seen.insert(key).second);
    for (const std::string& alias : io::load_accelerator(library, key).aliases) {
      CAPTURE(alias);
      CHECK(seen.insert(alias).second);
      CHECK(io::load_accelerator(library, alias).key == key);
    }
  }
}

TEST_CASE("every accelerator of the table of published runs has a profile") {
  const std::string table = "../shared/validation/measured.csv";
  if (!std::filesystem::exists(table)) {
    MESSAGE("skipped: ", table, " is not here");
    return;
  }
  for (const std::string& name : accelerators_of(table)) {
    CAPTURE(name);
    CHECK_NOTHROW(io::load_accelerator(library, name));
  }
}
