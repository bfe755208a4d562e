// run: one model on one cluster: step, memory, days, dollars, energy.
#include "report/run.h"

#include <memory>

#include "base/error.h"
#include "cli/verb.h"
#include "io/run_json.h"
#include "store/run.h"
#include "verbs/today.h"

namespace tenfold::cli {
namespace {

struct Options {
  std::string scenario, out, csv, trace, html;
  io::RunSettings settings;
  bool json = false, markdown = false;
  int threads = 0;
};

std::vector<std::string> typed(const io::RunSettings& s) {
  std::vector<std::string> all;
  for (const std::string& one : s.set) all.push_back("--set " + one);
  if (!s.plan.empty()) all.push_back("--plan " + s.plan);
  return all;
}

std::string printed(const Options& o, const io::LoadedRun& loaded, const RunReport& r,
                    const report::RunOrigin& from) {
  if (o.json) return io::run_json(loaded, r);
  return o.markdown ? report::run_markdown(loaded.input, r, from)
                    : report::run_text(loaded.input, r, from);
}

// Says what is wrong with a file's name: a report goes to standard output, its files do not.
std::string file_flaw(const std::string& name) {
  return name.empty() || name == "-" ? "needs the name of a file" : "";
}

// Everything is made before anything is written.
int run(const Program& program, const Options& o) {
  check_outputs(o.scenario, {o.out, o.csv, o.trace, o.html});
  io::LoadedRun loaded = io::load_run(program.library, o.scenario, o.settings);
  loaded.input.as_of = verbs::today();
  const RunReport r = run_report(loaded.input);
  if (!is_finite(r))
    throw InputError(o.scenario + ": its numbers leave the range of what can be computed");
  const report::RunOrigin from{loaded.files.front().path, loaded.files.front().sha256,
                               typed(o.settings), program.command_line};
  const std::string out = printed(o, loaded, r, from);
  if (!o.trace.empty() && !r.step)
    throw InputError("--trace: a plan that cannot run has no step to draw:\n" + out);
  const std::string trace = o.trace.empty() ? "" : io::run_trace(loaded, r);
  const std::string page = o.html.empty() ? "" : report::run_html(loaded.input, r, from);
  if (!o.trace.empty()) write_result(trace, o.trace);
  if (!o.html.empty()) write_result(page, o.html);
  if (!o.csv.empty()) write_result(io::run_csv(r, loaded.input), o.csv);
  if (!o.out.empty()) store::write_run(o.out, loaded, r);
  write_result(out);
  return r.outcome == RunOutcome::runs ? done : no_plan;
}

}  // namespace

void add_run(CLI::App& app, Program& program) {
  auto* verb = app.add_subcommand("run", "one model on one cluster: step, memory, days, dollars");
  const auto o = std::make_shared<Options>();
  verb->add_option("SCENARIO", o->scenario, "file with a [job], or bare name")->required();
  auto* json = verb->add_flag("--json", o->json, "JSON, see docs/formats.md");
  verb->add_flag("--markdown", o->markdown, "the report as Markdown")->excludes(json);
  verb->add_option("--plan", o->settings.plan,
                   "change the plan: KEY=VALUE,… as in tensor=8,pipeline=16; rule: choose one");
  verb->add_option("--set", o->settings.set, "change one value: KEY=VALUE")
      ->allow_extra_args(false);
  verb->add_option("--trace", o->trace, "write the step as a timeline for Perfetto to FILE")
      ->check(file_flaw);
  verb->add_option("--csv", o->csv, "write times, memory and traffic, a line each, to FILE")
      ->check(file_flaw);
  verb->add_option("--html", o->html, "write a page with drawings to FILE")->check(file_flaw);
  verb->add_option("--out", o->out, "write all numbers to FILE.h5")->check(file_flaw);
  verb->add_option("--threads", o->threads,
                   "accepted as by the other verbs; one run needs one thread")
      ->check(CLI::Range(1, 4096));
  verb->callback([&program, o] { program.action = [&program, o] { return run(program, *o); }; });
}

}  // namespace tenfold::cli
