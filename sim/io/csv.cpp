#include "io/csv.h"

#include "io/units.h"

namespace tenfold::io {
namespace {

std::string cell(const std::string& value) {
  const bool formula = !value.empty() &&
                       std::string_view("=+-@\t\r").find(value.front()) != std::string_view::npos &&
                       !parse_number(value);
  std::string text = formula ? "'" + value : value;
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

}  // namespace

std::string csv_line(const std::vector<std::string>& cells) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) line += (i > 0 ? "," : "") + cell(cells[i]);
  return line + "\n";
}

std::vector<CsvRow> csv_rows(std::string_view text) {
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);  // a byte-order mark
  std::vector<CsvRow> rows;
  CsvRow row{1, {""}};
  std::int64_t line = 1;
  bool quoted = false, empty = true;
  const auto end_row = [&] {
    if (!empty) rows.push_back(row);
    row = {line, {""}};
    empty = true;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') ++line;
    if (quoted) {
      if (c == '"' && text.substr(i + 1, 1) == "\"") {
        row.cells.back() += '"';
        ++i;
      } else if (c == '"') {
        quoted = false;
      } else {
        row.cells.back() += c;
      }
    } else if (c == '"') {
      quoted = true;
      empty = false;
    } else if (c == ',') {
      row.cells.emplace_back();
      empty = false;
    } else if (c == '\n') {
      end_row();
    } else if (c != '\r') {
      row.cells.back() += c;
      empty = false;
    }
  }
  end_row();
  return rows;
}

// Counted from the start of the row's line, which may begin inside a quoted cell.
std::int64_t column_of(std::string_view text, std::int64_t line, std::size_t cell) {
  std::size_t at = 0;
  for (std::int64_t l = 1; l < line && at != std::string_view::npos; ++l)
    at = text.find('\n', at) + 1;
  std::int64_t column = 1;
  bool quoted = false;
  for (; cell > 0 && at < text.size(); ++at, ++column) {
    if (text[at] == '"') quoted = !quoted;
    if (text[at] == ',' && !quoted) --cell;
  }
  return column;
}

}  // namespace tenfold::io
