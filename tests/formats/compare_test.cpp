// Files with offers: what they must say, and what is told of one that does not.
#include "io/compare.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "faults.h"

using namespace tenfold;

namespace {

const io::Library library{"."};

const std::string good = R"(format = "scenario/1"
grade = "assumed"
reasoning = "a test"
[job]
model = "llama-3.1-8b"
tokens = "2 T tokens"
sequence_length = 8192
baseline = "B"
[[offers]]
name = "A H100"
cluster = "dgx-h100"
accelerators = 4096
price = "2.35 USD/h"
quoted = "2026-03"
region = "united-states"
[[offers]]
name = "B own"
accelerator = "h200"
accelerators = 64
[offers.own]
accelerator = "30 K USD"
electricity = "0.08 USD/kWh"
)";

const Row rows[] = {
    {"format = \"scenario/1\"", "format = \"scenario/2\"", ":1:"},
    {"price = \"2.35 USD/h\"", "price = 2.35", "'price' needs a number with a unit"},
    {"quoted = \"2026-03\"", "quoted = \"March\"", "'quoted' is 'March': needs a date"},
    {"quoted = \"2026-03\"\n", "", "'quoted' is missing"},
    {"region = \"united-states\"", "region = \"united-state\"", "did you mean 'united-states'"},
    {"cluster = \"dgx-h100\"", "cluster = \"dgx-h10\"", "dgx-h100"},
    {"accelerator = \"h200\"\n", "", "needs 'accelerator' or 'cluster'"},
    {"accelerator = \"h200\"", "accelerator = \"h200\"\nprice = \"2 USD/h\"\nquoted = \"2026\"",
     "'price' and 'own'"},
    {"accelerator = \"30 K USD\"\n", "", "'accelerator' is missing"},
    {"baseline = \"B\"", "baseline = \"D\"", "no offer is called so"},
    {"name = \"B own\"", "name = \"A H100\"", "two offers are called 'A H100'"},
    {"accelerators = 64", "accelerator_count = 64", "unknown key 'accelerator_count'"},
    {"model = \"llama-3.1-8b\"", "model = \"gpt-5.4\"", "discloses no architecture"},
    {"sequence_length = 8192\n", "", "'sequence_length' is missing"},
    {"grade = \"assumed\"\n", "", "has no grade"},
};

io::LoadedCompare loaded(const std::string& text, const std::vector<std::string>& set = {}) {
  const std::string path =
      (std::filesystem::temp_directory_path() / "tenfold_offers_test.toml").string();
  std::ofstream(path) << text;
  io::LoadedCompare all = io::load_compare(library, path, set, "2026-11-23");
  std::filesystem::remove(path);
  return all;
}

}  // namespace

TEST_CASE("a file with offers is read, and lint finds it sound") {
  const io::LoadedCompare all = loaded(good);
  REQUIRE(all.input.offers.size() == 2);
  CHECK(all.input.offers[0].run.cluster.accelerators == 4096);
  CHECK(all.input.offers[0].offer.price->base() == doctest::Approx(2.35 / 3600));
  CHECK(all.input.offers[1].offer.own->accelerator.base() == 30'000);
  CHECK(all.input.tokens == Count{2'000'000'000'000});
  CHECK(all.input.job.as_of == "2026-11-23");
  CHECK(io::has_offers("x.toml", good));
  CHECK_NOTHROW(io::read_compare_text(library, "x.toml", good));
}

TEST_CASE("each fault of an offer is told at its place") {
  for (const Row& row : rows) {
    const std::string said = faults_of(
        [&] { io::read_compare_text(library, "x.toml", replaced(good, row.from, row.to)); });
    CAPTURE(row.to);
    CAPTURE(said);
    CHECK(said.find(row.fault) != std::string::npos);
    CHECK(said.find("x.toml:") != std::string::npos);
  }
}

TEST_CASE("all faults of a file are told at once") {
  const std::string two = replaced(replaced(good, "quoted = \"2026-03\"", "quoted = \"March\""),
                                   "cluster = \"dgx-h100\"", "cluster = \"dgx-h10\"");
  const std::string said = faults_of([&] { io::read_compare_text(library, "x.toml", two); });
  CHECK(said.find("March") != std::string::npos);
  CHECK(said.find("dgx-h10") != std::string::npos);
}

TEST_CASE("a cluster that joins fewer accelerators than an offer has is refused") {
  const auto cluster = std::filesystem::temp_directory_path() / "tenfold_one_node.toml";
  std::ofstream(cluster) << R"(format = "cluster/1"
[cluster]
grade = "assumed"
reasoning = "a test"
name = "one node"
accelerator = "h100"
accelerators = 8
[[cluster.tiers]]
name = "NVLink 4"
topology = "switched"
reach = 8
bandwidth = "450 GB/s"
latency = "3.3 us"
)";
  const std::string said =
      faults_of([&] { loaded(replaced(good, "dgx-h100", cluster.filename().string())); });
  std::filesystem::remove(cluster);
  CHECK(said.find("'NVLink 4' of one node joins 8") != std::string::npos);
}

TEST_CASE("a setting reaches the job, one offer or all of them, with or without a space") {
  const io::LoadedCompare all =
      loaded(good, {"deadline=21d", "offers.A.price=2.1 USD/h", "offers.*.starts_after=7d",
                    "offers.B.own.electricity=0.1USD/kWh", "baseline=A"});
  CHECK(loaded(good, {"offers.A.price=2.1"}).input.offers[0].offer.price->base() ==
        doctest::Approx(2.1 / 3600));
  CHECK(all.input.job.deadline->base() == 21 * 86400);
  CHECK(all.input.offers[0].offer.price->base() == doctest::Approx(2.1 / 3600));
  CHECK(all.input.offers[1].offer.starts_after.base() == 7 * 86400);
  CHECK(all.input.offers[1].offer.own->electricity.base() == doctest::Approx(0.1 / 3.6e6));
  CHECK(all.input.provenance.at("offers[0].price").reasoning == "Set on the command line.");
}

TEST_CASE("a setting that names nothing is refused with what there is") {
  CHECK(faults_of([] { loaded(good, {"offers.Z.price=2"}); }).find("offers are A, B") !=
        std::string::npos);
  CHECK(faults_of([] { loaded(good, {"deadlin=21d"}); }).find("did you mean 'deadline'") !=
        std::string::npos);
  CHECK(faults_of([] {
          loaded(good, {"deadline=21d", "deadline=22d"});
        }).find("twice") != std::string::npos);
  CHECK(faults_of([] { loaded(good, {"offers.A.price=cheap"}); }).find("as --set changes it") !=
        std::string::npos);
}
