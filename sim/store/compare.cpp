#include "store/compare.h"

#include <functional>
#include <limits>

#include "io/compare_json.h"

namespace tenfold::store {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

Variable ranges(const io::RangedColumn& column, const CompareReport& r) {
  std::vector<double> values;
  for (const OfferReport& o : r.offers) {
    const auto range = o.cost ? column.of(*o.cost) : std::nullopt;
    for (const double Range80::*end : {&Range80::low, &Range80::mid, &Range80::high})
      values.push_back(range ? (*range).*end : none);
  }
  return {column.name, {"offer", "point"}, values, column.units, column.long_name};
}

Variable one_each(const char* what, const CompareReport& r, const char* units,
                  const char* long_name, const std::function<double(const OfferCost&)>& of) {
  std::vector<double> values;
  for (const OfferReport& o : r.offers) values.push_back(o.cost ? of(*o.cost) : none);
  return {what, {"offer"}, values, units, long_name};
}

Variable gaps(const CompareReport& r) {
  std::vector<double> dollars;
  for (const OfferReport& o : r.offers)
    for (std::size_t cause = 0; cause < enum_names<GapCause>.size(); ++cause)
      dollars.push_back(o.cost && cause < o.cost->gap.size() ? o.cost->gap[cause].dollars : none);
  return {"gap",
          {"offer", "gap_cause"},
          dollars,
          "USD",
          "of the gap to the baseline, at medians, inputs exchanged in this order"};
}

}  // namespace

Dataset compare_dataset(const io::LoadedCompare& loaded, const CompareReport& r) {
  Dimension offers{"offer", {}}, causes_of_gap{"gap_cause", {}};
  for (const OfferReport& o : r.offers) offers.labels.push_back(o.name);
  for (const std::string_view cause : enum_names<GapCause>)
    causes_of_gap.labels.emplace_back(cause);
  Dataset data{
      "tenfold compare", {{"point", {"low80", "median", "high80"}}, offers, causes_of_gap}, {}, {}};
  for (const io::RangedColumn& column : io::ranged_columns())
    data.variables.push_back(ranges(column, r));
  data.variables.push_back(
      one_each("price", r, "USD/h", "of an accelerator for an hour",
               [](const OfferCost& c) { return c.hour.base() > 0 ? 3600 * c.hour.base() : none; }));
  data.variables.push_back(one_each("p_cheaper", r, "1", "P(cheaper than the baseline)",
                                    [](const OfferCost& c) { return c.cheaper.value_or(none); }));
  data.variables.push_back(one_each("p_misses", r, "1", "P(misses the deadline)",
                                    [](const OfferCost& c) { return c.misses.value_or(none); }));
  data.variables.push_back(one_each("peak", r, "B", "memory of an accelerator at the peak",
                                    [](const OfferCost& c) { return c.peak.base(); }));
  data.variables.push_back(one_each("capacity", r, "B", "memory that programs can allocate",
                                    [](const OfferCost& c) { return c.capacity.base(); }));
  data.variables.push_back(gaps(r));
  data.attributes = {{"model", loaded.input.job.model},
                     {"baseline", r.offers[r.baseline].name},
                     {"as_of", loaded.input.job.as_of},
                     {"scenario", loaded.text},
                     {"scenario_sha256", loaded.files.front().sha256}};
  return data;
}

void write_compare(const std::string& path, const io::LoadedCompare& loaded,
                   const CompareReport& r) {
  write(path, compare_dataset(loaded, r));
}

}  // namespace tenfold::store
