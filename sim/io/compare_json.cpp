#include "io/compare_json.h"

#include <fmt/format.h>

#include "io/csv.h"
#include "io/envelope.h"

namespace tenfold::io {
namespace {

constexpr double an_hour = 3600;

Json seconds_or_null(const std::optional<Seconds>& s) { return s ? Json(s->base()) : Json(); }

Json hourly_or_null(const std::optional<Rent>& r) {
  return r ? number(r->base() * an_hour) : Json();
}

Json job_json(const CompareInput& in, const CompareReport& r) {
  Json job{{"model", in.job.model}};
  put_count(job, "tokens", in.tokens);
  put_count(job, "model_flops", r.model_flops);
  job["sequence_length"] = in.offers.front().run.sequence_length;
  job["format"] = name(in.job.format);
  job["batch_limit"] = real(in.job.batch_limit);
  job["deadline_s"] = seconds_or_null(in.job.deadline);
  job["finish_within_s"] = seconds_or_null(in.job.finish_within);
  job["confidence"] = in.job.confidence;
  job["research"] = in.job.research;
  job["as_of"] = in.job.as_of;
  return job;
}

Json gap_json(const std::vector<GapStep>& gap) {
  Json list = Json::array();
  for (const GapStep& g : gap)
    list.push_back({{"cause", name(g.cause)},
                    {"from", number(g.from)},
                    {"to", number(g.to)},
                    {"dollars", number(g.dollars)}});
  return list;
}

Json swings_json(const std::vector<Swing>& swings) {
  Json list = Json::array();
  for (const Swing& s : swings)
    list.push_back(
        {{"input", s.what}, {"dollars_low", number(s.low)}, {"dollars_high", number(s.high)}});
  return list;
}

void put_ranges(Json& j, const std::optional<OfferCost>& c) {
  for (const RangedColumn& column : ranged_columns()) {
    const auto r = c ? column.of(*c) : std::nullopt;
    j[column.name] = r ? number(r->mid) : Json();
    j[std::string(column.name) + "_interval80"] =
        r ? Json{number(r->low), number(r->high)} : Json();
  }
}

void put_plan(Json& j, const OfferCost& c) {
  j["settings"] = c.settings;
  j["searched"] = c.searched;
  j["plans_total"] = c.plans_total;
  j["format"] = name(c.format);
  j["step_time_s"] = number(c.step.seconds);
  j["mfu"] = number(c.step.mfu);
  put_count(j, "tokens_per_step", c.tokens_of_step);
  put_count(j, "steps", c.steps);
  j["peak_bytes"] = number(c.peak.base());
  j["capacity_bytes"] = number(c.capacity.base());
  j["chance_to_fit"] = number(c.chance_to_fit);
  j["site_power_w"] = number(c.operated.site_power.base());
  j["checkpoint_interval_s"] = number(c.operated.saving.interval.base());
  j["grid_g_per_kwh"] = c.grid_g_per_kwh > 0 ? number(c.grid_g_per_kwh) : Json();
}

Json offer_json(const OfferInput& in, const OfferReport& o) {
  const auto& c = o.cost;
  Json j{{"name", o.name},
         {"accelerator", in.run.cluster.accelerator.name},
         {"accelerators", in.offer.accelerators},
         {"framework", in.run.framework.name},
         {"runs", c.has_value()},
         {"reasons", o.reasons},
         {"price_usd_per_hour", c && c->hour.base() > 0 ? hourly_or_null(c->hour) : Json()},
         {"price_flaw", o.flaw == PriceFlaw::none ? Json() : Json(name(o.flaw))},
         {"term_s", seconds_or_null(in.offer.term)},
         {"starts_after_s", in.offer.starts_after.base()}};
  put_ranges(j, c);
  j["p_cheaper"] = c ? number(c->cheaper) : Json();
  j["p_misses"] = c ? number(c->misses) : Json();
  j["price_to_win_usd_per_hour"] = c ? hourly_or_null(c->price_to_win) : Json();
  j["on_front"] = o.on_front;
  j["measured_runs"] = o.measured_runs ? Json(*o.measured_runs) : Json();
  j["transferred"] = o.transferred;
  j["gap"] = c ? gap_json(c->gap) : Json::array();
  j["swings"] = c ? swings_json(c->swings) : Json::array();
  j["notes"] = o.notes;
  if (c) put_plan(j, *c);
  return j;
}

std::string cell(const std::optional<double>& x) { return x ? fmt::format("{}", *x) : ""; }

std::vector<std::string> csv_heading() {
  std::vector<std::string> cells{"offer", "accelerator",        "accelerators",
                                 "runs",  "price_usd_per_hour", "price_flaw"};
  for (const RangedColumn& c : ranged_columns())
    for (const char* end : {"", "_low80", "_high80"}) cells.push_back(std::string(c.name) + end);
  for (const char* last : {"p_cheaper", "p_misses", "price_to_win_usd_per_hour", "on_front",
                           "measured_runs", "transferred", "settings", "reasons"})
    cells.emplace_back(last);
  return cells;
}

std::vector<std::string> csv_cells(const OfferInput& in, const OfferReport& o) {
  const auto& c = o.cost;
  const auto hourly = [](const std::optional<Rent>& r) {
    return r && r->base() > 0 ? fmt::format("{}", r->base() * an_hour) : "";
  };
  std::vector<std::string> cells{o.name,
                                 in.run.cluster.accelerator.name,
                                 fmt::format("{}", in.offer.accelerators),
                                 c ? "1" : "0",
                                 hourly(c ? std::optional(c->hour) : std::nullopt),
                                 o.flaw == PriceFlaw::none ? "" : std::string(name(o.flaw))};
  for (const RangedColumn& column : ranged_columns()) {
    const auto r = c ? column.of(*c) : std::nullopt;
    for (const double Range80::*end : {&Range80::mid, &Range80::low, &Range80::high})
      cells.push_back(r ? fmt::format("{}", (*r).*end) : "");
  }
  cells.push_back(cell(c ? c->cheaper : std::nullopt));
  cells.push_back(cell(c ? c->misses : std::nullopt));
  cells.push_back(hourly(c ? c->price_to_win : std::nullopt));
  cells.emplace_back(o.on_front ? "1" : "0");
  cells.push_back(o.measured_runs ? fmt::format("{}", *o.measured_runs) : "");
  cells.emplace_back(o.transferred ? "1" : "0");
  cells.push_back(c ? c->settings : "");
  cells.push_back(fmt::format("{}", fmt::join(o.reasons, "; ")));
  return cells;
}

}  // namespace

const std::vector<RangedColumn>& ranged_columns() {
  using O = OfferCost;
  using R = std::optional<Range80>;
  static const std::vector<RangedColumn> all{
      {"days", "d", "wall-clock time of the run", [](const O& c) { return R(c.days); }},
      {"accelerator_hours", "h", "time of the run, summed over accelerators",
       [](const O& c) { return R(c.accelerator_hours); }},
      {"dollars", "USD", "what the run uses", [](const O& c) { return c.dollars; }},
      {"dollars_committed", "USD", "what the term commits", [](const O& c) { return c.committed; }},
      {"energy_j", "J", "energy of the site for the run", [](const O& c) { return R(c.energy_j); }},
      {"carbon_kg", "kg", "CO2 equivalent, location-based, making included",
       [](const O& c) { return c.grid_g_per_kwh > 0 ? R(c.carbon_kg) : std::nullopt; }},
      {"interruptions", "1", "interruptions of the run",
       [](const O& c) { return R(c.interruptions); }}};
  return all;
}

std::string compare_json(const LoadedCompare& loaded, const CompareReport& r) {
  Json winners = Json::array(), offers = Json::array();
  for (const std::size_t i : r.winners) winners.push_back(r.offers[i].name);
  for (std::size_t i = 0; i < r.offers.size(); ++i)
    offers.push_back(offer_json(loaded.input.offers[i], r.offers[i]));
  const Json result{{"job", job_json(loaded.input, r)},
                    {"baseline", r.offers[r.baseline].name},
                    {"winners", winners},
                    {"offers", offers},
                    {"draws", loaded.input.draws},
                    {"seed", loaded.input.seed}};
  return envelope_text("compare/1", loaded.files, "exact", result, {});
}

std::string compare_csv(const LoadedCompare& loaded, const CompareReport& r) {
  std::string text = csv_line(csv_heading());
  for (std::size_t i = 0; i < r.offers.size(); ++i)
    text += csv_line(csv_cells(loaded.input.offers[i], r.offers[i]));
  return text;
}

}  // namespace tenfold::io
