// A report as sections that text and HTML render each in its own way, so that both say the same.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tenfold::report {

// A paragraph after a word or two that stand before it. A handle is what `tenfold explain check:N`
// takes; 0 is none.
struct Paragraph {
  std::string lead, text;
  int handle = 0;
};

// Rows of cells under a heading; the first cell of a row stands left, the others right. `handles`
// is empty or has one a row.
struct Grid {
  std::vector<std::string> heading;
  std::vector<std::vector<std::string>> rows;
  std::vector<int> handles;
};

struct Section {
  std::string title;
  std::string aside;  // on the title's line
  std::vector<std::variant<Paragraph, Grid>> parts;
};

inline constexpr std::size_t page_width = 80;

// At most page_width columns, no trailing spaces.
std::string text(const Section&);
std::string html(const Section&);
std::string markdown_text(const Section&);
std::string markdown_text(const Grid&);

// One file that loads nothing: the title, then `body`, which is HTML.
std::string html_page(const std::string& title, const std::string& body);

// The words after `lead`, in lines that all start below the first word. `lead` has the width of the
// hanging indent.
std::string hanging(const std::string& lead, const std::string& words);

// As HTML text or an attribute's value.
std::string escaped(const std::string& text);

// A space at which no line breaks, as in "26 %".
inline constexpr std::string_view nbsp = "\u00A0";

// Without the control characters that would move a terminal's cursor, and with plain spaces; line
// ends stay.
std::string printable(std::string text);

}  // namespace tenfold::report
