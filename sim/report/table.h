// Columns of text, as terminals of 80 columns show them.
#pragma once

#include <string>
#include <vector>

namespace tenfold::report {

// Rows of cells under a heading. The first `left` columns stand left, the others right. Lines have
// no trailing spaces.
struct Table {
  std::vector<std::string> heading;
  std::vector<std::vector<std::string>> rows;
  std::size_t left = 1;
  std::string indent = "  ";
};
std::string text(const Table&);

// The text in lines of at most `width` columns, the later ones indented by `hang`. No line ends
// between a number and its unit.
std::string wrapped(const std::string& text, std::size_t width = 80, std::size_t hang = 0);

// Columns that a terminal shows for UTF-8 text.
std::size_t display_width(const std::string& text);

}  // namespace tenfold::report
