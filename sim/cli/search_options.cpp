#include "cli/search_options.h"

#include <fmt/format.h>

#include "io/export.h"
#include "io/search_json.h"
#include "io/suggest.h"
#include "report/search.h"
#include "store/search_results.h"

namespace tenfold::cli {

std::string file_flaw(const std::string& name) {
  return name.empty() || name == "-" ? "needs the name of a file" : "";
}

namespace {

std::string target_flaw(const std::string& target) {
  const std::vector<std::string> known(enum_names<io::ExportTarget>.begin(),
                                       enum_names<io::ExportTarget>.end());
  if (named<io::ExportTarget>(target)) return "";
  return fmt::format("there is no target '{}'{}: needs one of {}", target,
                     io::suggestion(target, known), fmt::join(known, ", "));
}

// The report where no plan fits: there is nothing to launch.
std::string told(const io::LoadedSearch& loaded, const SearchReport& r, const SearchOutputs& o,
                 const report::SearchOrigin& from) {
  const SearchInput in = of_rung(loaded.input, r.rung);
  if (o.json) return io::search_json(loaded, r);
  if (o.exported.empty() || r.best.empty()) return report::search_text(in, r, from);
  const ParallelPlan& best = r.best.front().plan;
  Cluster cluster = in.run.cluster;
  cluster.accelerators = accelerators(best);
  return io::exported(
             *named<io::ExportTarget>(o.exported), best,
             {*in.run.model.architecture, in.run.sequence_length, cluster, in.run.framework})
      .text;
}

}  // namespace

void add_search_outputs(CLI::App& verb, const std::shared_ptr<SearchOutputs>& o) {
  const auto json = verb.add_flag("--json", o->json, "JSON, see docs/formats.md");
  verb.add_option("--export", o->exported, "print the best plan as a framework takes it")
      ->check(target_flaw)
      ->excludes(json);
  verb.add_option("--rung", o->rung,
                  "of a ladder of models, tell rung N in full; default the one that does most "
                  "FLOPs a second")
      ->check(CLI::Range(1, 256));
  verb.add_option("--csv", o->csv, "write the best plans and the front, a line each, to FILE")
      ->check(file_flaw);
  verb.add_option("--markdown", o->markdown, "write the report as Markdown to FILE")
      ->check(file_flaw);
  verb.add_option("--html", o->html, "write a page with drawings to FILE")->check(file_flaw);
  const auto out = verb.add_option("--out", o->out, "write the results to FILE as HDF5");
  out->check(file_flaw);
  verb.add_flag("--all-plans", o->all_plans,
                "every plan that fits goes into --out, not the best alone")
      ->needs(out);
}

std::vector<std::string> typed(const io::RunSettings& settings) {
  std::vector<std::string> all;
  for (const std::string& one : settings.set) all.push_back("--set " + one);
  if (!settings.plan.empty()) all.push_back("--plan " + settings.plan);
  return all;
}

void choose_rung(SearchInput& in, std::size_t rung) {
  if (rung == 0) return;
  if (rung > in.ladder.size())
    throw InputError(in.ladder.empty() ? std::string("--rung: the scenario has no [search.ladder]")
                                       : fmt::format("--rung is {}: the ladder has rungs 1 to {}",
                                                     rung, in.ladder.size()));
  in.rung = rung - 1;
}

int tell_search(const io::LoadedSearch& loaded, const SearchReport& r, const SearchOutputs& o,
                const std::string& scenario, const std::vector<std::string>& typed,
                const std::string& command) {
  const SearchInput in = of_rung(loaded.input, r.rung);
  const report::SearchOrigin from{
      {loaded.files.front().path, loaded.files.front().sha256, typed, command}, scenario};
  const std::string out = told(loaded, r, o, from);
  if (!o.csv.empty()) write_result(io::search_csv(loaded, r), o.csv);
  if (!o.markdown.empty()) write_result(report::search_markdown(in, r, from), o.markdown);
  if (!o.html.empty()) write_result(report::search_html(in, r, from), o.html);
  if (!o.out.empty()) store::write_search(o.out, loaded, r, o.all_plans);
  write_result(out);
  return r.best.empty() && in.parts == 1 ? no_plan : done;
}

}  // namespace tenfold::cli
