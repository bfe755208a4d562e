#include "io/search_json.h"

#include <fmt/format.h>

#include "io/csv.h"

namespace tenfold::io {
namespace {

constexpr double hour = 3600, day = 86400;

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
  put_estimate(j, "days", r.run ? std::optional(r.run->time) : std::nullopt, day * second);
  put_estimate(j, "accelerator_hours",
               r.run ? std::optional(r.run->accelerator_time) : std::nullopt, hour * second);
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

}  // namespace

std::string search_json(const LoadedSearch& loaded, const SearchReport& r) {
  const RunInput& in = loaded.input.run;
  Json result;
  result["plans_total"] = r.found.plans_total;
  result["plans_costed"] = r.found.plans_costed;
  result["plans_feasible"] = r.found.plans_feasible;
  result["seconds"] = number(r.seconds);
  result["plans_per_second"] = number(real(r.found.plans_costed) / r.seconds);
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
  return envelope_text("search/1", loaded.files, "exact", result, {});
}

namespace {

std::vector<std::string> csv_cells(const std::string& list, std::size_t rank, const RankedPlan& r) {
  const CostedPlan& c = r.cost;
  std::vector<std::string> cells{list,
                                 fmt::format("{}", rank),
                                 fmt::format("{}", c.index),
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
  return cells;
}

}  // namespace

std::string search_csv(const SearchReport& r) {
  std::vector<std::string> heading{"list", "rank", "number",     "accelerators",     "step_time_s",
                                   "mfu",  "hfu",  "peak_bytes", "dollars_per_step", "settings"};
  for_each_field<ParallelPlan>([&](const auto& field) { heading.emplace_back(field.name); });
  std::string text = csv_line(heading);
  const auto add = [&](const std::string& list, const std::vector<RankedPlan>& plans) {
    for (std::size_t i = 0; i < plans.size(); ++i)
      text += csv_line(csv_cells(list, i + 1, plans[i]));
  };
  add("best", r.best);
  if (r.cheapest) add("cheapest", {*r.cheapest});
  if (r.leanest) add("leanest", {*r.leanest});
  add("front", r.front);
  return text;
}

}  // namespace tenfold::io
