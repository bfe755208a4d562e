// Where a product's median and its uncertainty come from, and what other priors make of it.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/digits.h"
#include "claim/handles.h"
#include "report/verdict_parts.h"
#include "report/words.h"

namespace tenfold::report {
namespace {

Grid factor_grid(const Reading& r) {
  Grid grid{{"factor", "median", "90 %", "of the uncertainty"}, {}, {}};
  for (const Attribution& a : r.attribution)
    grid.rows.push_back(
        {a.label, fmt::format("{}{}x", input_number(a.value.median), nbsp),
         fmt::format("{} - {}", input_number(a.value.p05), input_number(a.value.p95)),
         percent_text(a.variance_share)});
  return grid;
}

// "data 2.5 x (.41 of the log gain), architecture 1.7 x (.23)": shares where all gains are gains.
std::string group_words(const Reading& r) {
  std::vector<std::string> gains;
  for (const GroupGain& g : r.groups) {
    if (std::abs(g.log10_gain) < 1e-9) continue;
    std::string words = fmt::format("{} {}", g.group, times_text(std::pow(10, g.log10_gain)));
    if (g.share)
      words += fmt::format(" ({}{})", probability_text(*g.share),
                           gains.empty() ? " of the log gain" : "");
    gains.push_back(words);
  }
  return gains.empty() ? "" : fmt::format("By group: {}.", listed(gains));
}

// "In .67 of the draws data gains most, in .13 architecture.": whose advantage it is.
std::string largest_words(const Reading& r) {
  std::vector<const GroupGain*> groups;
  for (const GroupGain& g : r.groups)
    if (g.largest > 0) groups.push_back(&g);
  if (groups.size() < 2) return {};
  std::stable_sort(groups.begin(), groups.end(),
                   [](const GroupGain* a, const GroupGain* b) { return a->largest > b->largest; });
  return fmt::format(" In {} of the draws {} gains most, in {} {}.",
                     probability_text(groups[0]->largest), groups[0]->group,
                     probability_text(groups[1]->largest), groups[1]->group);
}

// What factors that act on each other gain together beyond their own gains.
std::string interaction_words(const Reading& r) {
  std::vector<Interaction> pairs = r.interactions;
  std::erase_if(pairs, [](const Interaction& i) { return std::abs(i.log10_gain) < 0.005; });
  if (r.interactions.empty()) return {};
  std::stable_sort(pairs.begin(), pairs.end(), [](const Interaction& a, const Interaction& b) {
    return std::abs(a.log10_gain) > std::abs(b.log10_gain);
  });
  std::vector<std::string> words;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, pairs.size()); ++i)
    words.push_back(fmt::format("{} with {} {}", pairs[i].one, pairs[i].other,
                                times_text(std::pow(10, pairs[i].log10_gain))));
  std::string text = "Factors act on each other: medians are of Shapley values, over all orders.";
  if (!words.empty()) text += fmt::format(" Together beyond their own: {}.", listed(words));
  return text;
}

const Priors& chosen(const Claim& claim) { return claim.priors[claim.chosen_priors]; }

// "top-down 6.0 x [2.2 - 16], P .20"
std::string prior_words(const UnderPriors& u) {
  if (!u.ratio) return fmt::format("{} n/d ({})", u.priors, u.reason);
  return fmt::format("{} {} [{}], P {}{}", u.priors, times_text(u.ratio->median),
                     interval_text(u.ratio), probability_or_dash(u.p_claim),
                     u.p_claim && at_edge(*u.p_claim) ? " (edge)" : "");
}

// The sets that the reading does not use; their verdicts one by one where they differ.
std::string other_priors_words(const Claim& claim, const Reading& r) {
  std::vector<UnderPriors> others;
  for (const UnderPriors& u : r.under)
    if (u.priors != chosen(claim).key) others.push_back(u);
  if (others.empty()) return {};
  const bool alike = std::all_of(others.begin(), others.end(), [&](const UnderPriors& u) {
    return u.decision == others.front().decision;
  });
  std::string words = "Other sets (--priors): ";
  for (const UnderPriors& u : others) {
    words += prior_words(u);
    if (!alike) words += fmt::format(", {}", name(u.decision));
    words += &u == &others.back() ? "" : "; ";
  }
  return words + (alike ? fmt::format("; all {}.", name(others.front().decision)) : ".");
}

const Priors* priors_named(const Claim& claim, const std::string& key) {
  for (const Priors& p : claim.priors)
    if (p.key == key) return &p;
  return nullptr;
}

}  // namespace

Section factor_section(const Claim& claim, const Verdict& v) {
  const Reading* r = factored_reading(v);
  if (!r) return {};
  Section section{fmt::format("WHERE THE {}{} COMES FROM", has_spread(r->ratio) ? "MEDIAN " : "",
                              times_text(r->ratio->median)),
                  fmt::format("reading {}: factors, {} [{}]", r->number,
                              r->convention ? "of FLOP counts" : "no FLOP count", r->handle),
                  {factor_grid(*r)}};
  std::string words = group_words(*r) + largest_words(*r);
  if (is_recipe(r->estimand) && !claim.priors.empty())
    words = sentence(chosen(claim).set) + " " + words;
  section.parts.emplace_back(Paragraph{"", words});
  if (const std::string pairs = interaction_words(*r); !pairs.empty())
    section.parts.emplace_back(Paragraph{"", pairs});
  if (is_recipe(r->estimand) && !claim.priors.empty())
    if (const std::string others = other_priors_words(claim, *r); !others.empty())
      section.parts.emplace_back(Paragraph{"", others, priors_handle});
  return section;
}

Section priors_section(const Claim& claim, const Verdict& v) {
  const Reading* r = factored_reading(v);
  if (!r || r->under.size() < 2) return {};
  Section section{
      "OTHER PRIORS",
      fmt::format("for reading {}; --priors NAME swaps them [{}]", r->number, priors_handle),
      {Grid{{"set", "median", "90 %", p_heading(r->claimed), "verdict"}, {}, {}}}};
  for (const UnderPriors& u : r->under) {
    const Priors* set = priors_named(claim, u.priors);
    const std::string title = set && !set->title.empty() ? ": " + set->title : "";
    std::get<Grid>(section.parts.front())
        .rows.push_back({u.priors + title, median_text(u.ratio), interval_text(u.ratio),
                         probability_or_dash(u.p_claim), std::string(name(u.decision))});
  }
  return section;
}

}  // namespace tenfold::report
