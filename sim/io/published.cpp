#include "io/published.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "base/error.h"
#include "campaign/carbon.h"
#include "io/csv.h"
#include "io/published_service.h"
#include "io/suggest.h"
#include "io/units.h"

namespace tenfold::io {
namespace {

const std::vector<std::string>& columns() {
  static const std::vector<std::string> all{"check",     "subject", "inputs", "region", "year",
                                            "published", "unit",    "sense",  "bar",    "grade",
                                            "source",    "url",     "date",   "note"};
  return all;
}

// A row as it is read; faults are told at its cells.
class Row {
 public:
  Row(const std::string& path, std::string_view text, const CsvRow& row, std::vector<Fault>& faults)
      : path_(path), text_(text), row_(row), faults_(faults) {}

  const std::string& cell(std::string_view column) const { return row_.cells[place(column)]; }

  void fault(std::string_view column, std::string message) {
    const auto at = column_of(text_, row_.line, place(column));
    faults_.push_back({path_, row_.line, at, fmt::format("'{}' {}", column, message)});
  }

  double number(std::string_view column) {
    if (cell(column).empty()) return 0;
    if (const auto n = parse_number(cell(column))) return *n;
    fault(column, fmt::format("is '{}', it needs a number", cell(column)));
    return 0;
  }

 private:
  static std::size_t place(std::string_view column) {
    std::size_t at = 0;
    while (columns()[at] != column) ++at;
    return at;
  }

  const std::string& path_;
  std::string_view text_;
  const CsvRow& row_;
  std::vector<Fault>& faults_;
};

// "accelerators=16384 node_size=8", and of serving "model=deepseek-v3".
void read_inputs(Row& row, CampaignFigure& to) {
  std::istringstream words(row.cell("inputs"));
  for (std::string word; words >> word;) {
    const auto equals = word.find('=');
    const std::string name = word.substr(0, equals);
    const auto value =
        equals == std::string::npos ? std::nullopt : parse_number(word.substr(equals + 1));
    if (value && *value >= 0)
      to.inputs[name] = *value;
    else if (is_service_name(name) && equals != std::string::npos)
      to.named[name] = word.substr(equals + 1);
    else
      row.fault("inputs", fmt::format("has '{}', it needs name=number, not negative", word));
  }
}

// A row of serving describes a service.
void read_service(const Library& library, CampaignFigure& f, Row& row) {
  const CheckKind* kind = check_kind(f.check);
  if (!kind || !kind->served) return;
  try {
    f.service = service_of(library, f.named, f.inputs);
  } catch (const InputError& wrong) {
    row.fault("inputs", fmt::format("describes no service: {}", wrong.what()));
  }
}

// A kind that the program knows, with every input that it needs.
void check_known(const CampaignFigure& f, Row& row) {
  const CheckKind* kind = check_kind(f.check);
  std::vector<std::string> names;
  for (const CheckKind& k : check_kinds()) names.emplace_back(k.name);
  if (!kind) return row.fault("check", "is '" + f.check + "'" + suggestion(f.check, names));
  for (const std::string_view need : kind->needs)
    if (!f.inputs.contains(need) && (need != "g_per_kwh" || f.region.empty()))
      row.fault("inputs", fmt::format("lacks {}", need));
  for (const auto& [name, value] : f.inputs)
    if (std::find(kind->needs.begin(), kind->needs.end(), name) == kind->needs.end() &&
        !(kind->served && is_service_input(name)))
      row.fault("inputs", fmt::format("has {}, which {} does not use", name, f.check));
  if (f.unit != kind->unit)
    row.fault("unit", fmt::format("is '{}', it needs {}", f.unit, kind->unit));
  if (!f.region.empty() && !grid_of(f.region, f.year))
    row.fault("region", fmt::format("is '{}', whose grid is not known", f.region));
}

CampaignFigure figure(const Library& library, Row& row) {
  CampaignFigure f;
  f.check = row.cell("check"), f.subject = row.cell("subject"), f.unit = row.cell("unit");
  f.region = row.cell("region"), f.grade = row.cell("grade"), f.source = row.cell("source");
  f.url = row.cell("url"), f.date = row.cell("date"), f.note = row.cell("note");
  read_inputs(row, f);
  f.year = static_cast<int>(row.number("year"));
  f.published = row.number("published");
  f.bar = row.number("bar");
  if (!(f.published > 0)) row.fault("published", "needs a number above 0");
  if (const std::string& sense = row.cell("sense"); sense == "at_least")
    f.sense = Sense::at_least;
  else if (sense != "equal")
    row.fault("sense", "is '" + sense + "', one of: equal, at_least");
  check_known(f, row);
  read_service(library, f, row);
  return f;
}

}  // namespace

bool is_published_table(std::string_view text) {
  const auto rows = csv_rows(text.substr(0, text.find('\n')));
  return !rows.empty() && rows[0].cells[0] == "check";
}

std::vector<CampaignFigure> read_published(const Library& library, const std::string& path,
                                           std::string_view text) {
  std::vector<Fault> faults;
  std::vector<CampaignFigure> figures;
  const auto rows = csv_rows(text);
  if (rows.empty() || rows[0].cells != columns())
    throw InputError(std::vector<Fault>{
        {path, 1, 1, fmt::format("needs the columns {}", fmt::join(columns(), ","))}});
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (rows[i].cells.size() != columns().size()) {
      faults.push_back(
          {path, rows[i].line, 1,
           fmt::format("has {} cells, the heading {}", rows[i].cells.size(), columns().size())});
      continue;
    }
    Row row(path, text, rows[i], faults);
    figures.push_back(figure(library, row));
  }
  if (!faults.empty()) throw InputError(std::move(faults));
  return figures;
}

}  // namespace tenfold::io
