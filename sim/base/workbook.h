// Sheets of values, as a spreadsheet holds them: no formulas.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tenfold {

// plain wraps long texts; line and strong run over the empty cells beside them; percent shows a
// fraction.
enum class CellLook : std::uint8_t {
  plain,
  line,
  strong,
  title,
  heading,
  whole,
  one_decimal,
  two_decimals,
  percent
};

// A number, else a text; empty without either.
struct SheetCell {
  std::string text;
  std::optional<double> number;
  CellLook look = CellLook::plain;
};

struct Sheet {
  std::string name;            // at most 31 characters, none of []:*?/
  std::vector<double> widths;  // of columns, in characters
  std::vector<std::vector<SheetCell>> rows;
};

struct Workbook {
  std::string title;
  std::string date;  // "2026-11-23", of making: the same contents are the same bytes
  std::vector<Sheet> sheets;
};

}  // namespace tenfold
