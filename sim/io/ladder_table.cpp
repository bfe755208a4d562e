#include "io/ladder_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>
#include <numeric>
#include <optional>

#include "io/csv.h"
#include "io/document.h"
#include "io/sha256.h"
#include "io/suggest.h"
#include "io/units.h"

namespace tenfold::io {
namespace {

using Words = std::vector<std::string>;

// What tables of training runs call their columns, as `plain` writes them; the likeliest first.
struct Guess {
  const char* option;
  const char* what;
  Words names;
};
const std::array<Guess, 5>& guesses() {
  static const std::array<Guess, 5> all{
      {{"--parameters",
        "parameters",
        {"parameters", "params", "n", "modelsize", "nparams", "numparams", "modelparameters"}},
       {"--tokens", "tokens", {"tokens", "d", "dtotal", "trainingtokens", "traintokens", "t"}},
       {"--flops",
        "training FLOPs",
        {"flops", "flop", "trainingflop", "trainingflops", "c", "compute", "trainingcompute"}},
       {"--loss", "losses", {"loss", "l", "valloss", "validationloss", "evalloss", "finalloss"}},
       {"--budget", "budgets", {"budget", "flopbudget", "flopsbudget", "computebudget"}}}};
  return all;
}
enum Column : std::size_t {
  parameters_column,
  tokens_column,
  flops_column,
  loss_column,
  budget_column
};

// Small letters and digits alone: "Model Size" is "modelsize".
std::string plain(const std::string& name) {
  std::string out;
  for (const char c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

struct Source {
  std::string path;
  std::string_view text;
  CsvRow heading;
  std::vector<Fault> faults{};

  std::optional<std::size_t> find(const std::string& name) const {
    for (std::size_t c = 0; c < heading.cells.size(); ++c)
      if (heading.cells[c] == name) return c;
    return std::nullopt;
  }
  void fault(std::int64_t line, std::size_t cell, std::string message) {
    faults.push_back({path, line, column_of(text, line, cell), std::move(message)});
  }
  // Where a column of this name stands; a fault where there is none.
  std::optional<std::size_t> named(const std::string& option, const std::string& name) {
    const auto found = find(name);
    if (!found)
      fault(heading.line, 0,
            fmt::format("{}: there is no column '{}'{}", option, name,
                        suggestion(name, heading.cells)));
    return found;
  }
};

std::optional<std::size_t> guessed(const Source& s, const Guess& guess) {
  for (const std::string& name : guess.names)
    for (std::size_t c = 0; c < s.heading.cells.size(); ++c)
      if (plain(s.heading.cells[c]) == name) return c;
  return std::nullopt;
}

using Places = std::array<std::optional<std::size_t>, 5>;

Places places_of(Source& s, const LadderColumns& columns, Words& notes) {
  const std::array<const std::string*, 5> given{&columns.parameters, &columns.tokens,
                                                &columns.flops, &columns.loss, &columns.budget};
  Places places;
  Words taken;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const Guess& guess = guesses()[i];
    if (!given[i]->empty()) {
      places[i] = s.named(guess.option, *given[i]);
      continue;
    }
    // FLOPs that are named stand for tokens that are not, and the other way round.
    const bool enough = (i == tokens_column && !columns.flops.empty()) ||
                        (i == flops_column && places[tokens_column]);
    if (!enough) places[i] = guessed(s, guess);
    if (places[i])
      taken.push_back(fmt::format("{} from '{}'", guess.what, s.heading.cells[*places[i]]));
  }
  if (!taken.empty()) notes.push_back(fmt::format("taken: {}", fmt::join(taken, ", ")));
  return places;
}

void check_places(Source& s, const Places& places, const LadderColumns& columns) {
  const std::string has = fmt::format("the table has {}", fmt::join(s.heading.cells, ", "));
  const auto missing = [&](Column c, const char* options) {
    s.fault(s.heading.line, 0,
            fmt::format("no column of {}: name it with {}; {}", guesses()[c].what, options, has));
  };
  if (!places[parameters_column] && columns.parameters.empty())
    missing(parameters_column, "--parameters");
  if (!places[loss_column] && columns.loss.empty()) missing(loss_column, "--loss");
  if (!places[tokens_column] && !places[flops_column] && columns.tokens.empty() &&
      columns.flops.empty())
    missing(tokens_column, "--tokens, or that of FLOPs with --flops");
}

// A positive number, or a fault.
double number_in(Source& s, const CsvRow& row, std::size_t cell) {
  const auto number = parse_scaled(row.cells[cell]);
  if (number && *number > 0) return *number;
  s.fault(row.line, cell,
          fmt::format("'{}' is '{}': needs a number above zero", s.heading.cells[cell],
                      row.cells[cell]));
  return 1;
}

void add_run(Ladder& to, Source& s, const CsvRow& row, const Places& p) {
  const double parameters = number_in(s, row, *p[parameters_column]);
  const auto in = [&](Column c) { return p[c] ? number_in(s, row, *p[c]) : 0; };
  const double tokens = in(tokens_column), flops = in(flops_column);
  to.parameters.push_back(parameters);
  to.tokens.push_back(tokens > 0 ? tokens : flops / (6 * parameters));
  to.flops.push_back(flops > 0 ? flops : 6 * parameters * tokens);
  to.loss.push_back(number_in(s, row, *p[loss_column]));
  to.budget.push_back(in(budget_column));
}

Matches matches_in(Source& s, const std::string& option, const Matches& given,
                   std::vector<std::size_t>& cells) {
  for (const auto& [column, value] : given) cells.push_back(s.named(option, column).value_or(0));
  return given;
}

bool has(const CsvRow& row, std::size_t cell, const std::string& value) {
  return row.cells[cell] == value;
}

// The rows that are wanted and are as wide as the heading.
std::vector<const CsvRow*> wanted_rows(Source& s, const std::vector<CsvRow>& rows,
                                       const LadderSelection& selection) {
  std::vector<std::size_t> where, exclude;
  matches_in(s, "--where", selection.where, where);
  matches_in(s, "--exclude", selection.exclude, exclude);
  std::vector<const CsvRow*> wanted;
  for (std::size_t r = 1; r < rows.size(); ++r) {
    if (rows[r].cells.size() != s.heading.cells.size()) {
      s.fault(rows[r].line, 0,
              fmt::format("has {} cells: the heading has {}", rows[r].cells.size(),
                          s.heading.cells.size()));
      continue;
    }
    bool keep = true;
    for (std::size_t i = 0; i < where.size(); ++i)
      keep = keep && has(rows[r], where[i], selection.where[i].second);
    for (std::size_t i = 0; i < exclude.size(); ++i)
      keep = keep && !has(rows[r], exclude[i], selection.exclude[i].second);
    if (keep) wanted.push_back(&rows[r]);
  }
  return wanted;
}

// Without its `count` highest losses, in the table's order.
Ladder without_highest(const Ladder& all, std::size_t count) {
  std::vector<std::size_t> runs(all.size());
  std::iota(runs.begin(), runs.end(), std::size_t{0});
  std::stable_sort(runs.begin(), runs.end(),
                   [&](std::size_t a, std::size_t b) { return all.loss[a] < all.loss[b]; });
  runs.resize(runs.size() - std::min(count, runs.size()));
  std::sort(runs.begin(), runs.end());
  return chosen(all, runs);
}

void settle(Ladder& ladder, bool budgets_given, int drop) {
  if (drop > 0) ladder = without_highest(ladder, static_cast<std::size_t>(drop));
  if (budgets_given) return;
  Rungs rungs = rungs_of(ladder.flops);
  ladder.budget = std::move(rungs.budget);
  ladder.isoflop = rungs.isoflop;
}

std::vector<Ladder> ladders_of(Source& s, const std::vector<const CsvRow*>& rows,
                               const Places& places, std::optional<std::size_t> recipe) {
  std::vector<Ladder> ladders;
  std::map<std::string, std::size_t> at;
  for (const CsvRow* row : rows) {
    const std::string name = recipe ? row->cells[*recipe] : "";
    const auto [found, fresh] = at.emplace(name, ladders.size());
    if (fresh) ladders.emplace_back().recipe = name;
    add_run(ladders[found->second], s, *row, places);
  }
  return ladders;
}

void throw_if_faulty(Source& s) {
  if (!s.faults.empty()) throw InputError(std::move(s.faults));
}

}  // namespace

Matches matches_of(const std::string& option, const Words& given) {
  Matches matches;
  for (const std::string& text : given) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
      throw InputError(fmt::format("{} {}: needs column=value", option, text));
    matches.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return matches;
}

LadderTable read_ladders_text(const std::string& path, std::string_view text,
                              const LadderSelection& selection) {
  const std::vector<CsvRow> rows = csv_rows(text);
  if (rows.size() < 2) throw InputError({{path, 1, 1, "needs a heading and a row a run"}});
  Source s{path, text, rows.front()};
  LadderTable table;
  const Places places = places_of(s, selection.columns, table.notes);
  check_places(s, places, selection.columns);
  std::optional<std::size_t> recipe;
  if (!selection.columns.recipe.empty()) recipe = s.named("--recipe", selection.columns.recipe);
  const auto wanted = wanted_rows(s, rows, selection);
  throw_if_faulty(s);
  table.ladders = ladders_of(s, wanted, places, recipe);
  throw_if_faulty(s);
  if (wanted.empty())
    throw InputError({{path, 1, 1, "no row is left: --where and --exclude drop them all"}});
  for (Ladder& ladder : table.ladders)
    settle(ladder, places[budget_column].has_value(), selection.drop_highest);
  if (wanted.size() + 1 < rows.size())
    table.notes.push_back(fmt::format("rows used: {} of {}", wanted.size(), rows.size() - 1));
  table.file = {path, sha256(text)};
  return table;
}

LadderTable load_ladders(const std::string& path, const LadderSelection& selection) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored))
    throw InputError(fmt::format("{}: there is no such file", path));
  return read_ladders_text(path, large_file_bytes(path), selection);
}

}  // namespace tenfold::io
