// How many measured runs stand behind an accelerator, as its profile says.
#include <doctest/doctest.h>

#include <filesystem>
#include <map>
#include <set>

#include "io/library.h"
#include "io/measured.h"
#include "scenario/score.h"
#include "scenario/situation.h"

using namespace tenfold;

TEST_CASE("each profile tells how many configurations validate scores the step time of") {
  const std::string table = "../shared/validation/measured.csv";
  if (!std::filesystem::exists(table)) {
    MESSAGE("skipped: ", table, " is not here");
    return;
  }
  const io::Library library{"."};
  const auto runs = io::load_runs(library, table).runs;
  const Catalogue catalogue = io::load_catalogue(library, runs);
  const Scores scores = score(runs, catalogue, 0);
  std::map<std::string, std::set<std::string>> configurations;
  for (std::size_t i = 0; i < scores.rows.size(); ++i)
    if (const RowScore& row = scores.rows[i]; row.scored && row.predicted_step > 0)
      configurations[catalogue.accelerators.at(profile_of(runs[i])).key].insert(
          runs[i].configuration);
  CHECK(configurations.size() > 10);
  for (const std::string& key : io::names(library, "hardware_profiles")) {
    CAPTURE(key);
    const auto told = io::load_accelerator(library, key).measured_runs;
    REQUIRE(told);
    CHECK(*told == static_cast<std::int64_t>(configurations[key].size()));
  }
}
