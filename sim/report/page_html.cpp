#include <fmt/format.h>

#include "report/page.h"
#include "report/page_style.h"
#include "report/table.h"

namespace tenfold::report {
namespace {

std::string handle_html(int handle) {
  return handle > 0 ? fmt::format(" <span class=\"handle\">[{}]</span>", handle) : "";
}

std::string paragraph_html(const Paragraph& p) {
  const std::string lead = p.lead.empty() ? "" : fmt::format("<b>{}</b> ", escaped(p.lead));
  return fmt::format("<p>{}{}{}</p>\n", lead, escaped(p.text), handle_html(p.handle));
}

// Cells of words break their lines; those of numbers do not.
std::string cell_html(const std::string& text, const char* tag) {
  constexpr std::size_t longest_number = 40;
  const char* css = display_width(text) > longest_number ? " class=\"words\"" : "";
  return fmt::format("<{0}{1}>{2}</{0}>", tag, css, escaped(text));
}

std::string row_html(const std::vector<std::string>& cells, const char* tag, int handle) {
  std::string out = fmt::format("<tr><th>{}{}</th>", escaped(cells.front()), handle_html(handle));
  for (std::size_t i = 1; i < cells.size(); ++i) out += cell_html(cells[i], tag);
  return out + "</tr>\n";
}

std::string grid_html(const Grid& grid) {
  std::string out = "<div class=\"wide\"><table>\n<thead>" + row_html(grid.heading, "th", 0) +
                    "</thead>\n<tbody>\n";
  for (std::size_t i = 0; i < grid.rows.size(); ++i)
    out += row_html(grid.rows[i], "td", i < grid.handles.size() ? grid.handles[i] : 0);
  return out + "</tbody></table></div>\n";
}

}  // namespace

std::string html_page(const std::string& title, const std::string& body) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
      "style-src 'unsafe-inline'; img-src data:\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{0}</title>\n<style>{1}</style>\n</head>\n<body>\n<main>\n<h1>{0}</h1>\n"
      "{2}</main>\n</body>\n</html>\n",
      escaped(title), page_style, body);
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : printable(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string html(const Section& section) {
  std::string out = fmt::format("<section>\n<h2>{}</h2>\n", escaped(section.title));
  if (!section.aside.empty())
    out += fmt::format("<p class=\"aside\">{}</p>\n", escaped(section.aside));
  for (const auto& part : section.parts) {
    if (const auto* p = std::get_if<Paragraph>(&part))
      out += paragraph_html(*p);
    else
      out += grid_html(std::get<Grid>(part));
  }
  return out + "</section>\n";
}

}  // namespace tenfold::report
