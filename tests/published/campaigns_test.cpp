// docs/published_campaigns.csv: what campaign says of whole runs that others published.
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>

#include "base/error.h"
#include "campaign/published.h"
#include "io/published.h"

namespace tenfold {
namespace {

const io::Library library{"."};

std::string table() {
  std::ifstream file("docs/published_campaigns.csv");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST_CASE("every published figure with a bar is predicted within it") {
  const auto figures = io::read_published(library, "published_campaigns.csv", table());
  CHECK(figures.size() >= 35);
  for (const CampaignFigure& f : figures) {
    CAPTURE(f.check);
    CAPTURE(f.subject);
    CAPTURE(score(f).predicted);
    CHECK(score(f).held);
    CHECK(!f.date.empty());
    CHECK(!f.source.empty());
  }
}

TEST_CASE("no row with a bar would hold a prediction a fifth away, but for bounds") {
  for (const CampaignFigure& f : io::read_published(library, "published_campaigns.csv", table())) {
    CampaignFigure away = f;
    away.published *= f.sense == Sense::at_least ? 1.25 : 0.8;
    if (f.bar > 0) CHECK(!score(away).held);
  }
}

TEST_CASE("Epoch's costs of at least eight models are held") {
  const auto figures = io::read_published(library, "published_campaigns.csv", table());
  CHECK(std::count_if(figures.begin(), figures.end(), [](const CampaignFigure& f) {
          return f.check == "owned_by_value" && f.bar > 0;
        }) >= 8);
}

std::string faults_of(const std::string& row) {
  const std::string head = table().substr(0, table().find('\n') + 1);
  try {
    io::read_published(library, "t.csv", head + row + "\n");
  } catch (const InputError& e) {
    return e.what();
  }
  return "";
}

TEST_CASE("a faulty row is told with line, column and what would be right") {
  CHECK(faults_of("rent,x,accelerator_hours=1 usd_per_hour=2,,,2,USD,equal,,,,,,").empty());
  CHECK(faults_of("rents,x,,,,2,USD,equal,,,,,,").find("did you mean 'rent'") != std::string::npos);
  CHECK(faults_of("rent,x,accelerator_hours=1,,,2,USD,equal,,,,,,") ==
        "t.csv:2:8: 'inputs' lacks usd_per_hour");
  CHECK(faults_of("rent,x,accelerator_hours=1 usd_per_hour=2 pue=1,,,2,USD,equal,,,,,,")
            .find("has pue, which rent does not use") != std::string::npos);
  CHECK(faults_of("rent,x,accelerator_hours=a usd_per_hour=2,,,2,USD,equal,,,,,,")
            .find("needs name=number") != std::string::npos);
  CHECK(faults_of("rent,x").find("has 2 cells, the heading 14") != std::string::npos);
  CHECK(faults_of("rent,x,accelerator_hours=1 usd_per_hour=2,,,-2,USD,equal,,,,,,")
            .find("needs a number above 0") != std::string::npos);
}

}  // namespace
}  // namespace tenfold
