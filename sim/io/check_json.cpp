#include "io/check_json.h"

#include "io/check_json_parts.h"

namespace tenfold::io {
namespace {

Json attribution_json(const Attribution& a) {
  Json row{{"factor", a.factor}, {"label", a.label}, {"group", a.group}};
  put_spread(row, a.value);
  row["log10_gain"] = number(a.log10_gain);
  row["share"] = number(a.share);
  row["variance_share"] = number(a.variance_share);
  row["log10_gain_over_orderings"] = {number(a.least_gain), number(a.most_gain)};
  return row;
}

Json group_json(const GroupGain& g) {
  return {{"group", g.group},
          {"log10_gain", number(g.log10_gain)},
          {"share", number(g.share)},
          {"p_largest", number(g.largest)}};
}

Json under_json(const UnderPriors& u) {
  Json row{{"priors", u.priors}};
  put_spread(row, u.ratio);
  row["p_claim"] = number(u.p_claim);
  row["verdict"] = verdict_json(u.decision);
  row["reason"] = text_or_null(u.reason);
  return row;
}

Json reading_json(const Reading& r) {
  Json row{{"number", r.number}, {"label", r.label}, {"note", r.note}, {"yardstick", r.yardstick}};
  row.update(cell_json(r));
  row["rests_on"] = text_or_null(r.rests_on);
  row["p_claim_over_priors"] = range_json(probability_range(r));
  row["priors"] = list_json(r.under, under_json);
  row["attribution"] = list_json(r.attribution, attribution_json);
  row["groups"] = list_json(r.groups, group_json);
  row["log10_gain"] = number(r.log10_whole);
  row["interactions"] = list_json(r.interactions, interaction_json);
  row["weighing"] = r.weighing ? weighing_json(*r.weighing) : Json();
  return row;
}

Json what_if_json(const WhatIf& w) {
  Json row{{"estimand", name(w.estimand)},
           {"factor", w.factor},
           {"label", w.label},
           {"factor_is", number(w.median_factor)}};
  put_spread(row, w.ratio);
  row["p_claim"] = number(w.p_claim);
  row["verdict"] = verdict_json(w.decision);
  return row;
}

Json pair_json(const std::optional<Needed::Pair>& pair, const char* given, const char* at_most) {
  if (!pair) return {};
  return {{given, number(pair->given)}, {at_most, number(pair->at_most)}};
}

Json needed_json(const Needed& n) {
  return {{"flops_at_most", number(n.flops)},
          {"at_tokens", pair_json(n.active_at_tokens, "tokens", "active_parameters_at_most")},
          {"at_active_parameters",
           pair_json(n.tokens_at_active, "active_parameters", "tokens_at_most")},
          {"handle", n.handle}};
}

Json frontier_row_json(const FrontierRow& r) {
  return {{"active_parameters", number(r.active)},
          {"tokens_at_most", number(r.tokens)},
          {"token_efficiency", range_json(r.efficiency)},
          {"laws_that_reach", r.laws}};
}

Json frontier_json(const Frontier& f) {
  return {{"flops_at_most", number(f.flops)},
          {"decades_beyond_laws", number(f.decades_beyond)},
          {"rows", list_json(f.rows, frontier_row_json)},
          {"handle", f.handle}};
}

Json scale_json(const ScaleLine& s) {
  return {{"model", s.model},
          {"active_parameters", number(s.active)},
          {"tokens", number(s.tokens)},
          {"flops", number(s.flops)},
          {"times_baseline", number(s.times_baseline)},
          {"condition", s.condition},
          {"handle", s.handle}};
}

Json score_json(const Score& s) {
  return {{"value", number(median(s.value.value))}, {"note", text_or_null(s.note)}};
}

Json capability_json(const CapabilityRow& row) {
  const Capability& c = row.found;
  return {{"index", c.index},
          {"version", c.baseline.version},
          {"baseline", score_json(c.baseline)},
          {"challenger", score_json(c.challenger)},
          {"finding", c.finding},
          {"parity_shown", c.parity_shown},
          {"handle", row.handle}};
}

Json settler_json(const SettlerRow& s) {
  return {{"what", s.what},
          {"variance_share", number(s.variance_share)},
          {"decides_reading", s.decides ? Json(*s.decides) : Json()}};
}

Json source_json(const Source& s) {
  return {{"title", s.title},
          {"url", text_or_null(s.url)},
          {"date", text_or_null(s.date)},
          {"quote", text_or_null(s.quote)},
          {"note", text_or_null(s.note)}};
}

Json input_json(const Input& i) {
  const Provenance& p = i.provenance;
  return {{"path", i.path},
          {"value", i.value},
          {"grade", name(p.grade)},
          {"source", p.source.title.empty() ? Json() : source_json(p.source)},
          {"reasoning", text_or_null(p.reasoning)},
          {"file", p.file},
          {"line", p.line}};
}

Json handle_json(const Handle& h) {
  Json inputs = Json::array();
  for (const Input& input : h.inputs) inputs.push_back(input.path);
  return {{"number", h.number},
          {"label", h.label},
          {"value", h.value},
          {"formula", h.formula},
          {"inputs", inputs}};
}

Json statement_json(const Statement& s) {
  return {{"who", s.who},
          {"words", text_or_null(s.words)},
          {"subject", text_or_null(s.subject)},
          {"source", source_json(s.source)}};
}

Json claim_json(const Claim& c) {
  return {{"title", c.title},
          {"ratio", number(median(c.ratio.value))},
          {"baseline", c.baseline.model.name},
          {"challenger", c.challenger.model.name},
          {"statements", list_json(c.statements, statement_json)},
          {"untested_until", text_or_null(c.untested_until)},
          {"priors", c.priors.empty() ? Json() : Json(c.priors[c.chosen_priors].key)}};
}

// Of the headline, where it is a product of factors; else of the first reading that is.
const Reading* attributed(const Verdict& v) {
  if (!v.claimed().attribution.empty()) return &v.claimed();
  for (const Reading& r : v.readings)
    if (!r.attribution.empty()) return &r;
  return nullptr;
}

std::string convention_of(const Verdict& v) {
  for (const Reading& r : v.readings)
    if (r.convention) return std::string(name(*r.convention));
  return "none: a product of factors";
}

Json grades_json(const Verdict& v) {
  Json grades;
  for (std::size_t i = 0; i < v.inputs_by_grade.size(); ++i)
    grades[std::string(enum_names<Grade>[i])] = v.inputs_by_grade[i];
  return grades;
}

}  // namespace

std::vector<Warning> check_warnings(const Verdict& v) {
  std::vector<Warning> all;
  for (const VerdictWarning& w : v.warnings)
    all.push_back({w.code, {w.file, w.line, 0, w.message}, w.hint});
  return all;
}

std::string check_json(const LoadedScenario& loaded, const Verdict& v) {
  Json result;
  const Reading* made = attributed(v);
  result["verdict"] =
      v.decision() == Decision::none ? name(Decision::undetermined) : name(v.decision());
  result["verdict_by"] = name(v.basing);
  result["headline"] = v.claimed().number;
  result["claim"] = claim_json(loaded.scenario.claim);
  result["readings"] = list_json(v.readings, reading_json);
  result["attributed_reading"] = made ? Json(made->number) : Json();
  result["attribution"] = made ? list_json(made->attribution, attribution_json) : Json::array();
  result["groups"] = made ? list_json(made->groups, group_json) : Json::array();
  put_compute(result, v);
  result["needed"] = v.needed ? needed_json(*v.needed) : Json();
  result["frontier"] = v.frontier ? frontier_json(*v.frontier) : Json();
  result["scale"] = v.scale ? scale_json(*v.scale) : Json();
  result["what_ifs"] = list_json(v.what_ifs, what_if_json);
  result["capabilities"] = list_json(v.capabilities, capability_json);
  result["sensitivity"] = v.sensitivity ? sensitivity_json(*v.sensitivity) : Json();
  result["parity"] = v.parity ? parity_json(*v.parity) : Json();
  result["ladders"] = list_json(loaded.scenario.claim.evidence.ladders, ladder_json);
  result["settlers"] = list_json(v.settlers, settler_json);
  result["handles"] = list_json(v.handles, handle_json);
  result["inputs"] = list_json(v.inputs, input_json);
  result["inputs_by_grade"] = grades_json(v);
  result["sampling"] = {{"draws", v.sampling.draws}, {"seed", v.sampling.seed}};
  return envelope_text("check/1", loaded.files, convention_of(v), result, check_warnings(v));
}

}  // namespace tenfold::io
