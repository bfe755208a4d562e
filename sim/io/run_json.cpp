#include "io/run_json.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/digits.h"
#include "io/csv.h"
#include "io/trace.h"

namespace tenfold::io {
namespace {

constexpr double an_hour = 3600, a_day = 86400;

// Of what goes as one over the step time, or as it: the interval has the step's spread.
void put_rate(Json& to, const std::string& key, double value, double spread) {
  to[key] = number(value);
  const double by = interval_factor(spread), high = value * by;
  const bool share = key == "mfu" || key == "hfu";
  to[key + "_interval80"] = {number(value / by), number(share ? std::min(1.0, high) : high)};
}

template <class T>
Json fields_json(const T& value) {
  Json j = Json::object();
  const auto put_one = [&](const auto& field) {
    const auto& v = value.*field.member;
    if constexpr (std::is_enum_v<std::decay_t<decltype(v)>>)
      j[std::string(field.name)] = name(v);
    else
      j[std::string(field.name)] = v;
  };
  for_each_field<T>(put_one);
  return j;
}

void put_step(Json& result, const RunReport& r) {
  const auto step = r.step ? std::optional(r.step_time) : std::nullopt;
  put_estimate(result, "step_time_s", step, second);
  for (const auto& [key, value] :
       {std::pair{"mfu", &StepCost::mfu}, std::pair{"hfu", &StepCost::hfu},
        std::pair{"tokens_per_s_per_accelerator", &StepCost::tokens_per_second_per_accelerator}}) {
    if (r.step)
      put_rate(result, key, (*r.step).*value, r.step->spread);
    else
      result[key] = result[std::string(key) + "_interval80"] = nullptr;
  }
}

void put_cost(Json& result, const RunReport& r) {
  using Time = std::optional<Estimate<Seconds>>;
  const std::optional<RunCost>& c = r.cost;
  put_estimate(result, "accelerator_hours", c ? Time(c->accelerator_time) : std::nullopt,
               an_hour * second);
  put_estimate(result, "days", c ? Time(c->time) : std::nullopt, a_day * second);
  put_estimate(result, "dollars", c ? c->dollars : std::nullopt, Dollars::base(1));
  put_estimate(result, "energy_j", c ? std::optional(c->energy) : std::nullopt, Joules::base(1));
  result["price_is_stale"] = c && c->dollars ? Json(r.stale_price) : Json();
  result["steps"] = c ? Json(real(c->steps)) : Json();
  put_count(result, "tokens", c ? std::optional(c->tokens) : std::nullopt);
  put_count(result, "tokens_per_step", r.step ? std::optional(r.tokens_of_step) : std::nullopt);
}

Json stage_json(const StageFootprint& s) {
  Json j{{"total_bytes", number(s.total())},
         {"allocated_bytes", number(s.allocated())},
         {"reserved_bytes", number(s.reserved())},
         {"micro_batches_in_flight", number(s.in_flight)}};
  for (std::size_t i = 0; i < memory_uses; ++i)
    j["by_category"][std::string(enum_names<MemoryUse>[i])] = number(s.bytes[i]);
  return j;
}

Json memory_json(const Feasibility& f) {
  Json j{{"peak_bytes", nullptr},
         {"capacity_bytes", number(f.capacity.base())},
         {"by_category", Json::object()}};
  if (!f.memory) return j;
  const StageFootprint& fullest = f.memory->stages[f.memory->fullest];
  const double by = interval_factor(f.memory->spread);
  j["peak_bytes"] = number(f.peak.base());
  j["peak_bytes_interval80"] = {number(f.peak.base() / by), number(f.peak.base() * by)};
  j["by_category"] = stage_json(fullest)["by_category"];
  j["fullest_stage"] = f.memory->fullest;
  j["chance_to_fit"] = number(chance_to_fit(f));
  for (const StageFootprint& s : f.memory->stages) j["stages"].push_back(stage_json(s));
  return j;
}

Json traffic_json(const StepCost& s, const Cluster& c) {
  Json all = Json::array();
  for (const TierTraffic& t : s.traffic)
    all.push_back({{"tier", c.tiers.at(t.tier).name},
                   {"axis", name(t.axis)},
                   {"bytes_per_accelerator", number(t.bytes)}});
  return all;
}

Json causes_json(const StepCost& s) {
  Json j = Json::object();
  for (std::size_t i = 0; i < causes; ++i)
    j[std::string(enum_names<Cause>[i])] = number(s.by_cause[i]);
  return j;
}

Json nearest_json(const RunReport& r) {
  if (!r.nearest) return nullptr;
  return {{"plan", fields_json(r.nearest->plan)},
          {"changes", r.nearest->changes},
          {"settings", r.nearest_settings},
          {"step_time_s", number(r.nearest->step.base())},
          {"peak_bytes", number(r.nearest->feasibility.peak.base())}};
}

Json factor_json(const CostFactor& f) {
  return {{"name", f.name},
          {"label", f.label},
          {"median", number(median(f.value))},
          {"summary", summary(f.value)},
          {"unit", f.unit},
          {"grade", name(f.provenance.grade)},
          {"reasoning", f.provenance.reasoning},
          {"source", f.provenance.source.title}};
}

Json operation_json(const RunInput& in, const RunReport& r) {
  const Operated& o = *r.operated;
  Json j{{"interruptions", number(o.interruptions * r.cost->time.median)},
         {"hours_between_interruptions", number(1 / o.interruptions.base() / 3600)},
         {"checkpoint_bytes", number(in.operation->checkpoint.size.base())},
         {"checkpoint_every_s", number(o.saving.interval.base())},
         {"spare_nodes", in.operation->spares},
         {"shares",
          {{"training", number(o.goodput.training)},
           {"saving", number(o.goodput.saving)},
           {"lost", number(o.goodput.lost)},
           {"recovering", number(o.goodput.recovering)},
           {"waiting", number(o.goodput.waiting)}}}};
  for (const CostFactor& f : factor_list(in.operation->factors))
    j["factors"].push_back(factor_json(f));
  return j;
}

Json parts_json(const PhaseReport& p) {
  Json all = Json::array();
  for (const PhasePart& part : p.parts)
    all.push_back({{"name", part.name},
                   {"accelerator_hours", number(part.accelerator_time.median.base() / an_hour)},
                   {"interval80",
                    {number(part.accelerator_time.low().base() / an_hour),
                     number(part.accelerator_time.high().base() / an_hour)}}});
  return all;
}

Json ramp_json(const RunReport& r) {
  Json all = Json::array();
  for (const RampReport& s : r.ramp)
    all.push_back({{"until_tokens", number(real(s.until))},
                   {"steps", number(real(s.steps))},
                   {"global_batch", s.global_batch},
                   {"sequence_length", s.sequence_length},
                   {"step_time_s", s.why_not.empty() ? number(s.step_time.base()) : Json()},
                   {"why_not", s.why_not}});
  return all;
}

Json phases_json(const RunReport& r) {
  Json all = Json::array();
  for (const PhaseReport& p : r.phases)
    all.push_back(
        {{"name", p.phase.name},
         {"kind", name(p.phase.kind)},
         {"tokens", number(real(p.phase.tokens))},
         {"sequence_length", p.sequence_length},
         {"step_time_s", p.step ? number(p.step->seconds) : Json()},
         {"mfu", p.step ? number(p.step->mfu) : Json()},
         {"plan", p.step ? fields_json(p.plan) : Json()},
         {"plan_by_rule", p.plan_by_rule},
         {"accelerators", p.accelerators},
         {"parts", parts_json(p)},
         {"unit", p.unit ? fields_json(*p.unit) : Json()},
         {"unit_by_rule", p.unit_by_rule},
         {"accelerator_hours",
          p.why_not.empty() ? number(p.accelerator_time.median.base() / an_hour) : Json()},
         {"why_not", p.why_not}});
  return all;
}

void put_carbon(Json& result, const RunReport& r) {
  result["carbon_kg"] = r.carbon ? number(r.carbon->median.kg) : Json();
  if (!r.carbon) return;
  result["carbon_kg_interval80"] = {number(r.carbon->low().kg), number(r.carbon->high().kg)};
  result["grid"] = r.grid;
}

Json comparisons_json(const RunReport& r) {
  Json all = Json::array();
  for (const PublishedComparison& c : r.comparisons)
    all.push_back({{"quantity", name(c.published.quantity)},
                   {"published", number(c.published.value)},
                   {"ours", number(c.ours)},
                   {"by", c.published.by},
                   {"note", c.published.note}});
  return all;
}

}  // namespace

std::string run_json(const LoadedRun& loaded, const RunReport& r) {
  const RunInput& in = loaded.input;
  Json result;
  result["verdict"] = name(r.outcome);
  result["reasons"] = r.reasons;
  put_step(result, r);
  put_cost(result, r);
  if (r.operated) result["operation"] = operation_json(in, r);
  put_carbon(result, r);
  result["ramp"] = ramp_json(r);
  result["phases"] = phases_json(r);
  result["memory"] = memory_json(r.feasibility);
  result["model"] = in.model.name;
  result["cluster"] = {{"name", in.cluster.name},
                       {"accelerator", in.cluster.accelerator.name},
                       {"accelerators", in.cluster.accelerators}};
  result["framework"] = in.framework.name;
  result["sequence_length"] = in.sequence_length;
  result["plan"] = fields_json(r.plan);
  result["plan_by_rule"] = r.plan_by_rule;
  result["without_effect"] = r.without_effect;
  if (r.step) {
    result["peak_flops_per_accelerator"] = number(r.step->peak_rate);
    put_count(result, "model_flops_per_step", r.step->model_flops);
    put_count(result, "full_attention_flops_per_step", r.step->full_flops);
    put_count(result, "hardware_flops_per_step", r.step->executed_flops);
    result["seconds_by_cause"] = causes_json(*r.step);
    result["traffic"] = traffic_json(*r.step, in.cluster);
  }
  result["nearest_plan"] = nearest_json(r);
  result["enough_accelerators"] = r.enough_accelerators ? Json(*r.enough_accelerators) : Json();
  result["published"] = comparisons_json(r);
  result["changed"] = in.changed;
  for (const CostFactor& f : factor_list(in.factors)) result["factors"].push_back(factor_json(f));
  return envelope_text("run/1", loaded.files, "exact", result, {});
}

std::string run_csv(const RunReport& r, const RunInput& in) {
  std::string text = csv_line({"part", "of", "what", "value", "unit"});
  const auto add = [&](const std::string& part, const std::string& of, std::string_view what,
                       double value, const char* unit) {
    text += csv_line({part, of, std::string(what), fmt::format("{}", value), unit});
  };
  if (r.step) {
    for (std::size_t i = 0; i < causes; ++i)
      add("time", "step", enum_names<Cause>[i], r.step->by_cause[i], "s");
    for (const TierTraffic& t : r.step->traffic)
      add("traffic", in.cluster.tiers.at(t.tier).name, name(t.axis), t.bytes, "B");
  }
  if (!r.feasibility.memory) return text;
  const std::vector<StageFootprint>& stages = r.feasibility.memory->stages;
  for (std::size_t s = 0; s < stages.size(); ++s)
    for (std::size_t i = 0; i < memory_uses; ++i)
      add("memory", fmt::format("stage {}", s), enum_names<MemoryUse>[i], stages[s].bytes[i], "B");
  return text;
}

std::string run_trace(const LoadedRun& loaded, const RunReport& r) {
  TraceOptions options;
  options.title = fmt::format("{} on {} {}", loaded.input.model.name, accelerators(r.plan),
                              loaded.input.cluster.accelerator.name);
  for (const Cause c : {Cause::gradient_traffic, Cause::optimizer, Cause::parameter_traffic,
                        Cause::offload_traffic, Cause::overhead})
    options.after.push_back({std::string(name(c)), r.step->by_cause[index(c)]});
  return trace_json(play(r.step->pipeline), options);
}

}  // namespace tenfold::io
