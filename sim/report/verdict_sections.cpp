// What would have to be true, what was shown of capability, and what would settle the claim.
#include <fmt/format.h>

#include <algorithm>

#include "base/digits.h"
#include "claim/handles.h"
#include "report/verdict_parts.h"
#include "report/words.h"

namespace tenfold::report {
namespace {

const Reading* reading_of(const Verdict& v, Estimand estimand) {
  const auto found = std::find_if(v.readings.begin(), v.readings.end(),
                                  [=](const Reading& r) { return r.estimand == estimand; });
  return found == v.readings.end() ? nullptr : &*found;
}

std::string reading_lead(const Reading* r) { return r ? fmt::format("Reading {}", r->number) : ""; }

std::string needed_words(const Needed& n) {
  std::vector<std::string> ways;
  if (n.active_at_tokens)
    ways.push_back(fmt::format("{} active parameters over {} tokens",
                               size_text(n.active_at_tokens->at_most),
                               size_text(n.active_at_tokens->given, 3)));
  if (n.tokens_at_active)
    ways.push_back(fmt::format("{} tokens with {} active", size_text(n.tokens_at_active->at_most),
                               size_text(n.tokens_at_active->given, 3)));
  std::string out = fmt::format("At most {} FLOPs", flops_text(n.flops));
  for (std::size_t i = 0; i < ways.size(); ++i) out += (i == 0 ? ": " : ", or ") + ways[i];
  return out + ".";
}

std::string scale_words(const ScaleLine& s) {
  return fmt::format("{} over {} tokens is {} FLOPs, {} the baseline's{}. {}", s.model,
                     size_text(s.tokens, 3), flops_text(s.flops), times_text(s.times_baseline),
                     s.times_baseline > 1 ? ": more, not less" : "", s.condition);
}

std::string range_text(const std::pair<double, double>& range) {
  const std::string low = ratio_text(range.first), high = ratio_text(range.second);
  return fmt::format("{}{}x", low == high ? low : low + " - " + high, nbsp);
}

std::string by_laws(int laws) { return laws == 3 ? "" : fmt::format(" ({} of 3 laws)", laws); }

// "3.7B active over 10T tokens: 3.1 to 4.2 x": from small models to large.
Grid frontier_grid(const Frontier& f) {
  Grid grid{{"active parameters", "tokens at most", "a token must be worth"}, {}, {}};
  for (const FrontierRow& row : f.rows)
    grid.rows.push_back(
        {size_text(row.active), size_text(row.tokens),
         row.efficiency ? range_text(*row.efficiency) + by_laws(row.laws) : "no number is enough"});
  return grid;
}

std::string frontier_words(const Claim& claim, const Frontier& f) {
  return fmt::format(
      "To reach {}'s loss as well: how many tokens of its recipe one must be worth, by three laws "
      "of "
      "dense models with active parameters for size, {:.1f} decades beyond their data. Experts "
      "lower "
      "the bar: a sparse model does better than a dense one of its active size.",
      claim.baseline.model.name, f.decades_beyond);
}

double factor_median(const Reading& r, const std::string& factor) {
  for (const Attribution& a : r.attribution)
    if (a.factor == factor) return a.value.median;
  return 1;
}

std::string what_if_words(const WhatIf& w, const Reading& r) {
  const std::string verb = !r.p_claim || w.p_claim == *r.p_claim ? "would be"
                           : w.p_claim < *r.p_claim              ? "would fall to"
                                                                 : "would rise to";
  std::string outcome =
      fmt::format("{} {}", w.decision == r.decision ? "still" : "now", name(w.decision));
  if (at_edge(w.p_claim)) outcome += ", at the edge";
  const std::size_t factors = r.attribution.size();
  const std::string must = factors == 1
                               ? "One factor must reach"
                               : capitalised(number_word(factors)) + " factors must multiply to";
  return fmt::format("{} {}. Were \"{}\" {}, not {}, P {} {}: {}.", must, size_text(r.claimed),
                     w.label, times_text(w.median_factor), times_text(factor_median(r, w.factor)),
                     verb, probability_text(w.p_claim), outcome);
}

std::string score_words(const std::string& model, const Score& s) {
  return fmt::format("{}: {}{}", model, significant(median(s.value.value), 2),
                     s.note.empty() ? "" : " (" + s.note + ")");
}

std::string capability_words(const Claim& claim, const Capability& c) {
  return fmt::format("{} {}{} - {}; {}.", sentence(c.finding), c.index,
                     c.challenger.version.empty() ? "" : " " + c.challenger.version,
                     score_words(claim.challenger.model.name, c.challenger),
                     score_words(claim.baseline.model.name, c.baseline));
}

std::string settler_words(const SettlerRow& s) {
  std::string out = s.what;
  if (s.variance_share)
    out += fmt::format(": {} of the uncertainty", percent_text(*s.variance_share));
  if (s.decides)
    out += fmt::format("{} decides reading {}", s.variance_share ? "," : ":", *s.decides);
  return out;
}

}  // namespace

Section needed_section(const Claim& claim, const Verdict& v) {
  Section section{"WHAT WOULD HAVE TO BE TRUE", "for the claim to hold", {}};
  if (v.needed)
    section.parts.emplace_back(Paragraph{reading_lead(reading_of(v, Estimand::shipped_pair)),
                                         needed_words(*v.needed), v.needed->handle});
  if (v.scale)
    section.parts.emplace_back(Paragraph{"For scale", scale_words(*v.scale), v.scale->handle});
  if (!v.what_ifs.empty())
    if (const Reading* r = reading_of(v, v.what_ifs.front().estimand))
      section.parts.emplace_back(
          Paragraph{reading_lead(r), what_if_words(v.what_ifs.front(), *r), what_if_handle});
  if (v.frontier) {
    section.parts.emplace_back(Paragraph{reading_lead(reading_of(v, Estimand::shipped_pair)),
                                         frontier_words(claim, *v.frontier), v.frontier->handle});
    section.parts.emplace_back(frontier_grid(*v.frontier));
  }
  return section;
}

Section capability_section(const Claim& claim, const Verdict& v) {
  Section section{"CAPABILITY", "the other half of the claim: is it as capable?", {}};
  for (const CapabilityRow& row : v.capabilities)
    section.parts.emplace_back(Paragraph{"", capability_words(claim, row.found), row.handle});
  return section;
}

Section settler_section(const Claim&, const Verdict& v) {
  Section section{"WHAT WOULD SETTLE IT", "", {}};
  for (std::size_t i = 0; i < v.settlers.size(); ++i)
    section.parts.emplace_back(Paragraph{fmt::format("{}", i + 1), settler_words(v.settlers[i])});
  return section;
}

std::vector<Section> sections(const Claim& claim, const Verdict& v) {
  std::vector<Section> all;
  for (const auto& make :
       {needed_section, capability_section, parity_section, baseline_section, boundary_section,
        factor_section, evidence_section, sensitivity_section, settler_section})
    if (Section section = make(claim, v); !section.parts.empty()) all.push_back(std::move(section));
  return all;
}

}  // namespace tenfold::report
