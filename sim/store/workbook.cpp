#include "store/workbook.h"

#include <xlsxwriter.h>

#include <array>
#include <ctime>
#include <map>
#include <memory>

#include "base/error.h"
#include "store/finished_file.h"

namespace tenfold::store {
namespace {

using Formats = std::map<CellLook, lxw_format*>;

Formats formats_of(lxw_workbook* book) {
  Formats all;
  for (const CellLook look :
       {CellLook::plain, CellLook::line, CellLook::strong, CellLook::title, CellLook::heading,
        CellLook::whole, CellLook::one_decimal, CellLook::two_decimals, CellLook::percent}) {
    lxw_format* f = workbook_add_format(book);
    format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
    all[look] = f;
  }
  format_set_text_wrap(all[CellLook::plain]);
  format_set_bold(all[CellLook::strong]);
  format_set_bold(all[CellLook::title]);
  format_set_font_size(all[CellLook::title], 14);
  format_set_bold(all[CellLook::heading]);
  format_set_text_wrap(all[CellLook::heading]);
  format_set_bottom(all[CellLook::heading], LXW_BORDER_THIN);
  format_set_num_format(all[CellLook::whole], "#,##0");
  format_set_num_format(all[CellLook::one_decimal], "#,##0.0");
  format_set_num_format(all[CellLook::two_decimals], "#,##0.00");
  format_set_num_format(all[CellLook::percent], "0 %");
  return all;
}

void check(lxw_error error) {
  if (error != LXW_NO_ERROR) throw FileError(lxw_strerror(error));
}

// A cell holds 32,767 characters at most.
std::string shortened(const std::string& text) {
  constexpr std::size_t most = 32'000;
  if (text.size() <= most) return text;
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + "...";
}

void put(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const SheetCell& cell,
         lxw_format* format) {
  if (!cell.number && !cell.text.empty())
    check(worksheet_write_string(sheet, row, column, shortened(cell.text).c_str(), format));
  else if (cell.number)
    check(worksheet_write_number(sheet, row, column, *cell.number, format));
}

void put_sheet(lxw_workbook* book, const Sheet& s, const Formats& formats) {
  lxw_worksheet* sheet = workbook_add_worksheet(book, s.name.c_str());
  if (!sheet) throw FileError("has no sheet of the name " + s.name);
  for (std::size_t i = 0; i < s.widths.size(); ++i) {
    const auto column = static_cast<lxw_col_t>(i);
    check(worksheet_set_column(sheet, column, column, s.widths[i], nullptr));
  }
  for (std::size_t r = 0; r < s.rows.size(); ++r)
    for (std::size_t c = 0; c < s.rows[r].size(); ++c)
      put(sheet, static_cast<lxw_row_t>(r), static_cast<lxw_col_t>(c), s.rows[r][c],
          formats.at(s.rows[r][c].look));
  worksheet_set_landscape(sheet);
  worksheet_set_paper(sheet, 9);  // A4
  worksheet_fit_to_pages(sheet, 1, 0);
}

// Midnight of a date, in UTC; of none the epoch's start.
std::time_t midnight(const std::string& date) {
  std::tm day{};
  if (date.empty() || !::strptime(date.c_str(), "%Y-%m-%d", &day)) return 86400;
  return ::timegm(&day);
}

void write_book(const std::string& path, const Workbook& book) {
  lxw_workbook* out = workbook_new(path.c_str());
  if (!out) throw FileError("cannot be begun");
  std::string title = shortened(book.title);
  lxw_doc_properties properties{};
  properties.title = title.data();
  properties.created = midnight(book.date);
  try {
    check(workbook_set_properties(out, &properties));
    const Formats formats = formats_of(out);
    for (const Sheet& s : book.sheets) put_sheet(out, s, formats);
  } catch (...) {
    workbook_close(out);
    throw;
  }
  check(workbook_close(out));
}

}  // namespace

void write(const std::string& path, const Workbook& book) {
  write_finished(path, [&](const std::string& temporary) { write_book(temporary, book); });
}

}  // namespace tenfold::store
