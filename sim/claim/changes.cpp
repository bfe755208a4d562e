#include "claim/changes.h"

#include <fmt/format.h>

#include "base/digits.h"
#include "claim/compute.h"

namespace tenfold {
namespace {

void add(std::vector<Moved>& moved, std::string quantity, std::string before, std::string after) {
  if (before != after) moved.push_back({std::move(quantity), std::move(before), std::move(after)});
}

// As reports print a ratio.
std::string ratio_digits(double x) {
  return x < 1 ? without_zeros(short_number(x)) : short_number(x);
}

std::string median_text(const std::optional<Spread>& s) {
  return s ? ratio_digits(s->median) : "n/d";
}
std::string range_text(const std::optional<Spread>& s) {
  return s ? fmt::format("{} - {}", ratio_digits(s->p05), ratio_digits(s->p95)) : "n/d";
}
std::string p_text(const std::optional<double>& p) { return p ? probability_text(*p) : "n/d"; }
std::string flops_text(const std::optional<double>& f) { return f ? number_text(*f) : "n/d"; }

Change change(const Reading& a, const Reading& b) {
  Change result{fmt::format("reading {}", b.number), {}, b.decision};
  if (!a.ratio && !b.ratio) return result;
  add(result.moved, "claimed", number_text(a.claimed), number_text(b.claimed));
  add(result.moved, "median", median_text(a.ratio), median_text(b.ratio));
  add(result.moved, "90 %", range_text(a.ratio), range_text(b.ratio));
  add(result.moved, "P", p_text(a.p_claim), p_text(b.p_claim));
  add(result.moved, "verdict", std::string(name(a.decision)), std::string(name(b.decision)));
  return result;
}

// Where evidence bears on it: with evidence.
Change combined_change(const Reading& a, const Reading& b) {
  const Weighed none;
  const Weighed& was = a.weighing ? a.weighing->combined : none;
  const Weighed& is = b.weighing ? b.weighing->combined : none;
  Change result{fmt::format("reading {}, with evidence", b.number), {}, is.decision};
  add(result.moved, "median", median_text(was.ratio), median_text(is.ratio));
  add(result.moved, "P", p_text(was.p_claim), p_text(is.p_claim));
  add(result.moved, "verdict", std::string(name(was.decision)), std::string(name(is.decision)));
  return result;
}

Change change(const BoundaryRow& a, const BoundaryRow& b) {
  Change result{b.label, {}, b.decision};
  add(result.moved, "baseline", flops_text(a.baseline.flops), flops_text(b.baseline.flops));
  add(result.moved, "challenger", flops_text(a.challenger.flops), flops_text(b.challenger.flops));
  return result;
}

Change change(const std::optional<Needed>& a, const std::optional<Needed>& b) {
  Change result{"what reading 1 needs", {}, Decision::none};
  if (a && b) add(result.moved, "FLOPs", number_text(a->flops), number_text(b->flops));
  return result;
}

Change change_of_headline(const Verdict& a, const Verdict& b) {
  Change result{"the claim's reading", {}, b.claimed().decision};
  add(result.moved, "number", std::to_string(a.claimed().number),
      std::to_string(b.claimed().number));
  return result;
}

void keep(std::vector<Change>& all, Change change) {
  if (!change.moved.empty()) all.push_back(std::move(change));
}

}  // namespace

std::vector<Change> changes(const Verdict& before, const Verdict& after) {
  std::vector<Change> all;
  for (const Reading& b : after.readings)
    for (const Reading& a : before.readings)
      if (a.estimand == b.estimand) {
        keep(all, change(a, b));
        keep(all, combined_change(a, b));
      }
  keep(all, change(before.needed, after.needed));
  for (const BoundaryRow& b : after.boundaries)
    for (const BoundaryRow& a : before.boundaries)
      if (a.label == b.label) keep(all, change(a, b));
  keep(all, change_of_headline(before, after));
  return all;
}

}  // namespace tenfold
