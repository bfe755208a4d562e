// compare: offers of compute side by side under one job.
#include "report/compare.h"

#include <algorithm>
#include <ctime>
#include <memory>

#include "base/error.h"
#include "cli/verb.h"
#include "io/compare.h"

namespace tenfold::cli {
namespace {

struct Options {
  std::string scenario;
  std::vector<std::string> set;
  std::int64_t draws = 1 << 14;
  int threads = 0;
  bool markdown = false, accept_stale = false;
};

// "2026-11-23", in UTC.
std::string today() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[16];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%d", &parts)};
}

std::vector<std::string> typed(const Options& o) {
  std::vector<std::string> all;
  for (const std::string& one : o.set) all.push_back("--set " + one);
  if (o.accept_stale) all.emplace_back("--accept-stale-prices");
  return all;
}

int run(const Program& program, const Options& o) {
  io::LoadedCompare loaded = io::load_compare(program.library, o.scenario, o.set, today());
  CompareInput& in = loaded.input;
  in.accept_stale = o.accept_stale;
  in.draws = o.draws;
  in.threads = o.threads;
  const CompareReport r = compare_report(in);
  const report::RunOrigin from{loaded.files.front().path, loaded.files.front().sha256, typed(o)};
  write_result(o.markdown ? report::compare_markdown(in, r, from)
                          : report::compare_text(in, r, from));
  const bool any = std::any_of(r.offers.begin(), r.offers.end(),
                               [](const OfferReport& offer) { return offer.cost.has_value(); });
  return any ? done : no_plan;
}

}  // namespace

void add_compare(CLI::App& app, Program& program) {
  auto* verb = app.add_subcommand(
      "compare", "offers of compute under one job: days, dollars, energy, risk, side by side");
  const auto o = std::make_shared<Options>();
  verb->add_option("SCENARIO", o->scenario, "file with [[offers]], or bare name")->required();
  verb->add_flag("--markdown", o->markdown, "the report as Markdown");
  verb->add_option("--set", o->set, "change one value: deadline=21d, offers.A.price=\"2.1 USD/h\"")
      ->allow_extra_args(false);
  verb->add_flag("--accept-stale-prices", o->accept_stale,
                 "tell dollars of old prices and placeholders too");
  verb->add_option("--draws", o->draws, "of what is uncertain; default 16,384")
      ->check(CLI::Range(64, 1 << 20));
  verb->add_option("--threads", o->threads, "default: all cores")->check(CLI::Range(1, 4096));
  verb->callback([&program, o] { program.action = [&program, o] { return run(program, *o); }; });
}

}  // namespace tenfold::cli
