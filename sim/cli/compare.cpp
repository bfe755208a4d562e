// compare: offers of compute side by side under one job.
#include "report/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <sstream>

#include "base/error.h"
#include "cli/verb.h"
#include "io/compare_json.h"
#include "report/compare_solve.h"
#include "store/compare.h"
#include "store/workbook.h"
#include "verbs/today.h"

namespace tenfold::cli {
namespace {

struct Options {
  std::string scenario, solve, budget, within, sweep, beat, csv, out, html, xlsx;
  double confidence = 0;
  std::vector<std::string> set;
  std::int64_t draws = 1 << 14;
  int threads = 0;
  bool json = false, markdown = false, accept_stale = false;
};

std::vector<std::string> typed(const Options& o) {
  std::vector<std::string> all;
  for (const std::string& one : o.set) all.push_back("--set " + one);
  const auto add = [&](const char* option, const std::string& value) {
    if (!value.empty()) all.push_back(fmt::format("{} {}", option, value));
  };
  add("--beat", o.beat);
  if (o.confidence > 0) all.push_back(fmt::format("--confidence {}", o.confidence));
  add("--solve", o.solve);
  add("--budget", o.budget);
  add("--within", o.within);
  add("--sweep", o.sweep);
  if (o.draws != Options{}.draws) all.push_back(fmt::format("--draws {}", o.draws));
  if (o.accept_stale) all.emplace_back("--accept-stale-prices");
  return all;
}

// --beat and --confidence are settings with names of their own.
std::vector<std::string> settings(const Options& o) {
  std::vector<std::string> all = o.set;
  if (!o.beat.empty()) all.push_back("baseline=" + o.beat);
  if (o.confidence > 0) all.push_back(fmt::format("confidence={}", o.confidence));
  return all;
}

io::LoadedCompare loaded_with(const Program& program, const Options& o,
                              const std::vector<std::string>& set) {
  io::LoadedCompare loaded = io::load_compare(program.library, o.scenario, set, verbs::today());
  loaded.input.accept_stale = o.accept_stale;
  loaded.input.draws = o.draws;
  loaded.input.threads = o.threads;
  return loaded;
}

// "30d", "30 d"; throws InputError.
template <Dimension D>
Quantity<D> quantity(const std::string& option, const std::string& text, const char* example) {
  if (const auto q = io::parse_typed<D>(text); q && q->base() > 0) return *q;
  throw InputError(fmt::format("{} is '{}': needs {}", option, text, example));
}

// An option that would move nothing is refused.
void check_asked(const Options& o) {
  if (!o.budget.empty() && o.solve != "tokens") throw InputError("--budget is of --solve tokens");
  if (!o.within.empty() && o.solve != "compute") throw InputError("--within is of --solve compute");
  if (o.solve == "tokens" && o.budget.empty())
    throw InputError("--solve tokens needs --budget, as in --budget \"5 M USD\"");
}

report::Section solved(const Options& o, const CompareInput& in, const CompareReport& r) {
  if (o.solve == "count") {
    if (!in.job.deadline && !in.job.finish_within)
      throw InputError("--solve count: the job has no deadline: --set deadline=30d");
    return report::count_section(in, r, enough_accelerators(in, r));
  }
  if (o.solve == "tokens") {
    const Dollars budget =
        quantity<Dimension{.usd = 1}>("--budget", o.budget, "dollars, as in \"5 M USD\"");
    return report::tokens_section(in, r, bought_tokens(in, r, budget), budget);
  }
  const Seconds time = !o.within.empty() ? quantity<Dimension{.second = 1}>("--within", o.within,
                                                                            "a time, as in 90d")
                                         : in.job.deadline.value_or(Seconds{});
  if (time <= Seconds{})
    throw InputError("--solve compute: within which time? --within 90d, or the job's deadline");
  return report::compute_section(in, r, largest_runs(in, r, time), time);
}

std::vector<std::string> split_at_commas(const std::string& list) {
  std::vector<std::string> parts;
  std::istringstream in(list);
  for (std::string part; std::getline(in, part, ',');) parts.push_back(part);
  return parts;
}

report::Section swept(const Program& program, const Options& o) {
  const auto equals = o.sweep.find('=');
  const std::vector<std::string> values = equals == std::string::npos
                                              ? std::vector<std::string>{}
                                              : split_at_commas(o.sweep.substr(equals + 1));
  if (values.empty() || equals == 0)
    throw InputError("--sweep needs KEY=VALUE,VALUE,…, as in offers.B.price=2,2.5,3");
  const std::string key = o.sweep.substr(0, equals);
  std::vector<report::SweptComparison> all;
  for (const std::string& value : values) {
    std::vector<std::string> set = settings(o);
    set.push_back(fmt::format("{}={}", key, value));
    all.push_back({value, compare_report(loaded_with(program, o, set).input)});
  }
  return report::sweep_section(key, all);
}

using Sections = std::vector<report::Section>;

std::string printed(const Options& o, const io::LoadedCompare& loaded, const CompareReport& r,
                    const report::RunOrigin& from, const Sections& asked) {
  if (o.json) return io::compare_json(loaded, r);
  return o.markdown ? report::compare_markdown(loaded.input, r, from, asked)
                    : report::compare_text(loaded.input, r, from, asked);
}

void write_files(const Options& o, const io::LoadedCompare& loaded, const CompareReport& r,
                 const report::RunOrigin& from, const Sections& asked) {
  const CompareInput& in = loaded.input;
  if (!o.html.empty()) write_result(report::compare_html(in, r, from, asked), o.html);
  if (!o.csv.empty()) write_result(io::compare_csv(loaded, r), o.csv);
  if (!o.xlsx.empty()) store::write(o.xlsx, report::compare_workbook(in, r, from));
  if (!o.out.empty()) store::write_compare(o.out, loaded, r);
}

int run(const Program& program, const Options& o) {
  check_outputs(o.scenario, {o.csv, o.out, o.html, o.xlsx});
  check_asked(o);
  const io::LoadedCompare loaded = loaded_with(program, o, settings(o));
  const CompareInput& in = loaded.input;
  const CompareReport r = compare_report(in);
  const report::RunOrigin from{loaded.files.front().path, loaded.files.front().sha256, typed(o),
                               program.command_line};
  Sections asked;
  if (!o.solve.empty() && o.solve != "price") asked.push_back(solved(o, in, r));
  if (!o.sweep.empty()) asked.push_back(swept(program, o));
  const std::string out = printed(o, loaded, r, from, asked);
  write_files(o, loaded, r, from, asked);
  write_result(out);
  const bool any = std::any_of(r.offers.begin(), r.offers.end(),
                               [](const OfferReport& offer) { return offer.cost.has_value(); });
  return any ? done : no_plan;
}

// Says what is wrong with a file's name: a report goes to standard output, its files do not.
std::string output_flaw(const std::string& name) {
  return name.empty() || name == "-" ? "needs the name of a file" : "";
}

void add_outputs(CLI::App& verb, Options& o) {
  auto* json = verb.add_flag("--json", o.json, "JSON, see docs/formats.md");
  verb.add_flag("--markdown", o.markdown, "the report as Markdown")->excludes(json);
  verb.add_option("--xlsx", o.xlsx, "write a workbook to FILE: offers, inputs, sources")
      ->check(output_flaw);
  verb.add_option("--html", o.html, "write a page with drawings to FILE")->check(output_flaw);
  verb.add_option("--csv", o.csv, "write a line an offer to FILE")->check(output_flaw);
  verb.add_option("--out", o.out, "write all numbers to FILE.h5")->check(output_flaw);
}

}  // namespace

void add_compare(CLI::App& app, Program& program) {
  auto* verb = app.add_subcommand(
      "compare", "offers of compute under one job: days, dollars, energy, risk, side by side");
  const auto o = std::make_shared<Options>();
  verb->add_option("SCENARIO", o->scenario, "file with [[offers]], or bare name")->required();
  add_outputs(*verb, *o);
  verb->add_option("--set", o->set, "change one value: deadline=21d, offers.A.price=\"2.1 USD/h\"")
      ->allow_extra_args(false);
  verb->add_option("--solve", o->solve,
                   "ask backwards: price, count (by the deadline), tokens (for --budget), compute "
                   "(--within a time)")
      ->check(CLI::IsMember({"price", "count", "tokens", "compute"}));
  verb->add_option("--budget", o->budget, "of --solve tokens: \"5 M USD\"");
  verb->add_option("--within", o->within, "of --solve compute: 90d; default the deadline");
  verb->add_option("--beat", o->beat, "another baseline: an offer's name");
  verb->add_option("--confidence", o->confidence, "that a winner needs; default the job's, 0.8")
      ->check(CLI::Range(0.5, 0.999));
  verb->add_option("--sweep", o->sweep, "compare again for KEY=VALUE,VALUE,…");
  verb->add_flag("--accept-stale-prices", o->accept_stale,
                 "tell dollars of old prices and placeholders too");
  verb->add_option("--draws", o->draws, "of what is uncertain; default 16,384")
      ->check(CLI::Range(64, 1 << 20));
  verb->add_option("--threads", o->threads, "default: all cores")->check(CLI::Range(1, 4096));
  verb->callback([&program, o] { program.action = [&program, o] { return run(program, *o); }; });
}

}  // namespace tenfold::cli
