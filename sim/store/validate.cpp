#include "store/validate.h"

#include <fmt/format.h>

#include <limits>

namespace tenfold::store {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

struct Column {
  const char* name;
  const char* units;
  const char* long_name;
  double (*value)(const RowScore&);
};
constexpr std::array columns{
    Column{"measured", "base unit of the quantity", "as published",
           [](const RowScore& r) { return r.measured; }},
    Column{"predicted", "base unit of the quantity", "by the engine",
           [](const RowScore& r) { return r.scored ? r.predicted : none; }},
    Column{"error", "1", "predicted over measured less one; of a throughput that of its step time",
           [](const RowScore& r) { return r.scored ? r.error : none; }},
    Column{"interval80_low", "base unit of the quantity", "lower end of the 80 % interval",
           [](const RowScore& r) { return r.interval80[0] > 0 ? r.interval80[0] : none; }},
    Column{"interval80_high", "base unit of the quantity", "upper end of the 80 % interval",
           [](const RowScore& r) { return r.interval80[1] > 0 ? r.interval80[1] : none; }},
    Column{"measured_step", "s", "step time by the measurement",
           [](const RowScore& r) { return r.measured_step > 0 ? r.measured_step : none; }},
    Column{"predicted_step", "s", "step time by the engine",
           [](const RowScore& r) { return r.predicted_step > 0 ? r.predicted_step : none; }},
    Column{"memory_fraction", "1", "predicted peak memory over what can be allocated",
           [](const RowScore& r) { return r.scored ? r.memory_fraction : none; }},
};

template <class Value>
Variable texts(const char* name, const char* long_name, std::size_t n, const Value& value) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < n; ++i) all.push_back(value(i));
  return {name, {"row"}, all, "1", long_name};
}

}  // namespace

Dataset validate_dataset(const io::InputFile& file, const Scores& s) {
  const std::size_t n = s.rows.size();
  Dataset data{"tenfold validate", {{"row", {}}}, {}, {}};
  for (const MeasuredRun& run : s.runs) data.dimensions[0].labels.push_back(run.id);
  data.variables = {
      texts("family", "rows that are averaged together", n,
            [&s](std::size_t i) { return s.runs[i].family; }),
      texts("quantity", "what was measured", n, [&s](std::size_t i) { return s.runs[i].quantity; }),
      texts("side", "fit or read", n,
            [&s](std::size_t i) { return std::string(name(s.rows[i].side)); }),
      texts("reason", "why a row is not scored", n,
            [&s](std::size_t i) { return s.rows[i].reason; }),
      texts("framework", "profile", n, [&s](std::size_t i) { return s.rows[i].framework; }),
      texts("assumed", "where the source is silent", n,
            [&s](std::size_t i) { return fmt::format("{}", fmt::join(s.rows[i].assumed, "; ")); })};
  for (const Column& c : columns) {
    std::vector<double> values;
    for (const RowScore& row : s.rows) values.push_back(c.value(row));
    data.variables.push_back({c.name, {"row"}, values, c.units, c.long_name});
  }
  data.attributes = {{"input", file.path}, {"input_sha256", file.sha256}};
  return data;
}

void write_validate(const std::string& path, const io::InputFile& file, const Scores& s) {
  write(path, validate_dataset(file, s));
}

}  // namespace tenfold::store
