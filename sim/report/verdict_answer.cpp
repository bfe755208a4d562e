// What the checked claim is and what became of it, in words that are made from the result.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/digits.h"
#include "report/verdict_parts.h"
#include "report/words.h"

namespace tenfold::report {
namespace {

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts)
    if (!part.empty()) text += (text.empty() ? "" : ", ") + part;
  return text.empty() ? text : " (" + text + ")";
}

// The claim that is checked, and who makes it.
Paragraph checked(const Claim& claim) {
  if (claim.statements.empty()) return {"Claim checked", claim.title};
  const Statement& s = claim.statements.front();
  return {"Claim checked", claim.title + joined({s.who, date_words(s.source.date)})};
}

Paragraph own_words(const Statement& s) {
  const std::string site = s.source.url.empty() ? "" : host(s.source.url);
  return {
      capitalised(possessive(s.who)) + " words",
      "\"" + s.words + "\"" +
          joined({site, date_words(s.source.date), s.subject.empty() ? "" : "about " + s.subject})};
}

// By basis: where the numbers decide, where we judged, where the prior's cut decided.
using Phrases = std::array<std::string_view, enum_names<Basis>.size()>;
constexpr Phrases supported_phrases{"holds on disclosed numbers",
                                    "holds, computed from disclosed numbers",
                                    "is probable, by judgement: no disclosed number confirms it",
                                    "holds only by where a prior was cut off, which shows nothing"};
constexpr Phrases contradicted_phrases{
    "fails on disclosed numbers", "fails, computed from disclosed numbers",
    "is contradicted by judgement alone: improbable, and nothing disclosed refutes it",
    "fails only by where a prior was cut off, which shows nothing"};

std::string_view undetermined_phrase(double p) {
  if (p >= 0.55) return "is more likely than not, and unproven";
  if (p >= 0.25) return "is plausible and unproven";
  return "is unlikely, but neither shown nor excluded";
}

// Estimated numbers without a spread are somebody's report, not our judgement.
bool as_reported(const Reading& r) { return r.basis == Basis::judgement && !has_spread(r.ratio); }

std::string finding(const Reading& r) {
  if (as_reported(r) && r.decision == Decision::contradicted)
    return "fails on numbers as reported, not disclosed by their owners";
  if (as_reported(r) && r.decision == Decision::supported)
    return "holds on numbers as reported, not disclosed by their owners";
  switch (r.decision) {
    case Decision::supported:
      return std::string(supported_phrases[index(r.basis)]);
    case Decision::contradicted:
      return std::string(contradicted_phrases[index(r.basis)]);
    case Decision::undetermined:
      return std::string(undetermined_phrase(r.p_claim.value_or(0.5)));
    case Decision::none:
      break;
  }
  return "cannot be checked" + (r.reason.empty() ? "" : ": " + r.reason);
}

// Conventions under which the shipped pair would be decided otherwise, own pretraining on both
// sides.
std::string convention_sentence(const Verdict& v) {
  const Reading& r = v.claimed();
  if (!r.convention || r.decision == Decision::none) return {};
  std::vector<std::string> others;
  for (const Reading& other : v.matrix)
    if (other.convention && other.boundary == r.boundary && other.decision != Decision::none &&
        other.decision != r.decision)
      others.push_back(fmt::format("{} ({}: {})", name(*other.convention),
                                   times_text(other.ratio ? other.ratio->median : 0),
                                   name(other.decision)));
  if (others.empty()) return {};
  return fmt::format("That hangs on the convention: under {} the verdict differs.", listed(others));
}

std::string reading_sentence(const Reading& r) {
  const std::string note = r.note.empty() ? "" : ", " + r.note + ",";
  return sentence(fmt::format("Reading {}{} {}", r.number, note, finding(r)));
}

// P over the sets of priors, in words that claim no more than the sets agree on.
std::string prior_sentence(const Reading& r) {
  if (!r.p_claim || !has_spread(r.ratio)) return {};
  const auto range = probability_range(r);
  if (!range || r.under.size() < 2)
    return fmt::format("For reading {} P is {}: read it as \"{}\".", r.number,
                       probability_text(*r.p_claim), chance_words(*r.p_claim, *r.p_claim));
  const auto is_other = [&](const UnderPriors& u) { return u.decision != r.decision; };
  const bool disagree = std::any_of(r.under.begin(), r.under.end(), is_other);
  return fmt::format(
      "The {} sets of priors give P from {} to {} for reading {}: read it as \"{}\"{}",
      number_word(r.under.size()), probability_text(range->first), probability_text(range->second),
      r.number, chance_words(range->first, range->second),
      disagree ? "; they disagree on the verdict." : ".");
}

// " (6nd-active, own pretraining)"
std::string accounting(const Claim& claim, const Verdict& v) {
  std::vector<std::string> parts;
  for (const Reading& r : v.readings)
    if (r.convention && parts.empty()) parts.emplace_back(name(*r.convention));
  if (!claim.boundaries.empty()) parts.push_back(claim.boundaries.front().label);
  return joined(parts);
}

}  // namespace

std::vector<Paragraph> claims(const Claim& claim) {
  std::vector<Paragraph> out{checked(claim)};
  for (std::size_t i = 1; i < claim.statements.size(); ++i)
    out.push_back(own_words(claim.statements[i]));
  return out;
}

std::vector<std::string> premises(const Claim& claim, const Verdict& v) {
  std::vector<std::string> out;
  const bool differ = std::any_of(
      claim.statements.begin(), claim.statements.end(),
      [&](const Statement& s) { return s.subject != claim.statements.front().subject; });
  if (differ)
    out.push_back(
        fmt::format("These are {} different claims.", number_word(claim.statements.size())));
  out.push_back(fmt::format("Ratio = FLOPs of {} / the challenger's{}.", claim.baseline.model.name,
                            accounting(claim, v)));
  out.push_back(
      fmt::format("P(>={0}): chance of {0} or more.", threshold_text(v.claimed().claimed)));
  return out;
}

std::vector<std::string> answer(const Claim& claim, const Verdict& v) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < v.readings.size(); ++i)
    if (i == 0 || i == v.headline) out.push_back(reading_sentence(v.readings[i]));
  if (const std::string flips = convention_sentence(v); !flips.empty()) out.push_back(flips);
  if (const std::string priors = prior_sentence(v.claimed()); !priors.empty())
    out.push_back(priors);
  if (v.scores_worse())
    out.push_back(
        fmt::format("By its scores {} is worse than {}: as a claim of equal capability it "
                    "does not hold.",
                    claim.challenger.model.name, claim.baseline.model.name));
  if (!claim.untested_until.empty())
    out.push_back(fmt::format("No independent test of the compute claim was found (to {}).",
                              claim.untested_until));
  return out;
}

}  // namespace tenfold::report
