#include "campaign/published.h"

#include <algorithm>
#include <cmath>

#include "campaign/carbon.h"
#include "campaign/money.h"
#include "campaign/phases.h"

namespace tenfold {
namespace {

// Every name that a kind needs is there when it is asked: the reader saw to it.
double in(const CheckInputs& x, std::string_view name) { return x.find(name)->second; }

Seconds hours(const CheckInputs& x, std::string_view name) { return in(x, name) * hour; }

Failures failures(const CheckInputs& x) {
  Failures f;
  f.per_node = in(x, "failures_per_1000_node_days") / 1000 * (1 / day.base()) * Frequency::base(1);
  f.nodes = static_cast<std::int64_t>(in(x, "accelerators") / in(x, "node_size"));
  if (const auto spares = x.find("spares"); spares != x.end())
    f.spares = static_cast<std::int64_t>(spares->second);
  return f;
}

double interruption_count(const CheckInputs& x) {
  return interruptions(failures(x), in(x, "days") * day);
}

double hours_between(const CheckInputs& x) {
  return mean_time_to_interruption(failures(x)).in(hour);
}

double training_share(const CheckInputs& x) {
  const Failures f = failures(x);
  const Recovery r{in(x, "detect_s") * second, in(x, "restart_s") * second,
                   in(x, "warm_s") * second};
  const Checkpoint c{CheckpointKind::synchronous,
                     in(x, "checkpoint_tb") * tera * byte,
                     in(x, "storage_tb_per_s") * tera * byte / second,
                     {}};
  return 100 * goodput(f, r, c, best_saving(c, rate(f))).training;
}

double hours_saving(const CheckInputs& x) {
  const Checkpoint c{CheckpointKind::synchronous,
                     in(x, "checkpoint_tb") * tera * byte,
                     in(x, "storage_tb_per_s") * tera * byte / second,
                     {}};
  return in(x, "days") * day / hours(x, "every_h") * save_times(c).blocking.in(hour);
}

double card_tonnes(const CheckInputs& x) {
  const Watts each = drawn(model_card_power(in(x, "watts") * watt, in(x, "pue")), 1);
  return operational(hours(x, "accelerator_hours") * each, in(x, "g_per_kwh")).tonnes();
}

double server_energy(const CheckInputs& x) {
  const Watts each = in(x, "server_watts") * in(x, "drawn_share") * watt;
  return (hours(x, "accelerator_hours") * each).in(MWh);
}

double measured_tonnes(const CheckInputs& x) {
  return operational(in(x, "mwh") * in(x, "pue") * MWh, in(x, "g_per_kwh")).tonnes();
}

double making_tonnes(const CheckInputs& x) {
  const Seconds used = hours(x, "accelerator_hours");
  const double each = in(x, "server_kg") / in(x, "node_size") + in(x, "accelerator_kg");
  return embodied({{each}, in(x, "life_years") * year, in(x, "in_use")}, used).tonnes();
}

double site_watts(const CheckInputs& x) {
  return drawn({.accelerator = {},
                .host = in(x, "server_watts") * watt,
                .network = 0.1,
                .facility = in(x, "pue")},
               1)
      .in(watt);
}

double rented(const CheckInputs& x) {
  const Rental r{{in(x, "usd_per_hour") * dollar / hour, {}, {}}, RentTerm::on_demand, 0, {}};
  return bill(r, hours(x, "accelerator_hours")).used.in(dollar);
}

double rented_phases(const CheckInputs& x) {
  const PhaseSum all = sum({{RunPhaseKind::pretraining, "", 0, hours(x, "pretraining_hours")},
                            {RunPhaseKind::context_extension, "", 0, hours(x, "context_hours")},
                            {RunPhaseKind::sft, "", 0, hours(x, "post_training_hours")}});
  return in(x, "usd_per_hour") * all.accelerator_time.in(hour);
}

double owned_by_value(const CheckInputs& x) {
  Ownership o;
  o.accelerator = in(x, "server_usd") * dollar;
  o.network = 0.19;
  o.depreciation = Depreciation::price_performance;
  o.site_power = in(x, "server_watts") * in(x, "drawn_share") * in(x, "pue") * watt;
  o.electricity = in(x, "usd_per_kwh") * dollar / kWh;
  return (hourly_cost(o).total() * hours(x, "accelerator_hours")).in(dollar);
}

double owned_an_hour(const CheckInputs& x) {
  Ownership o;
  o.accelerator = in(x, "all_in_usd") * dollar;
  o.network = 0;
  o.life_years = in(x, "life_years");
  o.cost_of_capital = in(x, "cost_of_capital");
  o.site_power = in(x, "site_watts") * watt;
  o.electricity = in(x, "usd_per_kwh") * dollar / kWh;
  return (hourly_cost(o).total() * hour).in(dollar);
}

std::vector<CheckKind> campaign_check_kinds() {
  return {
      {"interruptions",
       "stops",
       {"accelerators", "node_size", "failures_per_1000_node_days", "days"},
       interruption_count},
      {"hours_between_interruptions",
       "h",
       {"accelerators", "node_size", "failures_per_1000_node_days"},
       hours_between},
      {"training_share",
       "%",
       {"accelerators", "node_size", "failures_per_1000_node_days", "spares", "detect_s",
        "restart_s", "warm_s", "checkpoint_tb", "storage_tb_per_s"},
       training_share},
      {"hours_saving", "h", {"checkpoint_tb", "storage_tb_per_s", "every_h", "days"}, hours_saving},
      {"card_carbon", "t", {"accelerator_hours", "watts", "pue", "g_per_kwh"}, card_tonnes},
      {"server_energy", "MWh", {"accelerator_hours", "server_watts", "drawn_share"}, server_energy},
      {"carbon_of_energy", "t", {"mwh", "pue", "g_per_kwh"}, measured_tonnes},
      {"embodied_carbon",
       "t",
       {"accelerator_hours", "node_size", "server_kg", "accelerator_kg", "life_years", "in_use"},
       making_tonnes},
      {"site_power", "W", {"server_watts", "pue"}, site_watts},
      {"rent", "USD", {"accelerator_hours", "usd_per_hour"}, rented},
      {"rent_of_phases",
       "USD",
       {"pretraining_hours", "context_hours", "post_training_hours", "usd_per_hour"},
       rented_phases},
      {"owned_by_value",
       "USD",
       {"accelerator_hours", "server_usd", "server_watts", "drawn_share", "pue", "usd_per_kwh"},
       owned_by_value},
      {"owned_hour",
       "USD/h",
       {"all_in_usd", "life_years", "cost_of_capital", "site_watts", "usd_per_kwh"},
       owned_an_hour},
  };
}

}  // namespace

const std::vector<CheckKind>& check_kinds() {
  static const std::vector<CheckKind> kinds = [] {
    std::vector<CheckKind> all = campaign_check_kinds();
    for (CheckKind& k : serving_check_kinds()) all.push_back(std::move(k));
    return all;
  }();
  return kinds;
}

const CheckKind* check_kind(std::string_view name) {
  for (const CheckKind& k : check_kinds())
    if (k.name == name) return &k;
  return nullptr;
}

PublishedScore score(const CampaignFigure& f) {
  CheckInputs inputs = f.inputs;
  if (const auto grid = grid_of(f.region, f.year)) inputs["g_per_kwh"] = grid->g_per_kwh;
  const CheckKind& kind = *check_kind(f.check);
  PublishedScore s{.predicted =
                       kind.served ? kind.served(inputs, *f.service) : kind.predicted(inputs)};
  s.error = s.predicted / f.published - 1;
  if (f.sense == Sense::at_least) s.error = std::min(0.0, s.error);
  s.held = f.bar == 0 || std::abs(s.error) <= f.bar;
  return s;
}

}  // namespace tenfold
