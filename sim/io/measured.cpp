#include "io/measured.h"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>

#include "io/csv.h"
#include "io/document.h"
#include "io/sha256.h"
#include "io/suggest.h"
#include "io/units.h"
#include "scenario/architecture_of.h"
#include "scenario/framework_of.h"
#include "scenario/situation.h"

namespace tenfold::io {
namespace {

struct Table {
  std::string path;
  std::string_view text;
  std::vector<std::string> columns;
  std::vector<Fault> faults;

  void fault(std::int64_t line, std::size_t cell, std::string message) {
    faults.push_back({path, line, column_of(text, line, cell), std::move(message)});
  }
};

// What is wrong with a cell; empty where it could be set.
std::string set(std::string& to, const std::string& cell, const Rule&) {
  to = cell;
  return {};
}
std::string set(double& to, const std::string& cell, const Rule& rule) {
  const auto number = parse_number(cell);
  if (!number) return "needs a number";
  if (*number < rule.low || *number > rule.high)
    return fmt::format("needs a number from {:g} to {:g}", rule.low, rule.high);
  to = *number;
  return {};
}
std::string set(Size& to, const std::string& cell, const Rule& rule) {
  double number = 0;
  if (!set(number, cell, rule).empty() || number != std::floor(number))
    return fmt::format("needs a whole number from {:g} to {:g}", rule.low, rule.high);
  to = static_cast<Size>(number);
  return {};
}
std::string set(bool& to, const std::string& cell, const Rule&) {
  to = cell == "y";
  return cell == "y" || cell == "n" ? "" : "needs y or n";
}
std::string set(NumberFormat& to, const std::string& cell, const Rule&) {
  const auto format = named<NumberFormat>(cell);
  if (!format) return "needs one of " + list_names<NumberFormat>();
  to = *format;
  return {};
}
template <class T>
std::string set(std::optional<T>& to, const std::string& cell, const Rule& rule) {
  return cell.empty() ? "" : set(to.emplace(), cell, rule);
}

// Columns whose rows may differ and still be of one configuration.
bool is_configuration(std::string_view column) {
  return column != "id" && column != "quantity" && column != "value" && column != "notes";
}

MeasuredRun run_of(const CsvRow& row, Table& table) {
  MeasuredRun run;
  run.line = row.line;
  for_each_field<MeasuredRun>([&](const auto& field) {
    std::string cell;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      if (table.columns[c] != field.name) continue;
      cell = row.cells[c];
      const std::string wrong = field.rule.required && cell.empty()
                                    ? "is missing"
                                    : set(run.*field.member, cell, field.rule);
      if (!wrong.empty())
        table.fault(row.line, c, fmt::format("'{}' is '{}': {}", field.name, cell, wrong));
    }
    if (is_configuration(field.name)) run.configuration += cell + '\x1f';
  });
  return run;
}

void check_columns(const CsvRow& heading, Table& table) {
  std::vector<std::string> known;
  for_each_field<MeasuredRun>([&](const auto& field) {
    known.emplace_back(field.name);
    bool found = false;
    for (const std::string& column : heading.cells) found = found || column == field.name;
    if (!found && field.rule.required)
      table.fault(heading.line, 0, fmt::format("column '{}' is missing", field.name));
  });
  for (std::size_t c = 0; c < heading.cells.size(); ++c) {
    const std::string& column = heading.cells[c];
    bool found = false, again = false;
    for (const std::string& name : known) found = found || name == column;
    for (std::size_t d = 0; d < c; ++d) again = again || heading.cells[d] == column;
    if (!found)
      table.fault(heading.line, c,
                  fmt::format("unknown column '{}'{}", column, suggestion(column, known)));
    else if (again)
      table.fault(heading.line, c, fmt::format("column '{}' stands twice", column));
  }
}

void throw_if_faulty(const Table& table) {
  if (!table.faults.empty()) throw InputError(table.faults);
}

// What a library cannot find is left out; its faults are the user's to see.
template <class Map, class Load>
void add(Map& map, const std::string& key, const Load& load) {
  if (key.empty() || map.contains(key)) return;
  try {
    map.emplace(key, load(key));
  } catch (const InputError& fault) {
    if (!fault.faults().empty() && !fault.faults().front().file.empty()) throw;
  }
}

}  // namespace

std::vector<MeasuredRun> read_runs_text(const std::string& path, std::string_view text) {
  Table table{path, text, {}, {}};
  const std::vector<CsvRow> rows = csv_rows(text);
  if (rows.empty()) {
    table.faults.push_back({path, 1, 1, "is empty: needs a line of column names"});
    throw_if_faulty(table);
  }
  check_columns(rows.front(), table);
  throw_if_faulty(table);
  table.columns = rows.front().cells;
  std::vector<MeasuredRun> runs;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (rows[i].cells.size() == table.columns.size())
      runs.push_back(run_of(rows[i], table));
    else
      table.fault(
          rows[i].line, 0,
          fmt::format("has {} cells, the heading {}", rows[i].cells.size(), table.columns.size()));
  }
  throw_if_faulty(table);
  return runs;
}

LoadedRuns load_runs(const Library& library, const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored))
    throw InputError(fmt::format("{}: there is no such file", path));
  const std::string text = large_file_bytes(path);
  const std::string shown = shown_path(library, path);
  return {read_runs_text(shown, text), {shown, sha256(text)}};
}

Catalogue load_catalogue(const Library& library, const std::vector<MeasuredRun>& runs) {
  if (names(library, "hardware_profiles").empty())
    throw InputError(
        fmt::format("{}/hardware_profiles has no files: set TENFOLD_HOME to the folder "
                    "of Tenfold",
                    library.home));
  Catalogue c;
  for (const MeasuredRun& run : runs) {
    add(c.models, model_name(run),
        [&](const std::string& key) { return load_model(library, key).model; });
    add(c.accelerators, profile_of(run),
        [&](const std::string& key) { return load_accelerator(library, key); });
  }
  for (const std::string& key : framework_keys())
    add(c.frameworks, key, [&](const std::string& k) { return load_framework(library, k); });
  return c;
}

}  // namespace tenfold::io
