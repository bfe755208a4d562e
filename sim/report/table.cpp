#include "report/table.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <string_view>

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

// Units, and the letters of large numbers, that stay on the line of their number.
constexpr std::array<std::string_view, 31> units{
    "%",   "s",   "ms",  "us",  "h",   "d",     "K",    "M",       "B",      "T",    "x",
    "W",   "kW",  "MW",  "MWh", "GWh", "GB",    "TB",   "PB",      "GB/s",   "Gb/s", "KiB",
    "MiB", "GiB", "TiB", "PiB", "USD", "USD/h", "days", "GFLOP/s", "TFLOP/s"};

// "GiB" of "GiB," or "GiB).".
std::string_view bare(std::string_view word) {
  while (!word.empty() && std::string_view(".,;:)").find(word.back()) != std::string_view::npos)
    word.remove_suffix(1);
  return word;
}

bool is_unit(std::string_view word) {
  return std::find(units.begin(), units.end(), bare(word)) != units.end();
}

bool is_number(std::string_view word) {
  return !word.empty() && word.back() >= '0' && word.back() <= '9';
}

// The words of a text; a number and its unit are one.
std::vector<std::string> unbreakable(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  std::string last;
  for (std::string word; in >> word; last = word) {
    const bool letter = last.size() == 1 && is_unit(last) && last != "s";  // "28 M" of "28 M USD"
    if (!words.empty() && is_unit(word) && (is_number(last) || letter))
      words.back() += " " + word;
    else
      words.push_back(word);
  }
  return words;
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
  std::string out;
  std::size_t column = 0;
  for (const std::string& word : unbreakable(text)) {
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
