#include <doctest/doctest.h>

#include <sstream>

#include "report/explain.h"
#include "report/table.h"
#include "report/verdict.h"
#include "report_fixture.h"

using namespace tenfold;
using report_fixture::decided;
using report_fixture::origin;
using report_fixture::scenario;

namespace {

std::vector<std::string> lines(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> all;
  for (std::string line; std::getline(in, line);) all.push_back(line);
  return all;
}

std::string text(const Verdict& v) { return report::verdict_text(scenario(), v, origin()); }

// The text with its line breaks and indents as single spaces.
std::string running(const std::string& text) {
  std::istringstream in(text);
  std::string out;
  for (std::string word; in >> word;) out += word + " ";
  return out;
}

bool says(const std::string& text, const std::string& words) {
  return running(text).find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("the text is 80 columns wide, without trailing spaces or tabs") {
  for (const std::string& line : lines(text(report_fixture::verdict()))) {
    CAPTURE(line);
    CHECK(report::display_width(line) <= 80);
    CHECK((line.empty() || line.back() != ' '));
    CHECK(line.find('\t') == std::string::npos);
  }
}

TEST_CASE("the answer ends by line 24, whatever the verdict") {
  for (const Decision d : {Decision::supported, Decision::contradicted, Decision::undetermined}) {
    const auto all = lines(text(decided(d, Basis::judgement, 0.5)));
    std::size_t answer = 0;
    while (all[answer].rfind("Answer", 0) != 0) ++answer;
    while (!all[answer].empty()) ++answer;
    CHECK(answer <= 24);
  }
}

TEST_CASE("the answer's words follow from verdict and basis") {
  struct Row {
    Decision decision;
    Basis basis;
    double p;
    const char* words;
  };
  const Row rows[] = {
      {Decision::supported, Basis::disclosed, 0.95, "holds on disclosed numbers."},
      {Decision::supported, Basis::computed, 0.95, "holds, computed from disclosed numbers."},
      {Decision::supported, Basis::judgement, 0.95, "is probable, by judgement"},
      {Decision::supported, Basis::by_prior, 1.0, "holds only by where a prior was cut off"},
      {Decision::contradicted, Basis::disclosed, 0.01, "fails on disclosed numbers."},
      {Decision::contradicted, Basis::judgement, 0.05, "is contradicted by judgement alone"},
      {Decision::contradicted, Basis::by_prior, 0.0, "fails only by where a prior was cut off"},
      {Decision::undetermined, Basis::judgement, 0.7, "is more likely than not, and unproven."},
      {Decision::undetermined, Basis::judgement, 0.4, "is plausible and unproven."},
      {Decision::undetermined, Basis::judgement, 0.15, "is unlikely, but neither shown nor"}};
  for (const Row& row : rows) {
    const std::string words = row.words;
    CAPTURE(words);
    CHECK(says(text(decided(row.decision, row.basis, row.p)), words));
  }
}

TEST_CASE("P is told as the range over the sets of priors, which may disagree") {
  CHECK(says(text(report_fixture::verdict()),
             "The three sets of priors give P from .06 to .47 for reading "
             "2: read it as \"between 1 in 20 and 1 in 2\"; they disagree "
             "on the verdict."));
  CHECK(says(text(decided(Decision::undetermined, Basis::judgement, 0.5)), "\"about 1 in 2\"."));
}

TEST_CASE("a reading without numbers is n/d with its reason, and gives no verdict") {
  Verdict v = report_fixture::verdict();
  v.headline = 2;
  CHECK(says(text(v), "4-5 accelerator-hours and dollars n/d"));
  CHECK(says(text(v), "Reading 4 cannot be checked: nothing disclosed for Muse Spark 1.0."));
  CHECK(says(text(v),
             "Exit 3: the scenario's claim is reading 4, and no verdict can be given on "
             "it."));
}

TEST_CASE("the last line names the exit code and the reading that it follows") {
  CHECK(lines(text(decided(Decision::supported, Basis::judgement, 0.95))).back() ==
        "Exit 0: the scenario's claim is reading 2, and it is supported.");
  CHECK(lines(text(decided(Decision::contradicted, Basis::judgement, 0.05))).back() ==
        "Exit 1: the scenario's claim is reading 2, and it is contradicted.");
}

TEST_CASE("one statement is not called two claims") {
  Scenario s = scenario();
  s.claim.statements.pop_back();
  CHECK_FALSE(
      says(report::verdict_text(s, report_fixture::verdict(), origin()), "different claims"));
  CHECK(says(text(report_fixture::verdict()), "These are two different claims."));
}

TEST_CASE("parts that a claim lacks leave no heading") {
  Verdict v = report_fixture::verdict();
  v.needed.reset();
  v.scale.reset();
  v.what_ifs.clear();
  v.capabilities.clear();
  v.boundaries.clear();
  v.settlers.clear();
  for (const char* heading : {"WHAT WOULD HAVE", "CAPABILITY", "BOUNDARY", "SETTLE"}) {
    const std::string title = heading;
    CAPTURE(title);
    CHECK_FALSE(says(text(v), title));
  }
}

TEST_CASE("a what-if on the edge of a verdict says so") {
  CHECK(
      says(text(report_fixture::verdict()), "P would fall to .10: now contradicted, at the edge."));
}

TEST_CASE("what moved is a line a reading, old to new") {
  const std::vector<Change> moved{
      {"reading 2",
       {{"median", "9.4", "5.6"}, {"90 %", "2.2 - 40", "1.3 - 24"}, {"P", ".47", ".26"}},
       Decision::undetermined}};
  CHECK(report::changes_text(report_fixture::verdict(), moved) ==
        "reading 2   median 9.4 -> 5.6   P(>=10) .47 -> .26   undetermined\n"
        "Exit 3: the scenario's claim is reading 2, and it is undetermined.\n");
  CHECK(report::changes_text(report_fixture::verdict(), {}) ==
        "Nothing that the report prints moves.\n"
        "Exit 3: the scenario's claim is reading 2, and it is undetermined.\n");
}

TEST_CASE("the page escapes a scenario's text and loads nothing") {
  Scenario s = scenario();
  s.claim.title = "<script>alert(1)</script> & \"quotes\"";
  const std::string page = report::verdict_html(s, report_fixture::verdict(), origin());
  CHECK(page.find("<script") == std::string::npos);
  CHECK(page.find("&lt;script&gt;") != std::string::npos);
  for (const char* load : {"src=", "href=", "@import", "url(", "<link", "<iframe", "<img"}) {
    const std::string what = load;
    CAPTURE(what);
    CHECK(page.find(what) == std::string::npos);
  }
  CHECK(page.find("default-src 'none'") != std::string::npos);
  CHECK(page.find("nan") == std::string::npos);
}

TEST_CASE("a table to paste has no bare pipe from the scenario") {
  Verdict v = report_fixture::verdict();
  v.readings[0].label = "a | b";
  const std::string table = report::verdict_markdown(scenario(), v, origin());
  CHECK(table.find("a \\| b") != std::string::npos);
  CHECK(table.find("| 2 | the recipe, against Maverick as built | 9.4 | 2.2 - 40 | .47 | "
                   "undetermined |") != std::string::npos);
}

TEST_CASE(
    "an explained number shows its formula, and of each input grade, source, date and place") {
  const std::string out = report::handle_text(report_fixture::verdict().handles.front());
  for (const char* part : {"[2] the recipe", "= 9.4 [2.2, 40]", "ratio = 2.5 x 1.4 x 1.0",
                           "claim.ratio = 10 (disclosed)", "8 Apr 2026", "\"we can reach",
                           "scenarios/muse_spark_vs_maverick.toml:12"}) {
    const std::string what = part;
    CAPTURE(what);
    CHECK(out.find(what) != std::string::npos);
  }
}

TEST_CASE("the topics fit a terminal") {
  for (const report::Topic& topic : report::topics())
    for (const std::string& line : lines(std::string(topic.text))) {
      CAPTURE(line);
      CHECK(report::display_width(line) <= 80);
    }
}
