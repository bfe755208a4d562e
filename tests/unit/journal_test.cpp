// The journal of a search: what is written is read back, to the bit, or not at all.
#include "store/journal.h"

#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>

#include "base/error.h"
#include "search/blocks.h"

namespace tenfold {
namespace {

using store::SweptRange;

// 1/3 has no short decimal, the others no common one.
CostedPlan costed(Size number) {
  return {.index = number,
          .accelerators = 512,
          .seconds = 1.0 / 3,
          .spread = std::numeric_limits<double>::denorm_min(),
          .peak_bytes = std::nextafter(8e10, 9e10),
          .mfu = -0.0,
          .hfu = std::numeric_limits<double>::infinity(),
          .tokens = 4e6};
}

SweptRange swept(PlanRange range) {
  SweptRange s{range, 0.1, {}};
  s.found = {.plans_total = range.size(),
             .plans_costed = 7,
             .plans_feasible = 6,
             .plans_faster = 5,
             .rejected = {{Rejection::batch, 3, 11}, {Rejection::memory_inner, 1, 12}},
             .best = {costed(13), costed(14)},
             .front = {costed(15)},
             .leanest = costed(16),
             .cheapest = {},
             .top = 2};
  return s;
}

store::JournalHead head() {
  return {.version = "1.2.3",
          .scenario = "a folder/ü 100%.toml",
          .set = {"rent=2", "", "two\nlines"},
          .plan = "",
          .files = {{"models/a b.toml", "0123"}, {"x", ""}},
          .plans = 1000,
          .range = {10, 900},
          .top = 2};
}

// A file of a name of its own that goes with the test.
struct Scratch {
  std::string path = (std::filesystem::temp_directory_path() /
                      ("tenfold_journal_" + std::to_string(std::rand()) + ".journal"))
                         .string();
  Scratch() { std::filesystem::remove(path); }
  ~Scratch() { std::filesystem::remove(path); }
};

std::string without_newline(std::string line) {
  line.pop_back();
  return line;
}

TEST_CASE("a line of a journal holds a result to the bit") {
  const SweptRange there = swept({100, 116});
  const auto here = store::swept_range(without_newline(line(there)));
  REQUIRE(here);
  CHECK(here->range.first == 100);
  CHECK(here->range.last == 116);
  CHECK(here->seconds == 0.1);
  CHECK(here->found == there.found);
  CHECK(std::signbit(here->found.best.front().mfu));
}

TEST_CASE("no line with one character changed, or its end torn off, is read") {
  const std::string text = without_newline(line(swept({100, 116})));
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] ^= 1;
    CHECK_FALSE(store::swept_range(changed));
    CHECK_FALSE(store::swept_range(text.substr(0, i)));
  }
}

TEST_CASE("a journal that is gone on with holds what was written before and after") {
  const Scratch scratch;
  store::JournalWriter(scratch.path, head()).add(swept({10, 20}));
  std::ofstream(scratch.path, std::ios::app) << line(swept({20, 30})).substr(0, 50);
  {
    store::JournalWriter again(scratch.path, head());
    again.add(swept({40, 60}));
    CHECK_THROWS_AS(store::JournalWriter(scratch.path, head()), InputError);  // one at a time
  }
  const auto journal = store::read_journal(scratch.path);
  REQUIRE(journal);
  CHECK(store::difference(journal->head, head()).empty());
  CHECK(journal->head.scenario == head().scenario);
  CHECK(journal->head.set == head().set);
  CHECK(journal->head.range.last == 900);
  REQUIRE(journal->swept.size() == 2);
  CHECK(journal->swept[1].range.first == 40);
}

TEST_CASE("of ranges that overlap a journal's reader takes one") {
  const Scratch scratch;
  store::JournalWriter writer(scratch.path, head());
  for (const PlanRange r : {PlanRange{10, 20}, PlanRange{30, 40}, PlanRange{15, 25}})
    writer.add(swept(r));
  const auto journal = store::read_journal(scratch.path);
  REQUIRE(journal->swept.size() == 2);
  CHECK(journal->swept[1].range.first == 30);
}

TEST_CASE("what makes two searches differ is told") {
  const auto told = [](auto change) {
    store::JournalHead other = head();
    change(other);
    return store::difference(other, head());
  };
  using Head = store::JournalHead;
  CHECK(told([](Head& h) { h.version = "1.2.2"; }) == "is of tenfold 1.2.2, this is 1.2.3");
  CHECK(told([](Head& h) { h.set.pop_back(); }) == "is of a search with other --set or --plan");
  CHECK(told([](Head& h) { h.files[0].sha256 = "0124"; }) ==
        "is of another scenario, or it was changed: models/a b.toml differs");
  CHECK(told([](Head& h) { h.plans = 999; }) == "is of a search of 999 plans, this one has 1000");
  CHECK(told([](Head& h) { h.top = 1; }) ==
        "is of a search that tells 1 plans, this one 2: set --top");
  CHECK(told([](Head& h) { h.scenario = "elsewhere", h.files[0].path = "moved", h.range = {}; }) ==
        "");
}

TEST_CASE("what is left of a range and what is done make it up") {
  const std::vector<PlanRange> left =
      ranges_left({10, 50}, {{40, 60}, {15, 20}, {0, 12}, {18, 22}});
  REQUIRE(left.size() == 2);
  CHECK(left[0].first == 12);
  CHECK(left[0].last == 15);
  CHECK(left[1].first == 22);
  CHECK(left[1].last == 40);
  CHECK(ranges_left({10, 50}, {{10, 50}}).empty());
  const std::vector<PlanRange> pieces = blocks(left, 8);
  REQUIRE(pieces.size() == 4);
  CHECK(pieces[2].first == 30);
  CHECK(pieces[2].last == 38);
  CHECK(pieces[3].size() == 2);
}

TEST_CASE(
    "a large space has a thousand blocks or more, a block of a small one is worth its while") {
  CHECK(block_size(6'582'816, 1) == 32'768);
  CHECK(block_size(6'582'816, 4) == 4 * 32'768);
  for (const Size plans : {1'000'000'000LL, 100'000'000'000LL})
    CHECK(plans / block_size(plans, 8) >= 1000);
}

}  // namespace
}  // namespace tenfold
