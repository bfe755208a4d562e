// validate: predicted against measured, row by row.
#include "report/validate.h"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>

#include "base/error.h"
#include "cli/validate_claims.h"
#include "cli/verb.h"
#include "io/document.h"
#include "io/measured.h"
#include "io/published.h"
#include "io/sha256.h"
#include "io/suggest.h"
#include "io/validate_json.h"
#include "report/published.h"
#include "store/validate.h"

namespace tenfold::cli {
namespace {

struct Options {
  std::string table, csv, out, html, family, side = "both";
  bool json = false, markdown = false, rows = false;
  int threads = 0;
};

// The rows of one family, or an error that names the nearest.
std::vector<MeasuredRun> of_family(std::vector<MeasuredRun> runs, const std::string& family) {
  if (family.empty()) return runs;
  std::vector<MeasuredRun> chosen;
  std::vector<std::string> families;
  for (const MeasuredRun& run : runs) {
    if (families.empty() || families.back() != run.family) families.push_back(run.family);
    if (run.family == family) chosen.push_back(run);
  }
  if (chosen.empty())
    throw InputError(fmt::format("--family: the table has no family '{}'{}", family,
                                 io::suggestion(family, families)));
  return chosen;
}

// The text of a table of published figures of whole runs; nothing of any other table.
std::optional<std::string> published_table(const Options& o) {
  std::error_code ignored;
  if (!std::filesystem::exists(o.table, ignored)) return std::nullopt;
  std::string text = io::large_file_bytes(o.table);
  if (!io::is_published_table(text)) return std::nullopt;
  return text;
}

int run_published(const Program& program, const Options& o, const std::string& text) {
  if (o.rows || !o.html.empty() || !o.out.empty() || !o.family.empty() || o.side != "both")
    throw InputError(
        "of a table of published figures validate takes --json, --markdown and --csv only");
  check_outputs(o.table, {o.csv});
  const std::string path = io::shown_path(program.library, o.table);
  const auto figures = io::read_published(program.library, path, text);
  if (!o.csv.empty()) write_result(io::published_csv(figures), o.csv);
  if (o.json)
    write_result(io::published_json({path, io::sha256(text)}, figures));
  else
    write_result(o.markdown ? report::published_markdown(figures)
                            : report::published_text(figures));
  return done;
}

int run(const Program& program, const Options& o) {
  if (const auto text = published_table(o)) return run_published(program, o, *text);
  check_outputs(o.table, {o.csv, o.out, o.html});
  const io::LoadedRuns loaded = io::load_runs(program.library, o.table);
  std::vector<MeasuredRun> runs = of_family(loaded.runs, o.family);
  const Catalogue catalogue = io::load_catalogue(program.library, runs);
  report::ValidateReport r{
      loaded.file.path,   score(std::move(runs), catalogue, o.threads), {}, {}, {},
      named<Side>(o.side)};
  r.both = summarise(r.scores, std::nullopt);
  r.fit = summarise(r.scores, Side::fit);
  r.read = summarise(r.scores, Side::read);
  if (!o.csv.empty()) write_result(io::validate_csv(r.scores, r.side), o.csv);
  if (!o.html.empty()) write_result(report::validate_html(r), o.html);
  if (!o.out.empty()) store::write_validate(o.out, loaded.file, r.scores);
  if (o.json)
    write_result(io::validate_json(loaded.file, r.scores, report::chosen(r), r.side));
  else if (o.markdown)
    write_result(report::validate_markdown(r));
  else
    write_result(report::validate_text(r) + (o.rows ? report::validate_rows_text(r) : ""));
  return done;
}

}  // namespace

void add_validate(CLI::App& app, Program& program) {
  auto* verb = app.add_subcommand(
      "validate", "predicted against measured, row by row, with a summary of the errors");
  const auto o = std::make_shared<Options>();
  add_validate_claims(*verb, program);
  verb->add_option("TABLE", o->table,
                   "measured or published runs as CSV, see docs/formats.md; required");
  auto* json = verb->add_flag("--json", o->json, "JSON, see docs/formats.md");
  verb->add_flag("--markdown", o->markdown, "the summary as Markdown")->excludes(json);
  verb->add_flag("--rows", o->rows, "every row, scored or not, after the summary")->excludes(json);
  verb->add_option("--csv", o->csv, "write a line a row to FILE");
  verb->add_option("--html", o->html, "write a page with a scatter plot to FILE");
  verb->add_option("--out", o->out, "write the rows to FILE.h5");
  verb->add_option("--family", o->family, "rows of one family only");
  verb->add_option("--side", o->side, "summarise one half: fit or read; default both")
      ->check(CLI::IsMember({"fit", "read", "both"}));
  verb->add_option("--threads", o->threads, "threads; default all cores")
      ->check(CLI::Range(1, 1024));
  verb->callback([&program, verb, o] {
    if (!verb->get_subcommands().empty()) return;  // `validate claims` set its own
    if (o->table.empty()) throw CLI::RequiredError("TABLE");
    program.action = [&program, o] { return run(program, *o); };
  });
}

}  // namespace tenfold::cli
