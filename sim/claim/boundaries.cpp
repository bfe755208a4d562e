#include "claim/boundaries.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/numbers.h"
#include "claim/handles.h"
#include "claim/hours.h"

namespace tenfold {
namespace {

// The parts' compute over own pretraining; nothing where one is not disclosed. Parts that are
// known to be zero need no own pretraining.
std::optional<double> extra(const Party& party, const Boundary& boundary) {
  double sum = 0;
  for (const BoundaryPart& part : boundary.parts) {
    const auto amount = component(party, part.component);
    if (!amount) return std::nullopt;
    sum += part.share * amount->flops;
  }
  if (sum == 0) return 0;
  const auto own = component(party, Component::own_pretraining);
  if (!own) return std::nullopt;
  return sum / own->flops;
}

std::string first_missing(const Party& party, const Boundary& boundary) {
  for (const BoundaryPart& part : boundary.parts)
    if (!component(party, part.component)) return missing(party, part.component);
  return missing(party, Component::own_pretraining);
}

bool any_assumed(const std::vector<Sourced>& all) {
  return std::any_of(all.begin(), all.end(),
                     [](const Sourced& s) { return s.provenance.grade == Grade::assumed; });
}

// A side's count where nothing in it is our own assumption.
BoundarySide side(const Party& party, const Boundary& boundary) {
  const auto amount = within(party, boundary);
  if (!amount) return {{}, first_missing(party, boundary)};
  if (any_assumed(amount->of))
    return {{}, fmt::format("{}'s parameters or tokens are not disclosed", party.model.name)};
  return {amount->flops, {}};
}

std::string unknown_words(bool baseline, bool challenger) {
  return baseline || challenger ? "known on one side only" : "nothing disclosed on either side";
}

// (1 + a) / (1 + b), or why it does not exist.
struct BoundaryFactor {
  std::optional<double> value;
  std::string reason;
};
BoundaryFactor boundary_factor(const Claim& claim, const Boundary& boundary) {
  const auto a = extra(claim.baseline, boundary), b = extra(claim.challenger, boundary);
  if (!a || !b) return {{}, unknown_words(a.has_value(), b.has_value())};
  return {(1 + *a) / (1 + *b), {}};
}

Posed within_boundary(Posed posed, const Boundary& boundary, double factor) {
  for (const std::string& key : boundary.replaces) posed.product = without(posed.product, key);
  posed.product.constant *= factor;
  return posed;
}

// The headline reading, asked again under the boundary.
void decide(BoundaryRow& row, const Claim& claim, const Boundary& boundary, const Cube& cube) {
  const ReadingSpec* spec = find_reading(claim, claim.headline);
  const BoundaryFactor factor = boundary_factor(claim, boundary);
  const Posed posed =
      spec ? pose(claim, *spec, priors_in_use(claim)) : Posed{{}, {}, "no such reading"};
  row.reason = factor.value ? posed.missing : factor.reason;
  if (!row.reason.empty()) return;
  const Posed wider = within_boundary(posed, boundary, *factor.value);
  const Outcome found = outcome(wider.product, claimed_ratio(claim, *spec), cube);
  row.ratio = found.ratio;
  row.p_claim = found.p_claim;
  row.decision = decision(found.p_claim);
}

// The physical test counts own pretraining exactly where the shape is known.
std::optional<RateCheck> hours_test(const Claim& claim, const Boundary& boundary,
                                    const ModelCounts& counts) {
  const auto amount = within(claim.baseline, boundary);
  const auto own = component(claim.baseline, Component::own_pretraining);
  if (!amount || !own) return std::nullopt;
  const ConventionCount* exact = count_of(counts, Convention::exact);
  const double flops = amount->flops - own->flops + (exact ? *exact->flops : own->flops);
  const double highest = claim.highest_peak_share ? median(claim.highest_peak_share->value) : 1.0;
  auto check =
      rate_check(claim.baseline.model, claim.baseline.accelerator, flops, boundary.label, highest);
  if (check) check->handle = hours_handle;
  return check;
}

BoundaryRow row_of(const Claim& claim, const Boundary& boundary, const Verdict& verdict,
                   const Cube& cube) {
  BoundaryRow row{.label = boundary.label,
                  .baseline = side(claim.baseline, boundary),
                  .challenger = side(claim.challenger, boundary),
                  .replaces = boundary.replaces,
                  .handle = boundary_handle};
  if (row.baseline.flops) row.times_own = 1 + extra(claim.baseline, boundary).value_or(0);
  row.hours = hours_test(claim, boundary, verdict.baseline);
  decide(row, claim, boundary, cube);
  return row;
}

Reading cell(const Claim& claim, const ReadingSpec& spec, Convention convention,
             const Boundary& boundary) {
  return {.number = 1,
          .estimand = Estimand::shipped_pair,
          .label = spec.label,
          .note = spec.note,
          .yardstick = spec.yardstick,
          .convention = convention,
          .boundary = boundary.label,
          .claimed = claimed_ratio(claim, spec),
          .handle = reading_handle(Estimand::shipped_pair)};
}

// Own pretraining under a convention that is not drawn: the two counts.
Posed counted_pair(const Verdict& verdict, Convention convention) {
  const ConventionCount* a = count_of(verdict.baseline, convention);
  const ConventionCount* b = count_of(verdict.challenger, convention);
  Posed posed;
  if (!a || !b) {
    const ModelCounts& lacking = a ? verdict.challenger : verdict.baseline;
    posed.missing = fmt::format("no {} count of {}", name(convention), lacking.model);
    for (const ConventionCount& count : lacking.counts)
      if (count.convention == convention && !count.reason.empty())
        posed.missing += ": " + count.reason;
    return posed;
  }
  posed.product.constant = *a->flops / *b->flops;
  return posed;
}

void fill(Reading& reading, const Posed& posed, bool judged, const Cube& cube) {
  const Outcome found = outcome(posed.product, reading.claimed, cube);
  reading.ratio = found.ratio;
  reading.p_claim = found.p_claim;
  reading.decision = decision(found.p_claim);
  reading.basis = found.by_prior ? Basis::by_prior : judged ? Basis::judgement : Basis::computed;
}

}  // namespace

std::vector<BoundaryRow> boundary_rows(const Claim& claim, const Verdict& verdict,
                                       const Cube& cube) {
  std::vector<BoundaryRow> rows;
  for (const Boundary& boundary : claim.boundaries)
    rows.push_back(row_of(claim, boundary, verdict, cube));
  return rows;
}

std::vector<Reading> matrix(const Claim& claim, const Verdict& verdict, const Cube& cube) {
  const ReadingSpec* spec = find_reading(claim, Estimand::shipped_pair);
  std::vector<Reading> cells;
  if (!spec) return cells;
  for (const Convention convention :
       {Convention::six_nd_active, Convention::exact, Convention::full_attention,
        Convention::six_nd_total, Convention::hardware})
    for (const Boundary& boundary : claim.boundaries) {
      Reading reading = cell(claim, *spec, convention, boundary);
      const Posed posed = convention == Convention::six_nd_active
                              ? shipped_pair(claim)
                              : counted_pair(verdict, convention);
      const BoundaryFactor factor = boundary_factor(claim, boundary);
      reading.reason = posed.missing.empty() ? factor.reason : posed.missing;
      if (reading.reason.empty())
        fill(reading, within_boundary(posed, boundary, *factor.value), any_judged(posed.of), cube);
      cells.push_back(std::move(reading));
    }
  return cells;
}

}  // namespace tenfold
