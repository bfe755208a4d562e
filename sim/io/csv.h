// Comma-separated values, as RFC 4180 writes them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tenfold::io {

// One line. A cell that a spreadsheet would take for a formula gets a leading apostrophe.
std::string csv_line(const std::vector<std::string>& cells);

// The lines and cells of a text. Line numbers of the file are those of a row's first cell.
struct CsvRow {
  std::int64_t line = 0;
  std::vector<std::string> cells;
};
std::vector<CsvRow> csv_rows(std::string_view text);

// The column, in characters of its line, at which a cell of a row starts.
std::int64_t column_of(std::string_view text, std::int64_t line, std::size_t cell);

}  // namespace tenfold::io
