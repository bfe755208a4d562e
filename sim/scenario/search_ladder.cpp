// The rungs of a ladder of models, side by side.
#include <algorithm>

#include "ledger/ledger.h"
#include "scenario/search_parts.h"

namespace tenfold {
namespace {

RungReport rung_report(const RunInput& in, PlanRange numbers, const SweepResult& found,
                       LadderSweep& sweep) {
  const Architecture& a = *in.model.architecture;
  RungReport r{.model = in.model.name,
               .settings = in.rung,
               .shape = {std::ssize(a.layers), a.hidden},
               .parameters = text_parameters(model_parameters(a), EmbeddingRule::with),
               .sequence_flops = sequence_flops(a, in.sequence_length),
               .tokens = in.tokens,
               .numbers = numbers,
               .found = found,
               .best = {},
               .leanest = {},
               .cheapest = {}};
  const auto told = [&](const CostedPlan& c) { return ranked(c, sweep.plan_at(c.index), in); };
  for (const CostedPlan& c : found.best) r.best.push_back(told(c));
  if (found.leanest) r.leanest = told(*found.leanest);
  if (found.cheapest) r.cheapest = told(*found.cheapest);
  return r;
}

double model_rate(const RungReport& r) {
  return r.best.empty() ? 0 : r.best.front().cost.mfu * real(r.best.front().cost.accelerators);
}

}  // namespace

std::size_t rungs_of(const SearchInput& in) { return std::max<std::size_t>(1, in.ladder.size()); }

const RunInput& run_of(const SearchInput& in, std::size_t rung) {
  return in.ladder.empty() ? in.run : in.ladder.at(rung);
}

SearchInput of_rung(const SearchInput& in, std::size_t rung) {
  SearchInput alone = in;
  alone.run = run_of(in, rung);
  alone.ladder.clear();
  alone.rung.reset();
  return alone;
}

// What is trained comes from the job's plan, where nothing else tells.
SearchSpace completed(SearchSpace s, const RunInput& in) {
  if (s.global_batch.empty() && in.plan_keys.count("global_batch") > 0)
    s.global_batch = {in.plan->global_batch};
  if (s.format.empty() && in.plan_keys.count("format") > 0) s.format = {in.plan->format};
  if (s.attention.empty() && in.plan_keys.count("attention") > 0)
    s.attention = {in.plan->attention};
  return s;
}

std::vector<RungReport> rung_reports(const std::vector<Swept>& swept, LadderSweep& sweep,
                                     const SearchInput& in) {
  std::vector<RungReport> all;
  for (std::size_t i = 0; i < rungs_of(in); ++i)
    all.push_back(rung_report(run_of(in, i), sweep.ranges()[i], swept.at(i).found, sweep));
  return all;
}

std::size_t told_rung(const std::vector<RungReport>& rungs) {
  const auto most = std::max_element(
      rungs.begin(), rungs.end(),
      [](const RungReport& a, const RungReport& b) { return model_rate(a) < model_rate(b); });
  return static_cast<std::size_t>(most - rungs.begin());  // 0 of none
}

Count sequence_flops(const Architecture& a, Size sequence_length) {
  const Recipe one{{{PhaseKind::pretrain, sequence_length, sequence_length}}};
  return total(account(a, one), Convention::exact).value_or(0);
}

}  // namespace tenfold
