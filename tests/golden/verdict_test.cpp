// The headline check as users see it. TENFOLD_UPDATE_GOLDEN=1 rewrites the text, and the commit
// then says why it moved.
#include "report/verdict.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "io/check_json.h"
#include "report/table.h"

using namespace tenfold;

namespace {

constexpr const char* golden_file = "tests/golden/muse_spark_vs_maverick.txt";

io::LoadedScenario headline() { return io::load_scenario({"."}, "muse_spark_vs_maverick"); }

Verdict judged(const io::LoadedScenario& loaded, int threads = 2) {
  Sampling sampling = loaded.scenario.sampling;
  sampling.threads = threads;
  return judge(loaded.scenario.claim, sampling);
}

std::string text_of(const io::LoadedScenario& loaded, const Verdict& v) {
  return report::verdict_text(
      loaded.scenario, v,
      {"tenfold check muse_spark_vs_maverick", "", loaded.files.front().sha256, {}});
}

std::string contents(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<std::string> lines(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> all;
  for (std::string line; std::getline(in, line);) all.push_back(line);
  return all;
}

// Line by line, so that a change is seen where it is.
void check_same(const std::string& now, const std::string& golden) {
  const auto a = lines(now), b = lines(golden);
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) CHECK(a[i] == b[i]);
  CHECK(a.size() == b.size());
}

}  // namespace

TEST_CASE("the headline check prints the golden text") {
  const auto loaded = headline();
  const std::string now = text_of(loaded, judged(loaded));
  if (std::getenv("TENFOLD_UPDATE_GOLDEN")) std::ofstream(golden_file, std::ios::binary) << now;
  check_same(now, contents(golden_file));
}

TEST_CASE("the headline answer ends by line 24, the report by line 130, at 80 columns") {
  const auto loaded = headline();
  const auto all = lines(text_of(loaded, judged(loaded)));
  std::size_t answer = 0;
  while (all.at(answer).rfind("Answer", 0) != 0) ++answer;
  while (!all.at(answer).empty()) ++answer;
  CHECK(answer <= 24);
  CHECK(all.size() <= 130);
  for (const std::string& line : all) {
    CAPTURE(line);
    CHECK(report::display_width(line) <= 80);
  }
}

TEST_CASE("text and JSON are the same bytes on one, two and three threads") {
  const auto loaded = headline();
  const Verdict one = judged(loaded, 1);
  for (const int threads : {2, 3}) {
    const Verdict more = judged(loaded, threads);
    CHECK(text_of(loaded, more) == text_of(loaded, one));
    CHECK(io::check_json(loaded, more) == io::check_json(loaded, one));
  }
}

TEST_CASE("the JSON has the stable paths, and null with a reason where nothing is disclosed") {
  const auto loaded = headline();
  const auto json = nlohmann::json::parse(io::check_json(loaded, judged(loaded)));
  const auto& result = json.at("result");
  CHECK(result.at("verdict") == "undetermined");
  for (const auto& reading : result.at("readings")) {
    for (const char* key : {"estimand", "convention", "boundary", "currency", "median", "p05",
                            "p95", "p_claim", "verdict"})
      CHECK(reading.contains(key));
    CHECK(reading.at("median").is_null() == reading.at("verdict").is_null());
    CHECK(reading.at("median").is_null() == !reading.at("reason").is_null());
  }
  for (const auto& row : result.at("attribution"))
    for (const char* key : {"factor", "group", "log10_gain", "share"}) CHECK(row.contains(key));
  // Every convention with every boundary.
  CHECK(result.at("matrix").size() == 5 * result.at("boundaries").size());
  CHECK(json.at("inputs").at(0).at("sha256").get<std::string>().size() == 64);
}

TEST_CASE("every handle that the text prints can be explained") {
  const auto loaded = headline();
  const Verdict v = judged(loaded);
  const std::string text = text_of(loaded, v);
  for (auto at = text.find('['); at != std::string::npos; at = text.find('[', at + 1)) {
    const std::string inside = text.substr(at + 1, text.find(']', at) - at - 1);
    if (inside.find_first_not_of("0123456789") != std::string::npos) continue;
    CAPTURE(inside);
    CHECK(std::any_of(v.handles.begin(), v.handles.end(),
                      [&](const Handle& h) { return std::to_string(h.number) == inside; }));
  }
}
