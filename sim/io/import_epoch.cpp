#include "io/import_epoch.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "io/csv.h"
#include "io/fields_text.h"
#include "io/suggest.h"
#include "io/units.h"

namespace tenfold::io {
namespace {

struct TextColumn {
  std::string_view title;
  std::string EpochRow::*member;
};
struct NumberColumn {
  std::string_view title;
  std::optional<double> EpochRow::*member;
};
constexpr std::array text_columns{TextColumn{"Model", &EpochRow::model},
                                  TextColumn{"Organization", &EpochRow::organization},
                                  TextColumn{"Publication date", &EpochRow::date},
                                  TextColumn{"Confidence", &EpochRow::confidence},
                                  TextColumn{"Training hardware", &EpochRow::hardware},
                                  TextColumn{"Training compute notes", &EpochRow::notes}};
constexpr std::array number_columns{
    NumberColumn{"Training compute (FLOP)", &EpochRow::flops},
    NumberColumn{"Parameters", &EpochRow::parameters},
    NumberColumn{"Training dataset size (total)", &EpochRow::tokens},
    NumberColumn{"Hardware quantity", &EpochRow::hardware_quantity},
    NumberColumn{"Training chip-hours", &EpochRow::hardware_hours},
    NumberColumn{"Training compute cost (2023 USD)", &EpochRow::cost}};

constexpr std::size_t absent = static_cast<std::size_t>(-1);

std::size_t column(const CsvRow& heading, std::string_view title) {
  const auto at = std::find(heading.cells.begin(), heading.cells.end(), title);
  return at == heading.cells.end() ? absent : static_cast<std::size_t>(at - heading.cells.begin());
}

std::string cell(const CsvRow& row, std::size_t at) {
  return at < row.cells.size() ? row.cells[at] : std::string();
}

// How far Epoch says that an estimate of each confidence may be off, in words.
std::string confidence_words(const std::string& confidence) {
  if (confidence == "Confident") return "Confident: within about 3x (as recalled)";
  if (confidence == "Likely") return "Likely: within about 10x (as recalled)";
  if (confidence == "Speculative") return "Speculative: within about 30x (as recalled)";
  return "no confidence given";
}

}  // namespace

std::vector<EpochRow> read_epoch(const std::string& path, std::string_view text) {
  const std::vector<CsvRow> rows = csv_rows(text);
  if (rows.empty() || column(rows.front(), "Model") == absent)
    throw InputError(std::vector<Fault>{
        {path, 1, 1, "has no column 'Model': needs Epoch AI's table of models as CSV"}});
  std::vector<Fault> faults;
  std::vector<EpochRow> models;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    EpochRow& m = models.emplace_back();
    m.line = rows[i].line;
    for (const TextColumn& c : text_columns) m.*c.member = cell(rows[i], column(rows[0], c.title));
    for (const NumberColumn& c : number_columns) {
      const std::string value = cell(rows[i], column(rows[0], c.title));
      if (value.empty()) continue;
      m.*c.member = parse_number(value);
      if (!(m.*c.member) || *(m.*c.member) < 0)
        faults.push_back(
            {path, rows[i].line, 1, fmt::format("'{}' is '{}': needs a number", c.title, value)});
    }
  }
  if (!faults.empty()) throw InputError(faults);
  return models;
}

std::string epoch_model_file(const EpochRow& m) {
  std::string out = fmt::format(
      "format = \"model/1\"\nname = {}\ndeveloper = {}\nreleased = {}\nsource = \"epoch\"\n"
      "grade = \"estimated\"\n\n[sources.epoch]\ntitle = \"Epoch AI, data on AI models\"\n"
      "url = \"https://epoch.ai/data/ai-models\"\ndate = {}\nnote = {}\n\n[undisclosed]\n",
      toml_text(m.model), toml_text(m.organization), toml_text(m.date),
      toml_text(m.date.empty() ? "unknown" : m.date), toml_text(confidence_words(m.confidence)));
  if (m.parameters) out += fmt::format("total_parameters = \"{}\"\n", *m.parameters);
  if (m.tokens) out += fmt::format("tokens = \"{} tokens\"\n", *m.tokens);
  if (m.hardware_hours)
    out += fmt::format("\n[training]\naccelerator_time = \"{} chip-h\"\n", *m.hardware_hours);
  if (m.flops)
    out += fmt::format(
        "\n[[published_flops]]\nby = \"Epoch AI\"\nflops = \"{} FLOP\"\nconvention = \"unknown\"\n"
        "explanation = {}\n",
        *m.flops, toml_text(confidence_words(m.confidence)));
  return out;
}

}  // namespace tenfold::io
