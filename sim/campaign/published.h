// What campaign and serving say of figures that others published: the rows of
// docs/published_campaigns.csv and docs/published_serving.csv.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.h"
#include "serving/throughput.h"

namespace tenfold {

using CheckInputs = std::map<std::string, double, std::less<>>;  // names say their unit

// One kind of check: what it needs of a row and the unit of what it gives. A kind of serving is
// told of the service that the row's inputs describe as well.
struct CheckKind {
  std::string_view name, unit;
  std::vector<std::string_view> needs;
  double (*predicted)(const CheckInputs&) = nullptr;
  double (*served)(const CheckInputs&, const Service&) = nullptr;
};
const std::vector<CheckKind>& check_kinds();
std::vector<CheckKind> serving_check_kinds();        // those of them that are of serving
const CheckKind* check_kind(std::string_view name);  // null where there is none

// How a published figure binds: as it stands, or as a bound from below.
enum class Sense : std::uint8_t { equal, at_least };
template <>
inline constexpr std::array enum_names<Sense>{std::string_view("equal"),
                                              std::string_view("at_least")};

struct CampaignFigure {
  std::string check, subject, unit, region, grade, source, url, date, note;
  CheckInputs inputs;
  std::map<std::string, std::string, std::less<>> named;  // inputs that are names: "model"
  std::optional<Service> service;                         // that they describe
  int year = 0;                                           // of the region's grid
  double published = 0;
  Sense sense = Sense::equal;
  double bar = 0;  // allowed error, a fraction; 0: the row is shown, not held
};

struct PublishedScore {
  double predicted = 0;
  double error = 0;  // relative; 0 where a bound is kept
  bool held = true;  // within the bar, or without one
};
PublishedScore score(const CampaignFigure&);

}  // namespace tenfold
