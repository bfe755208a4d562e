// check: the verdict on a claim, under every reading.
#include "store/check.h"

#include <fmt/format.h>

#include <cstdio>
#include <memory>

#include "base/error.h"
#include "cli/check_options.h"
#include "cli/verb.h"
#include "io/check_json.h"
#include "report/verdict.h"

namespace tenfold::cli {
namespace {

struct Options {
  ScenarioOptions scenario;
  std::string html, markdown, out;
  bool json = false, sources = false;
};

report::Origin origin(const Program& program, const Options& o, const AskedScenario& loaded) {
  const bool is_default = loaded.asked.scenario.key == default_scenario;
  return {program.command_line, is_default ? "" : o.scenario.name,
          loaded.asked.files.front().sha256, loaded.moved};
}

// What goes to standard output.
std::string printed(const Options& o, const AskedScenario& loaded, const Verdict& v,
                    const report::Origin& from) {
  if (o.json) return io::check_json(loaded.asked, v);
  if (o.sources) return report::sources_text(loaded.asked.scenario, v);
  if (loaded.moved.empty()) return report::verdict_text(loaded.asked.scenario, v, from);
  const Verdict before = judge(loaded.shipped.scenario.claim, loaded.shipped.scenario.sampling);
  return report::changes_text(v, changes(before, v));
}

void warn(const Verdict& v) {
  for (const VerdictWarning& w : v.warnings) {
    const std::string hint = w.hint.empty() ? "" : fmt::format(" ({})", w.hint);
    fmt::print(stderr, "{}{}\n", text(Fault{w.file, w.line, w.line > 0 ? 1 : 0, w.message}), hint);
  }
}

// Everything is made before anything is written.
int run(const Program& program, const Options& o) {
  check_outputs(o.scenario.name, {o.html, o.markdown, o.out});
  const AskedScenario loaded = load(program.library, o.scenario);
  const Verdict v = judge(loaded.asked.scenario.claim, loaded.asked.scenario.sampling);
  const report::Origin from = origin(program, o, loaded);
  const std::string out = printed(o, loaded, v, from);
  const std::string page =
      o.html.empty() ? "" : report::verdict_html(loaded.asked.scenario, v, from);
  const std::string table =
      o.markdown.empty() ? "" : report::verdict_markdown(loaded.asked.scenario, v, from);
  if (!o.out.empty()) store::write_check(o.out, loaded.asked, v, loaded.moved);
  if (!o.html.empty()) write_result(page, o.html);
  if (!o.markdown.empty()) write_result(table, o.markdown);
  warn(v);  // before the report, whose last line says what the exit code means
  write_result(out);
  return report::exit_code(v.decision());
}

}  // namespace

void add_check(CLI::App& app, Program& program) {
  auto* verb = app.add_subcommand("check", "the verdict on a claim, under every reading");
  const auto o = std::make_shared<Options>();
  verb->add_option("SCENARIO", o->scenario.name, "scenario file, or bare name")->required();
  add_scenario_options(*verb, o->scenario);
  verb->add_flag("--json", o->json, "JSON, see docs/formats.md");
  verb->add_flag("--sources", o->sources, "every source, with its date and words");
  verb->add_option("--html", o->html, "write the report as one page to FILE");
  verb->add_option("--markdown", o->markdown, "write the table of readings to FILE");
  verb->add_option("--out", o->out, "write all numbers to FILE.h5");
  verb->callback([&program, o] { program.action = [&program, o] { return run(program, *o); }; });
}

}  // namespace tenfold::cli
