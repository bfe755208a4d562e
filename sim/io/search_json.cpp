#include "io/search_json.h"

#include <fmt/format.h>

#include "io/csv.h"

namespace tenfold::io {
namespace {

constexpr double an_hour = 3600, a_day = 86400;

template <class Value>
Json value_json(const Value& value) {
  if constexpr (std::is_enum_v<Value>)
    return name(value);
  else
    return value;
}

Json plan_json(const ParallelPlan& plan) {
  Json j = Json::object();
  for_each_field<ParallelPlan>(
      [&](const auto& field) { j[std::string(field.name)] = value_json(plan.*field.member); });
  return j;
}

void put_costs(Json& j, const CostedPlan& c) {
  j["accelerators"] = c.accelerators;
  put_estimate(j, "step_time_s", std::optional(Estimate<Seconds>{c.seconds * second, c.spread}),
               second);
  j["mfu"] = number(c.mfu);
  j["hfu"] = number(c.hfu);
  j["peak_bytes"] = number(c.peak_bytes);
  j["tokens_per_s_per_accelerator"] = number(c.tokens / c.accelerator_seconds());
  j["accelerator_seconds_per_step"] = number(c.accelerator_seconds());
}

Json ranked_json(const RankedPlan& r) {
  Json j{{"number", r.cost.index}};
  put_costs(j, r.cost);
  j["chance_to_fit"] = number(r.chance);
  j["dollars_per_step"] = r.step_dollars ? number(r.step_dollars->base()) : Json();
  put_estimate(j, "days", r.run ? std::optional(r.run->time) : std::nullopt, a_day * second);
  put_estimate(j, "accelerator_hours",
               r.run ? std::optional(r.run->accelerator_time) : std::nullopt, an_hour * second);
  put_estimate(j, "dollars", r.run ? r.run->dollars : std::nullopt, Dollars::base(1));
  j["plan"] = plan_json(r.plan);
  j["settings"] = r.settings;
  return j;
}

Json ranked_json(const std::optional<RankedPlan>& r) { return r ? ranked_json(*r) : Json(); }

Json list_json(const std::vector<RankedPlan>& plans) {
  Json all = Json::array();
  for (const RankedPlan& p : plans) all.push_back(ranked_json(p));
  return all;
}

Json rejected_json(const SearchReport& r) {
  Json all = Json::array();
  for (const RejectedPlans& x : r.rejected)
    all.push_back({{"reason", name(x.rejected.reason)},
                   {"count", x.rejected.count},
                   {"witness", x.rejected.witness},
                   {"sentence", sentence(x.rejected.reason)},
                   {"witness_settings", x.settings},
                   {"witness_reason", x.why}});
  return all;
}

Json alternatives_json(const SearchReport& r) {
  Json all = Json::array();
  for (const Alternative& a : r.alternatives) {
    Json j{{"dimension", a.dimension},
           {"best", a.best},
           {"other", a.plan ? Json(a.other) : Json()},
           {"slower", a.plan ? number(a.slower(r.best.front())) : Json()},
           {"also", a.also},
           {"rejection", a.rejection ? Json(name(*a.rejection)) : Json()}};
    j["step_time_s"] = a.plan ? number(a.plan->cost.seconds) : Json();
    j["settings"] = a.plan ? Json(a.plan->settings) : Json();
    all.push_back(j);
  }
  return all;
}

Json own_json(const SearchReport& r) {
  if (!r.own) return nullptr;
  Json j{{"number", r.own->number ? Json(*r.own->number) : Json()},
         {"faster", r.own->faster ? Json(*r.own->faster) : Json()},
         {"faults", r.own->faults}};
  if (r.own->cost) put_costs(j, *r.own->cost);
  j["plan"] = plan_json(r.own->plan);
  return j;
}

Json dimensions_json(const SearchReport& r) {
  Json all = Json::array();
  for (const SearchedDimension& d : r.dimensions)
    all.push_back({{"dimension", d.name}, {"named", d.named}, {"values", d.values}});
  return all;
}

Json rungs_json(const SearchReport& r) {
  Json all = Json::array();
  for (const RungReport& x : r.rungs) {
    Json j{{"model", x.model},
           {"settings", x.settings},
           {"layers", x.shape.layers},
           {"width", x.shape.hidden}};
    put_count(j, "parameters", x.parameters.total);
    put_count(j, "active_parameters", x.parameters.active);
    put_count(j, "sequence_flops", x.sequence_flops);
    put_count(j, "tokens", x.tokens);
    j["first"] = x.numbers.first;
    j["end"] = x.numbers.last;
    j["plans_total"] = x.found.plans_total;
    j["plans_costed"] = x.found.plans_costed;
    j["plans_feasible"] = x.found.plans_feasible;
    j["best"] = list_json(x.best);
    j["cheapest"] = ranked_json(x.cheapest);
    j["leanest"] = ranked_json(x.leanest);
    all.push_back(j);
  }
  return all;
}

}  // namespace

std::string search_json(const LoadedSearch& loaded, const SearchReport& r) {
  const RunInput in = of_rung(loaded.input, r.rung).run;
  Json result;
  result["plans_total"] = r.tried.plans_total;
  result["plans_costed"] = r.tried.plans_costed;
  result["plans_feasible"] = r.tried.plans_feasible;
  result["seconds"] = number(r.seconds);
  result["plans_per_second"] = number(real(r.tried.plans_costed) / r.seconds);
  result["space"] = {{"plans", r.space_plans},
                     {"part", loaded.input.part},
                     {"parts", loaded.input.parts},
                     {"first", r.range.first},
                     {"end", r.range.last}};
  result["model"] = in.model.name;
  result["cluster"] = {{"name", in.cluster.name},
                       {"accelerator", in.cluster.accelerator.name},
                       {"accelerators", in.cluster.accelerators}};
  result["framework"] = in.framework.name;
  result["sequence_length"] = in.sequence_length;
  result["capacity_bytes"] = number(r.capacity.base());
  result["best"] = list_json(r.best);
  result["cheapest"] = ranked_json(r.cheapest);
  result["leanest"] = ranked_json(r.leanest);
  result["with_room"] = ranked_json(r.with_room);
  result["front"] = list_json(r.front);
  result["sensitivity"] = alternatives_json(r);
  result["rejected"] = rejected_json(r);
  result["own_plan"] = own_json(r);
  result["dimensions"] = dimensions_json(r);
  result["rung"] = r.rungs.empty() ? Json() : Json(r.rung + 1);
  result["rungs"] = rungs_json(r);
  return envelope_text("search/1", loaded.files, "exact", result, {});
}

namespace {

// The model of a line: its name, depth and width.
struct CsvModel {
  std::string name;
  Shape shape;
};

std::string csv_plan(const CsvModel& model, const std::string& list, std::size_t rank,
                     const RankedPlan& r) {
  const CostedPlan& c = r.cost;
  std::vector<std::string> cells{list,
                                 fmt::format("{}", rank),
                                 fmt::format("{}", c.index),
                                 model.name,
                                 fmt::format("{}", model.shape.layers),
                                 fmt::format("{}", model.shape.hidden),
                                 fmt::format("{}", c.accelerators),
                                 fmt::format("{}", c.seconds),
                                 fmt::format("{}", c.mfu),
                                 fmt::format("{}", c.hfu),
                                 fmt::format("{}", c.peak_bytes),
                                 r.step_dollars ? fmt::format("{}", r.step_dollars->base()) : "",
                                 r.settings};
  const Json plan = plan_json(r.plan);
  for (const auto& [key, value] : plan.items())
    cells.push_back(value.is_string() ? value.get<std::string>() : value.dump());
  return csv_line(cells);
}

// Of one model; `r` is a RungReport, or the report of a search without a ladder.
template <class Report>
std::string csv_leaders(const CsvModel& model, const Report& r) {
  std::string text;
  for (std::size_t i = 0; i < r.best.size(); ++i) text += csv_plan(model, "best", i + 1, r.best[i]);
  if (r.cheapest) text += csv_plan(model, "cheapest", 1, *r.cheapest);
  if (r.leanest) text += csv_plan(model, "leanest", 1, *r.leanest);
  return text;
}

}  // namespace

std::string search_csv(const LoadedSearch& loaded, const SearchReport& r) {
  std::vector<std::string> heading{
      "list",        "rank", "number", "model",      "layers",           "width",   "accelerators",
      "step_time_s", "mfu",  "hfu",    "peak_bytes", "dollars_per_step", "settings"};
  for_each_field<ParallelPlan>([&](const auto& field) { heading.emplace_back(field.name); });
  const Model model = of_rung(loaded.input, r.rung).run.model;
  const CsvModel told{model.name,
                      {std::ssize(model.architecture->layers), model.architecture->hidden}};
  std::string text = csv_line(heading);
  if (r.rungs.empty()) text += csv_leaders(told, r);
  for (const RungReport& x : r.rungs) text += csv_leaders({x.model, x.shape}, x);
  for (std::size_t i = 0; i < r.front.size(); ++i)
    text += csv_plan(told, "front", i + 1, r.front[i]);
  return text;
}

}  // namespace tenfold::io
