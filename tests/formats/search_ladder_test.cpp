// The [search.ladder] table and the other shapes of a job: what they give, and what is told when
// something is wrong.
#include <doctest/doctest.h>

#include "io/search.h"
#include "job_text.h"

using namespace tenfold;

namespace {

const std::string good = job_text("llama-3.1-8b",
                                  "[search.ladder]\n"
                                  "layers = [16, 32]\n"
                                  "width = [2048, 4096]\n");

std::string with_ladder(const std::string& lines) {
  return good.substr(0, good.find("layers")) + lines;
}
std::vector<RungJob> ladder(const std::string& lines) {
  return job_of(with_ladder(lines)).search->ladder;
}

}  // namespace

TEST_CASE("a ladder is every pair of its lists, or the rungs that it names, in order") {
  CHECK(
      job_of(good).search->ladder ==
      std::vector<RungJob>{{"", {16, 2048}}, {"", {16, 4096}}, {"", {32, 2048}}, {"", {32, 4096}}});
  CHECK(ladder("layers = 16\n") == std::vector<RungJob>{{"", {16, 0}}});
  CHECK(ladder("models = [\"llama-3.1-8b\", \"llama-3.1-70b\"]\n") ==
        std::vector<RungJob>{{"llama-3.1-8b", {}}, {"llama-3.1-70b", {}}});
  CHECK(ladder("rungs = [{ layers = 24, width = 3072 }, { model = \"gpt-3-175b\" }]\n") ==
        std::vector<RungJob>{{"", {24, 3072}}, {"gpt-3-175b", {}}});
  CHECK(job_of(good.substr(0, good.find("[search"))).search == std::nullopt);
}

TEST_CASE("each fault of a ladder is told with its position and what would be right") {
  CHECK(faults(good) == "no fault");
  const std::pair<std::string, std::string> rows[] = {
      {"layer = 16\n", "s.toml:10:1: unknown key 'layer', did you mean 'layers'?"},
      {"layers = []\n", "s.toml:10:10: 'layers' is empty: leave it out"},
      {"layers = [8, 8]\n", "s.toml:10:14: 'layers' names a value twice"},
      {"layers = [8, 0]\n", "s.toml:10:14: 'layers' is 0: needs a number from 1 to 10000"},
      {"layers = \"8\"\n", "s.toml:10:10: 'layers' is a text: needs a whole number"},
      {"width = [2048, 2000]\n",
       "s.toml:10:16: 'width': a width of 2000: its heads are whole at multiples of 512: 2048 is "
       "next"},
      {"models = [\"olmoe-1b-7\"]\n",
       "s.toml:10:11: 'model': there is no file 'olmoe-1b-7' and no 'olmoe-1b-7' in models/, "
       "did you mean 'olmoe-1b-7b'?: `tenfold list` names all"},
      {"models = [\"gpt-5.4\"]\n",
       "s.toml:10:11: 'model': GPT-5.4 discloses no architecture: a run needs one"},
      {"models = \"a,b\"\n",
       "s.toml:10:10: 'models' needs a model's name or file, without comma or quote"},
      {"models = [\"deepseek-v3\"]\nlayers = [3, 24]\n",
       "s.toml:11:11: 'layers': 3 layers: its pattern of layers needs 4 at least"},
      {"rungs = []\n",
       "s.toml:10:9: 'rungs' needs an array of tables: [{ layers = 24, width = 2048 }]"},
      {"rungs = [{ layers = 8 }]\nlayers = 8\n",
       "s.toml:9:1: needs 'rungs', or lists of 'models', 'layers' and 'width', not both"},
      {"rungs = [{ layers = 8 }, { layers = 8 }]\n", "s.toml:10:26: 'rungs' has a rung twice"},
      {"rungs = [{ depth = 8 }]\n", "s.toml:10:12: unknown key 'depth'"},
      {"", "s.toml:9:1: 'ladder' needs a table with 'models', 'layers', 'width' or 'rungs'"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.first);
    CHECK(faults(with_ladder(row.first)) == row.second);
  }
}

TEST_CASE("a job names its model's depth and width, and its tokens in one of three ways") {
  const std::string job = good.substr(0, good.find("[search"));
  CHECK(job_of(job + "layers = 24\nwidth = 2048\n").layers == 24);
  CHECK(faults(job + "width = 1000\n") ==
        "s.toml:9:9: 'width': a width of 1000: its heads are whole at multiples of 512: 1024 is "
        "next");
  CHECK(job_of(job + "compute = \"1e22 FLOP\"\n").compute->base() == 1e22);
  CHECK(job_of(job + "tokens_per_parameter = 20\n").tokens_per_parameter == 20);
  CHECK(faults(job + "compute = \"1e22 FLOP\"\ntokens = \"1 T tokens\"\n") ==
        "s.toml:2:1: needs one of 'tokens', 'compute' and 'tokens_per_parameter'");
}
