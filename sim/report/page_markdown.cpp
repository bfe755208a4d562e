#include <fmt/format.h>

#include "report/page.h"
#include "report/table.h"

namespace tenfold::report {
namespace {

std::string row_text(const std::vector<std::string>& cells) {
  return fmt::format("| {} |\n", fmt::join(cells, " | "));
}

}  // namespace

std::string markdown_text(const Grid& grid) {
  std::string out = row_text(grid.heading) + "|---|";
  for (std::size_t i = 1; i < grid.heading.size(); ++i) out += "---:|";
  out += "\n";
  for (const auto& row : grid.rows) out += row_text(row);
  return out;
}

std::string markdown_text(const Section& section) {
  std::string out = fmt::format("## {}\n\n", section.title);
  if (!section.aside.empty()) out += section.aside + "\n\n";
  for (const auto& part : section.parts) {
    if (const auto* p = std::get_if<Paragraph>(&part))
      out += fmt::format("{}{}\n\n", p->lead.empty() ? "" : "**" + p->lead + "** ", p->text);
    else
      out += markdown_text(std::get<Grid>(part)) + "\n";
  }
  return out;
}

}  // namespace tenfold::report
