#include "report/table.h"

#include <algorithm>
#include <sstream>

namespace tenfold::report {
namespace {

std::string line(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths,
                 const Table& table) {
  std::string out = table.indent;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string pad(widths[i] - display_width(cells[i]), ' ');
    if (i > 0) out += "  ";
    out += i < table.left ? cells[i] + pad : pad + cells[i];
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out + "\n";
}

}  // namespace

std::size_t display_width(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

std::string text(const Table& table) {
  std::vector<std::size_t> widths(table.heading.size());
  for (std::size_t i = 0; i < widths.size(); ++i) {
    widths[i] = display_width(table.heading[i]);
    for (const auto& row : table.rows)
      if (i < row.size()) widths[i] = std::max(widths[i], display_width(row[i]));
  }
  std::string out = line(table.heading, widths, table);
  for (const auto& row : table.rows) out += line(row, widths, table);
  return out;
}

std::string wrapped(const std::string& text, std::size_t width, std::size_t hang) {
  std::istringstream words(text);
  std::string out, word;
  std::size_t column = 0;
  while (words >> word) {
    const std::size_t size = display_width(word);
    if (column > 0 && column + 1 + size > width) {
      out += "\n" + std::string(hang, ' ');
      column = hang;
    } else if (column > 0) {
      out += ' ';
      ++column;
    }
    out += word;
    column += size;
  }
  return out;
}

}  // namespace tenfold::report
