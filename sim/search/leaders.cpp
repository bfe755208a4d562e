#include "search/leaders.h"

#include <algorithm>
#include <tuple>

namespace tenfold {
namespace {

// Less time a token; of equals, which rounding alone makes, the shorter step. Among steps of as
// many tokens that is the order of their times, without a division.
bool sooner(const CostedPlan& a, const CostedPlan& b) {
  if (a.tokens == b.tokens) return a.seconds < b.seconds;
  return std::make_tuple(a.token_seconds(), a.seconds) <
         std::make_tuple(b.token_seconds(), b.seconds);
}

bool faster(const CostedPlan& a, const CostedPlan& b) {
  if (sooner(a, b)) return true;
  return !sooner(b, a) && a.index < b.index;
}

bool leaner(const CostedPlan& a, const CostedPlan& b) {
  if (a.peak_bytes != b.peak_bytes) return a.peak_bytes < b.peak_bytes;
  if (sooner(a, b) || sooner(b, a)) return sooner(a, b);
  return std::tie(a.accelerators, a.index) < std::tie(b.accelerators, b.index);
}

double of_a_token(const CostedPlan& p) { return p.accelerator_seconds() / p.tokens; }

bool cheaper(const CostedPlan& a, const CostedPlan& b) {
  const double mine = of_a_token(a), other = of_a_token(b);
  if (mine != other) return mine < other;
  return faster(a, b);
}

// `a` leaves no reason for `b`.
bool beats(const CostedPlan& a, const CostedPlan& b) {
  if (a.accelerators > b.accelerators || a.peak_bytes > b.peak_bytes || sooner(b, a)) return false;
  const bool equal =
      a.accelerators == b.accelerators && a.peak_bytes == b.peak_bytes && !sooner(a, b);
  return !equal || a.index < b.index;
}

using Stair = std::vector<CostedPlan>;

// The first plan that is slower.
template <class Iterator>
Iterator after(Iterator first, Iterator last, const CostedPlan& p) {
  return std::upper_bound(first, last, p, sooner);
}

}  // namespace

bool Front::admits(const CostedPlan& p) {
  if (latest_ && beats(*latest_, p)) return false;
  for (const auto& [accelerators, stair] : stairs_) {
    if (accelerators > p.accelerators) break;
    const auto slower = after(stair.begin(), stair.end(), p);
    // Of the plans as fast the last needs least memory.
    if (slower == stair.begin() || !beats(*(slower - 1), p)) continue;
    latest_ = *(slower - 1);
    return false;
  }
  return true;
}

void Front::add(const CostedPlan& p) {
  for (auto& [accelerators, stair] : stairs_) {
    if (accelerators < p.accelerators) continue;
    stair.erase(std::remove_if(stair.begin(), stair.end(),
                               [&](const CostedPlan& q) { return beats(p, q); }),
                stair.end());
  }
  Stair& stair = stairs_[p.accelerators];
  stair.insert(after(stair.begin(), stair.end(), p), p);
}

std::vector<CostedPlan> Front::plans() const {
  std::vector<CostedPlan> all;
  for (const auto& [accelerators, stair] : stairs_)
    all.insert(all.end(), stair.begin(), stair.end());
  return all;
}

void Leaders::add_best(const CostedPlan& p) {
  if (best_.size() >= top_ && (top_ == 0 || !faster(p, best_.back()))) return;
  best_.insert(std::upper_bound(best_.begin(), best_.end(), p, faster), p);
  if (best_.size() > top_) best_.pop_back();
}

void Leaders::add(const CostedPlan& p) {
  add_best(p);
  if (front_.admits(p)) front_.add(p);
  if (!leanest_ || leaner(p, *leanest_)) leanest_ = p;
  if (!cheapest_ || cheaper(p, *cheapest_)) cheapest_ = p;
}

void Leaders::add(const SweepResult& r) {
  for (const CostedPlan& p : r.best) add_best(p);
  for (const CostedPlan& p : r.front)
    if (front_.admits(p)) front_.add(p);
  if (r.leanest && (!leanest_ || leaner(*r.leanest, *leanest_))) leanest_ = r.leanest;
  if (r.cheapest && (!cheapest_ || cheaper(*r.cheapest, *cheapest_))) cheapest_ = r.cheapest;
}

void Leaders::put_into(SweepResult& r) const {
  r.top = top_;
  r.best = best_;
  r.front = front_.plans();
  r.leanest = leanest_;
  r.cheapest = cheapest_;
}

}  // namespace tenfold
