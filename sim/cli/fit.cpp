// fit: a table of small training runs in, the law of their loss out, and the gain of one recipe
// over another.
#include "report/fit.h"

#include <fmt/format.h>

#include <memory>

#include "base/error.h"
#include "cli/progress.h"
#include "cli/verb.h"
#include "io/fit_json.h"
#include "io/units.h"
#include "verbs/fit.h"

namespace tenfold::cli {
namespace {

struct Options {
  std::string table, against, csv, html;
  io::LadderColumns columns;
  std::vector<std::string> where, exclude, at;
  int drop_highest = 0, replicates = 1000, threads = 0, starts = 128;
  std::uint64_t seed = 1;
  double delta = 1e-3, seed_noise = olmo_seed_noise;
  bool json = false, markdown = false, tied = false, clusters = false;
};

std::vector<double> computes_of(const Options& o) {
  std::vector<double> at;
  for (const std::string& text : o.at) {
    const auto number = io::parse_scaled(text);
    if (!number || *number <= 0)
      throw InputError(fmt::format("--at {}: needs FLOPs, as in 3e20", text));
    at.push_back(*number);
  }
  return at;
}

verbs::LoadedLadders loaded(const Options& o) {
  std::vector<std::string> tables{o.table};
  if (!o.against.empty()) tables.push_back(o.against);
  return verbs::load_ladders(tables, {o.columns, io::matches_of("--where", o.where),
                                      io::matches_of("--exclude", o.exclude), o.drop_highest});
}

FitReport fitted(const Options& o, const verbs::LoadedLadders& all) {
  Progress bar("resamples");
  return verbs::fitted(all, {.at = computes_of(o),
                             .delta = o.delta,
                             .starts = o.starts,
                             .replicates = o.replicates,
                             .threads = o.threads,
                             .seed = o.seed,
                             .seed_noise = o.seed_noise,
                             .by_budget = o.clusters,
                             .tied = o.tied,
                             .progress = [&bar](double done, double of) { bar.show(done, of); }});
}

int run(const Options& o) {
  check_outputs(o.table, {o.csv, o.html});
  const verbs::LoadedLadders all = loaded(o);
  const FitReport report = fitted(o, all);
  if (!o.csv.empty()) write_result(io::fit_csv(report), o.csv);
  if (!o.html.empty()) write_result(report::fit_html(report), o.html);
  if (o.json)
    write_result(io::fit_json(all.files, report));
  else
    write_result(o.markdown ? report::fit_markdown(report) : report::fit_text(report));
  return done;
}

void add_columns(CLI::App& verb, Options& o) {
  verb.add_option("--parameters", o.columns.parameters, "column of parameters");
  verb.add_option("--tokens", o.columns.tokens, "column of training tokens");
  verb.add_option("--flops", o.columns.flops,
                  "column of training FLOPs; D = C / 6N without tokens");
  verb.add_option("--loss", o.columns.loss, "column of losses, in nats");
  verb.add_option("--budget", o.columns.budget, "column of isoFLOP budgets");
  verb.add_option("--recipe", o.columns.recipe,
                  "column that tells recipes apart: the first is the "
                  "baseline of the gains");
  verb.add_option("--where", o.where, "only rows with COLUMN=VALUE; may be given again");
  verb.add_option("--exclude", o.exclude, "no rows with COLUMN=VALUE; may be given again");
  verb.add_option("--drop-highest-losses", o.drop_highest, "leave out that many runs of a ladder")
      ->check(CLI::Range(0, 1000000));
}

void add_method(CLI::App& verb, Options& o) {
  verb.add_option("--at", o.at, "compute at which the optimum and the gain are told, in FLOPs")
      ->delimiter(',');
  verb.add_option("--bootstrap", o.replicates, "resamples; default 1000")
      ->check(CLI::Range(20, 1000000));
  verb.add_flag("--by-budget", o.clusters, "resample whole budgets, not the runs within each");
  verb.add_option("--delta", o.delta, "where Huber's loss turns straight; default 0.001")
      ->check(CLI::Range(1e-9, 1e3));
  verb.add_option("--starts", o.starts, "points from which a fit starts; default 128")
      ->check(CLI::Range(1, 100000));
  verb.add_flag("--tied", o.tied, "the form with alpha = beta too (Gadre et al. 2024)");
  verb.add_option("--seed-noise", o.seed_noise,
                  "what other seeds move a ladder's loss by, standard deviation in nats; default "
                  "0.00054, that of OLMo's reruns on C4")
      ->check(CLI::Range(0.0, 1.0));
  verb.add_option("--seed", o.seed, "of the resamples; default 1");
  verb.add_option("--threads", o.threads, "threads; default all cores; moves no result")
      ->check(CLI::Range(1, 1024));
}

}  // namespace

void add_fit(CLI::App& app, Program& program) {
  auto* verb = app.add_subcommand(
      "fit", "a scaling law from a table of runs, and the gain of one recipe over another");
  const auto o = std::make_shared<Options>();
  verb->add_option("TABLE", o->table, "training runs as CSV, see docs/fitting.md")->required();
  verb->add_option("--against", o->against,
                   "a second table: the recipe that is set against TABLE's");
  add_columns(*verb, *o);
  add_method(*verb, *o);
  auto* json = verb->add_flag("--json", o->json, "JSON, see docs/formats.md");
  verb->add_flag("--markdown", o->markdown, "the report as Markdown")->excludes(json);
  verb->add_option("--csv", o->csv, "write a line a run, with residuals, to FILE");
  verb->add_option("--html", o->html, "write a page with the fit and its residuals to FILE");
  verb->callback([&program, o] { program.action = [o] { return run(*o); }; });
}

}  // namespace tenfold::cli
