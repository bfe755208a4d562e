// The [search] table of a job: what its lists narrow, and what it is told when something is wrong.
#include "io/search.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "io/read_search.h"
#include "job_text.h"

using namespace tenfold;

namespace {

const io::Library library{"."};

const std::string good = job_text("llama-2-7b",
                                  "[search]\n"
                                  "tensor = [2, 4]\n"
                                  "zero = 1\n"
                                  "recompute = \"full\"\n"
                                  "offload = [\"none\", \"weights+optimizer\"]\n"
                                  "top = 3\n");

}  // namespace

TEST_CASE(
    "a dimension of a search is one value or a list of them, and the others have their rules") {
  const Job job = job_of(good);
  REQUIRE(job.search);
  const SearchSpace& s = job.search->space;
  CHECK(s.tensor == std::vector<Size>{2, 4});
  CHECK(s.zero == std::vector<Size>{1});
  CHECK(s.recompute == std::vector{Recompute::full});
  CHECK(s.offload == std::vector{Offload::none, Offload::weights | Offload::optimizer});
  CHECK(s.pipeline.empty());
  CHECK(!s.tiers);
  CHECK(job.search->top == 3);
  CHECK(!job_of(good.substr(0, good.find("[search]"))).search);
}

TEST_CASE("every list of a search space can be named, by the file and by the command line") {
  for_each_field<SearchSpace>([&](const auto& list) {
    CAPTURE(std::string(list.name));
    const std::string key(list.name);
    if (key == "tiers") return;
    ParallelPlan plain;
    std::string value = "1", typed = "1";
    for_each_field<ParallelPlan>([&](const auto& field) {
      using Value = std::decay_t<decltype(plain.*field.member)>;
      if (field.name != list.name) return;
      if constexpr (std::is_same_v<Value, bool>) value = typed = "true";
      if constexpr (std::is_enum_v<Value>) {
        typed = std::string(name(plain.*field.member));
        value = "\"" + typed + "\"";
      }
      if constexpr (std::is_same_v<Value, std::vector<Size>>) value = "\"1\"";
    });
    const Job job = job_of(good.substr(0, good.find("tensor")) + key + " = [" + value + "]\n");
    const SearchSpace set = io::narrowed({}, key, typed);
    if constexpr (requires { (set.*list.member).size(); }) {
      CHECK((job.search->space.*list.member).size() == 1);
      CHECK(set.*list.member == job.search->space.*list.member);
    }
  });
}

TEST_CASE("stages are split by name or by a list of layers, in the file and on the command line") {
  const auto splits = [](const std::string& value) {
    return job_of(replaced(good, "top = 3", "stage_layers = " + value)).search->space.stage_layers;
  };
  const StageSplit even, ends{{}, 1, 1}, last{{}, 0, 2}, list{{7, 8, 8, 9}};
  CHECK(splits("\"last-less-2\"") == std::vector{last});
  CHECK(splits("[7, 8, 8, 9]") == std::vector{list});
  CHECK(splits("[\"even\", [7, 8, 8, 9], \"ends-less-1\"]") == std::vector{even, list, ends});
  CHECK(splits("\"7:8x2:9\"") == std::vector{list});
  CHECK(io::narrowed({}, "stage_layers", "even:7:8x2:9:last-less-2").stage_layers ==
        std::vector{even, list, last});
  CHECK_THROWS_AS(io::narrowed({}, "stage_layers", "evn"), InputError);
}

TEST_CASE("what a space names beyond the model's layers is refused where it stands") {
  const auto refused = [](const std::string& line) {
    const std::string path =
        (std::filesystem::temp_directory_path() / "tenfold_search_test.toml").string();
    std::ofstream(path) << replaced(good, "top = 3", line);
    return faults_of([&] { io::load_search(library, path, {}); }).substr(path.size());
  };
  CHECK(refused("recompute_layers = [1, 1000000]") ==
        ":14:20: 'recompute_layers' has 1000000 layers: the model has 32");
  CHECK(refused("stage_layers = [\"even\", [7, 8, 8, 8]]") ==
        ":14:16: 'stage_layers' has 31 layers in 4 stages: the model has 32");
}

TEST_CASE("each fault of a search is told with its position and what would be right") {
  CHECK(faults(good) == "no fault");
  const Row rows[] = {
      {"tensor =", "tensr =", "s.toml:10:1: unknown key 'tensr', did you mean 'tensor'?"},
      {"[2, 4]", "[2, 0]", "s.toml:10:14: 'tensor' is 0: needs a number from 1 to 100000000"},
      {"[2, 4]", "[2, 2]", "s.toml:10:14: 'tensor' names a value twice"},
      {"[2, 4]", "[]", "s.toml:10:10: 'tensor' is empty: leave it out for what its rule gives"},
      {"[2, 4]", "[2.0]",
       "s.toml:10:11: 'tensor' is a number with a point: needs a whole number, or a list of them"},
      {"zero = 1", "zero = 4", "s.toml:11:8: 'zero' is 4: needs a number from 0 to 3"},
      {"\"full\"", "\"ful\"",
       "s.toml:12:13: 'recompute' is 'ful': needs one of none, selective, full, did you mean "
       "'full'?"},
      {"weights+", "weight+",
       "s.toml:13:20: 'offload' is 'weight+optimizer': needs none, optimizer, activations, "
       "weights, or a list of them"},
      {"top = 3", "top = 0", "s.toml:14:7: 'top' is 0: needs a number from 1 to 10000"},
      {"top = 3", "stage_layers = \"ends-les-1\"",
       "s.toml:14:16: 'stage_layers' is 'ends-les-1': needs even, ends-less-N, first-less-N, "
       "last-less-N, or a list of layers for each stage"},
      {"top = 3", "stage_layers = [7, \"even\"]",
       "s.toml:14:20: 'stage_layers' is a text: needs the layers of a stage, a whole number"},
      {"top = 3", "provenance.tensor.reasoning = \"a test\"",
       "s.toml:14:1: 'provenance' in [search]: what is tried is no fact and needs no source; say "
       "why in a comment"},
      {"top = 3", "tiers = 3", "s.toml:14:9: 'tiers' is a whole number: needs true or false"},
      {"zero = 1", "tiers = true\nplacement = \"tensor-context-data-pipeline\"",
       "s.toml:9:1: needs 'placement' or 'tiers', not both: tiers choose the placement"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.to));
    CHECK(faults(replaced(good, row.from, row.to)) == row.fault);
  }
}
