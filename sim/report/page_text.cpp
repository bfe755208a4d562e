#include <fmt/format.h>

#include <algorithm>

#include "report/page.h"
#include "report/table.h"

namespace tenfold::report {
namespace {

constexpr std::size_t indent = 2;

std::string handle_text(int handle) { return handle > 0 ? fmt::format("[{}]", handle) : ""; }

// The widest lead of a section's paragraphs, which all of them start after.
std::size_t lead_width(const Section& section) {
  std::size_t width = 0;
  for (const auto& part : section.parts)
    if (const auto* p = std::get_if<Paragraph>(&part))
      width = std::max(width, display_width(p->lead));
  return width;
}

std::string paragraph_text(const Paragraph& p, std::size_t width) {
  const bool unled = p.lead.empty() && width > 11;  // long words without a lead need the room
  const std::size_t hang = unled || width == 0 ? indent : indent + width + 1;
  const std::string lead = std::string(indent, ' ') + p.lead;
  const std::string start = lead + std::string(hang - display_width(lead), ' ');
  return hanging(start, p.text + " " + handle_text(p.handle)) + "\n";
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines{""};
  for (const char c : text) {
    if (c == '\n')
      lines.emplace_back();
    else
      lines.back() += c;
  }
  return lines;
}

// Columns that the first cells may take, beside the others.
std::size_t first_width(const Table& table) {
  std::size_t others = 0;
  for (std::size_t i = 1; i < table.heading.size(); ++i) {
    std::size_t width = display_width(table.heading[i]);
    for (const auto& row : table.rows) width = std::max(width, display_width(row[i]));
    others += 2 + width;
  }
  return std::max<std::size_t>(page_width - indent - std::min(others, page_width - indent), 12);
}

// The row in as many lines as its first cell needs.
void split_row(const std::vector<std::string>& row, std::size_t width,
               std::vector<std::vector<std::string>>& out) {
  const std::vector<std::string> lines = lines_of(wrapped(row[0], width, 1));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::vector<std::string> cells(row.size());
    if (i == 0) cells = row;
    cells[0] = lines[i];
    out.push_back(cells);
  }
}

std::string grid_text(const Grid& grid) {
  Table table{grid.heading, grid.rows};
  const bool handles =
      std::any_of(grid.handles.begin(), grid.handles.end(), [](int handle) { return handle > 0; });
  if (handles) {
    table.heading.emplace_back();
    for (std::size_t i = 0; i < table.rows.size(); ++i)
      table.rows[i].push_back(handle_text(grid.handles[i]));
  }
  const std::size_t width = first_width(table);
  std::vector<std::vector<std::string>> rows;
  for (const auto& row : table.rows) split_row(row, width, rows);
  table.rows = rows;
  return text(table);
}

}  // namespace

std::string hanging(const std::string& lead, const std::string& words) {
  const std::size_t hang = display_width(lead);
  std::string out = lead;
  for (const char c : wrapped(words, page_width - hang)) {
    out += c;
    if (c == '\n') out.append(hang, ' ');
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::string text(const Section& section) {
  std::string out = section.title;
  if (!section.aside.empty()) out = hanging(section.title + "  ", section.aside);
  out += "\n";
  const std::size_t width = lead_width(section);
  for (const auto& part : section.parts) {
    if (const auto* p = std::get_if<Paragraph>(&part))
      out += paragraph_text(*p, width);
    else
      out += grid_text(std::get<Grid>(part));
  }
  return out;
}

std::string printable(std::string text) {
  for (auto at = text.find(nbsp); at != std::string::npos; at = text.find(nbsp, at))
    text.replace(at, nbsp.size(), " ");
  for (char& c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\n') || byte == 0x7F) c = '?';
  }
  return text;
}

}  // namespace tenfold::report
