#include "io/check_json_parts.h"

namespace tenfold::io {
namespace {

Json count_json(const ConventionCount& c) {
  return {{"convention", name(c.convention)},
          {"label", c.label},
          {"flops", number(c.flops)},
          {"flops_exact", text_or_null(c.exact)},
          {"range", range_json(c.range)},
          {"assumption", text_or_null(c.assumption)},
          {"verdict_may_rest_on_it", c.verdict},
          {"reason", text_or_null(c.reason)},
          {"handle", c.handle}};
}

Json counts_json(const ModelCounts& m) {
  return {{"model", m.model},
          {"range", range_json(m.range)},
          {"counts", list_json(m.counts, count_json)}};
}

Json rate_json(const RateCheck& r) {
  constexpr double hour = 3600;
  return {{"model", r.model},
          {"accelerator", r.accelerator},
          {"counted", r.counted},
          {"flops", number(r.flops)},
          {"accelerator_hours", number(r.accelerator_time.in(second) / hour)},
          {"tflops_per_accelerator", number(r.rate.in(TFLOP_per_s))},
          {"of_16bit_peak", number(r.of_16bit_peak)},
          {"of_fp8_peak", number(r.of_fp8_peak)},
          {"fits", r.fits},
          {"handle", r.handle}};
}

Json side_json(const BoundarySide& side) {
  return {{"flops", number(side.flops)}, {"reason", text_or_null(side.reason)}};
}

Json boundary_json(const BoundaryRow& b) {
  Json row{{"label", b.label},
           {"baseline", side_json(b.baseline)},
           {"challenger", side_json(b.challenger)},
           {"times_own", number(b.times_own)},
           {"replaces", b.replaces}};
  put_spread(row, b.ratio);
  row["p_claim"] = number(b.p_claim);
  row["verdict"] = verdict_json(b.decision);
  row["reason"] = text_or_null(b.reason);
  row["hours"] = b.hours ? rate_json(*b.hours) : Json();
  row["handle"] = b.handle;
  return row;
}

Json engine_json(const EngineRun& e) {
  Json row{{"job", e.job}, {"model", e.model}, {"on", e.on}, {"tokens", real(e.tokens)}};
  put_estimate(row, "accelerator_hours", std::optional(e.accelerator_time), 3600 * second);
  put_estimate(row, "dollars", e.dollars, Dollars::base(1));
  return row;
}

}  // namespace

Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json verdict_json(Decision decision) {
  return decision == Decision::none ? Json() : Json(name(decision));
}

void put_spread(Json& object, const std::optional<Spread>& s) {
  object["median"] = s ? number(s->median) : Json();
  object["p05"] = s ? number(s->p05) : Json();
  object["p95"] = s ? number(s->p95) : Json();
}

Json range_json(const std::optional<std::pair<double, double>>& range) {
  return range ? Json{number(range->first), number(range->second)} : Json();
}

Json cell_json(const Reading& r) {
  Json row{{"estimand", name(r.estimand)},
           {"convention", r.convention ? Json(name(*r.convention)) : Json()},
           {"boundary", r.boundary},
           {"currency", name(r.currency)},
           {"claimed", number(r.claimed)}};
  put_spread(row, r.ratio);
  row["p_claim"] = number(r.p_claim);
  row["verdict"] = verdict_json(r.decision);
  row["reason"] = text_or_null(r.reason);
  row["basis"] = r.ratio ? Json(name(r.basis)) : Json();
  row["handle"] = r.handle;
  return row;
}

void put_compute(Json& result, const Verdict& v) {
  result["baseline"] = counts_json(v.baseline);
  result["challenger"] = counts_json(v.challenger);
  result["boundaries"] = list_json(v.boundaries, boundary_json);
  result["consistency"] = list_json(v.rates, rate_json);
  result["engine"] = list_json(v.engine, engine_json);
  result["matrix"] = list_json(v.matrix, cell_json);
}

}  // namespace tenfold::io
