// What evidence, sensitivities and parity put into check's JSON.
#include "claim/handles.h"
#include "io/check_json_parts.h"

namespace tenfold::io {
namespace {

Json weighed_json(const Weighed& w) {
  Json row;
  put_spread(row, w.ratio);
  row["p_claim"] = number(w.p_claim);
  row["verdict"] = verdict_json(w.decision);
  row["of"] = text_or_null(w.of);
  return row;
}

Json share_json(const VarianceShare& s) {
  return {{"value", number(s.value)}, {"standard_error", number(s.error)}};
}

Json known_json(const Known& k) {
  return {
      {"factor", number(k.factor)}, {"median", number(k.median)}, {"p_claim", number(k.p_claim)}};
}

Json turn_json(const std::optional<Turn>& t) {
  if (!t) return {};
  return {{"factor", number(t->factor)},
          {"direction", t->above ? "at_least" : "at_most"},
          {"chance", number(t->chance)}};
}

Json influence_json(const Influence& i) {
  return {{"factor", i.factor},
          {"label", i.label},
          {"first_order", share_json(i.first)},
          {"total", share_json(i.total)},
          {"at_p05", known_json(i.low)},
          {"at_p95", known_json(i.high)},
          {"p_settles", number(i.settles)},
          {"p_wrong_once_known", number(i.error_left)},
          {"supported_from", turn_json(i.supported)},
          {"contradicted_from", turn_json(i.contradicted)}};
}

Json parity_row_json(const ParityRow& r) {
  return {{"label", r.label},
          {"benchmarks", r.benchmarks},
          {"difference", number(r.difference)},
          {"standard_error", number(r.error)},
          {"p_worse", number(r.p_worse)},
          {"p_better", number(r.p_better)},
          {"finding", name(r.finding)},
          {"selected_by_vendor", r.selected}};
}

Json optional_row(const std::optional<ParityRow>& r) { return r ? parity_row_json(*r) : Json(); }

Json form_json(const FormGain& g) {
  return {{"form", g.form},
          {"median", number(g.median)},
          {"p05", number(g.p05)},
          {"p95", number(g.p95)}};
}

Json gain_json(const LadderGain& g) {
  return {{"at_flops", number(g.at)},
          {"decades_beyond", number(g.decades_beyond)},
          {"form_dependent", g.form_dependent},
          {"forms", list_json(g.forms, form_json)},
          {"log10_mean", g.form_dependent ? Json() : number(g.log10_mean)},
          {"log10_sd", g.form_dependent ? Json() : number(g.log10_sd)}};
}

}  // namespace

Json interaction_json(const Interaction& i) {
  return {{"one", i.one}, {"other", i.other}, {"log10_gain", number(i.log10_gain)}};
}

Json weighing_json(const Weighing& w) {
  return {{"prior", weighed_json(w.prior)},
          {"evidence", weighed_json(w.evidence)},
          {"combined", weighed_json(w.combined)},
          {"surprise_sd", number(w.surprise)}};
}

Json sensitivity_json(const Sensitivity& s) {
  return {{"reading", s.reading},
          {"exact", s.exact},
          {"p_wrong_now", number(s.error_now)},
          {"factors", list_json(s.factors, influence_json)},
          {"handle", sensitivity_handle}};
}

Json parity_json(const ParityTest& t) {
  return {{"margin", number(t.margin)},
          {"benchmarks", list_json(t.benchmarks, parity_row_json)},
          {"categories", list_json(t.categories, parity_row_json)},
          {"pooled", optional_row(t.pooled)},
          {"without_vendor_choice", optional_row(t.unselected)}};
}

Json ladder_json(const LadderEvidence& l) {
  return {{"label", l.label},
          {"baseline", l.baseline},
          {"challenger", l.challenger},
          {"factors", l.factors},
          {"gain", l.gain ? gain_json(*l.gain) : Json()}};
}

}  // namespace tenfold::io
