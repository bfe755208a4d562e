#include "search/ladder_sweep.h"

#include <algorithm>
#include <utility>

namespace tenfold {
namespace {

std::vector<CostedPlan> from(std::vector<CostedPlan> plans, Size first) {
  for (CostedPlan& p : plans) p.index += first;
  return plans;
}

SweepResult from(SweepResult r, Size first) {
  r.best = from(std::move(r.best), first);
  r.front = from(std::move(r.front), first);
  for (auto* one : {&r.leanest, &r.cheapest})
    if (*one) (*one)->index += first;
  for (Rejected& x : r.rejected) x.witness += first;
  return r;
}

}  // namespace

PlanRange common(PlanRange a, PlanRange b) {
  const Size first = std::max(a.first, b.first);
  return {first, std::max(first, std::min(a.last, b.last))};
}

LadderSweep::LadderSweep(std::vector<LadderRung> rungs) : rungs_(std::move(rungs)) {
  const bool alone = rungs_.size() == 1;
  Size first = 0;
  for (const LadderRung& r : rungs_) {
    const Size plans = alone ? space(0).plans_total() : PlanSpace(r.task, r.space).plans_total();
    ranges_.push_back({first, first + plans});
    first += plans;
  }
}

std::size_t LadderSweep::rung_of(Size number) const {
  const auto after = std::upper_bound(ranges_.begin(), ranges_.end(), number,
                                      [](Size n, const PlanRange& r) { return n < r.last; });
  return std::min(static_cast<std::size_t>(after - ranges_.begin()), ranges_.size() - 1);
}

Sweep& LadderSweep::sweep(std::size_t rung) {
  if (sweep_ && swept_ == rung) return *sweep_;
  sweep_.reset();
  sweep_ = std::make_unique<Sweep>(rungs_.at(rung).task, rungs_[rung].space);
  swept_ = rung;
  return *sweep_;
}

const PlanSpace& LadderSweep::space(std::size_t rung) { return sweep(rung).space(); }

SweepResult LadderSweep::operator()(PlanRange numbers, const SweepOptions& options) {
  const std::size_t rung = rung_of(numbers.first);
  const Size first = ranges_[rung].first;
  SweepOptions of_rung = options;
  of_rung.yardstick = rungs_[rung].yardstick;
  if (options.costed)
    of_rung.costed = [&](const std::vector<CostedPlan>& p) { options.costed(from(p, first)); };
  return from(sweep(rung)({numbers.first - first, numbers.last - first}, of_rung), first);
}

ParallelPlan LadderSweep::plan_at(Size number) {
  const std::size_t rung = rung_of(number);
  return space(rung).plan_at(number - ranges_[rung].first);
}

std::optional<Size> LadderSweep::number_of(std::size_t rung, const ParallelPlan& p) {
  const std::optional<Size> index = space(rung).index_of(p);
  if (!index) return std::nullopt;
  return ranges_[rung].first + *index;
}

}  // namespace tenfold
