#include "io/timed_rows.h"

#include <fmt/format.h>

#include <cmath>

#include "base/error.h"
#include "io/units.h"
#include "scenario/words.h"

namespace tenfold::io {
namespace {

constexpr std::string_view parts[] = {"GB200", "GB300", "B200", "B300", "A100", "H100", "H200"};

}  // namespace

std::string TimedRow::text(std::string_view column) const {
  for (std::size_t i = 0; i < heading_.cells.size() && i < row_.cells.size(); ++i)
    if (heading_.cells[i] == column) return row_.cells[i];
  return "";
}

double TimedRow::number(std::string_view column) const {
  const std::string cell = text(column);
  const auto value = parse_number(cell);
  if (!value || !std::isfinite(*value) || *value < 0)
    throw InputError(
        {{path_, row_.line, 0, fmt::format("'{}' is '{}': needs a number from 0", column, cell)}});
  return *value;
}

Size TimedRow::count(std::string_view column) const { return std::llround(number(column)); }

std::string part_in(const std::string& text) {
  if (says(text, " or ")) return "";
  for (const std::string_view part : parts)
    if (says(text, part)) return std::string(part);
  return "";
}

Seconds microseconds(double us) { return Seconds::base(1e-6 * us); }

TimedTable& table_of(TimedTables& tables, const std::string& part, const std::string& system) {
  TimedTable& table = tables[{part, system}];
  table.part = part;
  table.system = system;
  return table;
}

}  // namespace tenfold::io
