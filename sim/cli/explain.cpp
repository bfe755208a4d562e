// explain: how a printed number is made, and what the words of reports mean.
#include "report/explain.h"

#include <fmt/format.h>

#include <charconv>
#include <memory>

#include "base/error.h"
#include "cli/check_options.h"
#include "cli/explain_compare.h"
#include "cli/explain_law.h"
#include "cli/explain_plan.h"
#include "cli/verb.h"
#include "io/suggest.h"

namespace tenfold::cli {
namespace {

constexpr std::string_view check_prefix = "check:", compare_prefix = "compare:";

struct Options {
  std::string what;
  ScenarioOptions scenario;
  std::string plan, against;  // of WHAT plan
  LawOptions law;             // of WHAT law
};

std::string topic_list() {
  std::string out = fmt::format("  {:<12} {}\n", "check:N", "the number [N] of a check's report");
  out += fmt::format("  {:<12} {}\n", "compare:A.KEY",
                     "a number of offer A of a comparison; compare:A: all of them");
  out += fmt::format("  {:<12} {}\n", "plan",
                     "why the best plan of a job, or another, wins over others");
  out += fmt::format("  {:<12} {}\n", "law",
                     "the scaling laws; law NAME: one of them, and what it answers");
  for (const report::Topic& topic : report::topics())
    out += fmt::format("  {:<12} {}\n", topic.name, topic.summary);
  out.pop_back();
  return out;
}

// Readings that nothing is disclosed for share a number.
std::vector<Handle> find_handles(const Verdict& v, std::string_view number) {
  int wanted = 0;
  const auto [end, fault] = std::from_chars(number.data(), number.data() + number.size(), wanted);
  std::vector<Handle> found;
  if (fault != std::errc() || end != number.data() + number.size()) return found;
  for (const Handle& h : v.handles)
    if (h.number == wanted) found.push_back(h);
  return found;
}

int explain_number(const Program& program, const Options& o) {
  ScenarioOptions options = o.scenario;
  if (options.name.empty()) options.name = default_scenario;
  const AskedScenario loaded = load(program.library, options);
  const Scenario& scenario = loaded.asked.scenario;
  const Verdict v = judge(scenario.claim, scenario.sampling);
  const std::vector<Handle> found =
      find_handles(v, std::string_view(o.what).substr(check_prefix.size()));
  if (found.empty()) {
    std::string known = report::handle_list(v);
    known.pop_back();
    throw InputError(fmt::format("explain {}: {} prints no such number; it prints\n{}", o.what,
                                 scenario.key, known));
  }
  std::string out = fmt::format("scenario {}{}\n", scenario.key,
                                o.scenario.name.empty() ? " (none was named)" : "");
  for (const std::string& moved : loaded.moved) out += fmt::format("changed: {}\n", moved);
  for (const Handle& handle : found) out += "\n" + report::handle_text(handle);
  write_result(out);
  return done;
}

int explain_plans(const Program& program, const Options& o) {
  if (o.scenario.name.empty())
    throw InputError("explain plan needs a scenario, as in: tenfold explain plan gpt3_175b_a100");
  if (!o.scenario.priors.empty() || o.scenario.draws > 0)
    throw InputError("explain plan takes --plan, --against, --set and --threads alone");
  return explain_plan(program.library, {o.scenario.name, o.plan, o.against, o.scenario.settings,
                                        o.scenario.threads});
}

int explain_laws(const Options& o) {
  if (!o.scenario.priors.empty() || !o.scenario.settings.empty() || o.scenario.draws > 0)
    throw InputError("explain law takes no --priors, --set or --draws");
  return explain_law(o.scenario.name, o.law);
}

int run(const Program& program, const Options& o) {
  if (o.what == "law") return explain_laws(o);
  if (any_given(o.law))
    throw InputError("questions to a law are asked by: tenfold explain law NAME");
  if (o.what == "plan") return explain_plans(program, o);
  if (!o.plan.empty() || !o.against.empty())
    throw InputError("--plan and --against are of: tenfold explain plan SCENARIO");
  if (o.what.rfind(check_prefix, 0) == 0) return explain_number(program, o);
  if (o.what.rfind(compare_prefix, 0) == 0)
    return explain_compare(program.library, o.what.substr(compare_prefix.size()), o.scenario.name,
                           o.scenario.settings, o.scenario.threads);
  std::vector<std::string> known{"check:1", "compare:A", "law", "plan"};
  for (const report::Topic& topic : report::topics()) {
    if (topic.name == o.what) {
      write_result(std::string(topic.text));
      return done;
    }
    known.emplace_back(topic.name);
  }
  const std::string what = o.what.empty() ? "explain needs a topic"
                                          : fmt::format("explain: there is no topic '{}'{}", o.what,
                                                        io::suggestion(o.what, known));
  throw InputError(fmt::format("{}; one of\n{}", what, topic_list()));
}

}  // namespace

void add_explain(CLI::App& app, Program& program) {
  auto* verb = app.add_subcommand("explain", "how a printed number is made; what a word means");
  const auto o = std::make_shared<Options>();
  verb->add_option("WHAT", o->what,
                   "check:N, compare:A, law, plan, conventions, boundaries, grades or exit-codes");
  verb->add_option(
      "SCENARIO", o->scenario.name,
      fmt::format("of check:N, where it is {} by default, or of plan; of law, the NAME of one",
                  default_scenario));
  verb->add_option("--plan", o->plan,
                   "of plan: KEY=VALUE,…, a number of the search, or best, runner-up, own, rule; "
                   "default: best");
  verb->add_option("--against", o->against,
                   "of plan: another one; default: own, beside the runner-up, or best");
  add_law_options(*verb, o->law);
  add_scenario_options(*verb, o->scenario);
  verb->callback([&program, o] { program.action = [&program, o] { return run(program, *o); }; });
}

}  // namespace tenfold::cli
