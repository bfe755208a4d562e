// The lower sections of a comparison: energy, plans, prices, what the dollars leave out.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/digits.h"
#include "report/compare_parts.h"
#include "report/words.h"

namespace tenfold::report {
namespace {

constexpr double million = 1e6, an_hour = 3600, a_day = 86400;

Section energy_section(const CompareReport& r) {
  Grid grid{{"offer", "MWh", "W each", "PUE", "t CO2e", "g/kWh"}, {}, {}};
  for (const OfferReport& o : r.offers) {
    if (!o.cost) continue;
    const OfferCost& c = *o.cost;
    grid.rows.push_back({o.name, range_text(c.energy_j, 3.6e9),
                         fmt::format("{:.0f}", c.operated.site_power.base()),
                         fmt::format("{:.2f}", median(c.operation.factors.facility.value)),
                         c.grid_g_per_kwh > 0 ? range_text(c.carbon_kg, 1000) : "no grid named",
                         c.grid_g_per_kwh > 0 ? significant(c.grid_g_per_kwh, 3) : "-"});
  }
  Section s{"ENERGY AND CARBON", "site power, location-based; making of the machines included", {}};
  s.parts.emplace_back(grid);
  return s;
}

std::string swing_cell(const OfferCost& c, std::string_view what) {
  for (const Swing& s : c.swings)
    if (s.what == what)
      return fmt::format("{:+.2f} {:+.2f}", (s.low - c.dollars->mid) / million,
                         (s.high - c.dollars->mid) / million);
  return "-";
}

// Columns of as many offers as a line holds.
Section swing_section(const CompareReport& r) {
  constexpr std::size_t columns = 4;
  Section s{"WHAT MOVES THE COST", "$M at an input's 10 and 90 % point, the others at medians", {}};
  std::vector<std::size_t> shown;
  std::vector<std::string_view> causes;
  for (std::size_t i = 0; i < r.offers.size(); ++i) {
    if (!r.offers[i].cost || r.offers[i].cost->swings.empty()) continue;
    shown.push_back(i);
    for (const Swing& w : r.offers[i].cost->swings)
      if (std::find(causes.begin(), causes.end(), w.what) == causes.end()) causes.push_back(w.what);
  }
  for (std::size_t first = 0; first < shown.size(); first += columns) {
    Grid grid{{""}, {}, {}};
    const std::size_t last = std::min(first + columns, shown.size());
    for (std::size_t k = first; k < last; ++k) grid.heading.push_back(short_name(r, shown[k]));
    for (const std::string_view cause : causes) {
      std::vector<std::string> row{std::string(cause)};
      for (std::size_t k = first; k < last; ++k)
        row.push_back(swing_cell(*r.offers[shown[k]].cost, cause));
      grid.rows.push_back(std::move(row));
    }
    s.parts.emplace_back(grid);
  }
  return s;
}

// In whole days and hours, as people plan.
std::string interval_words(Seconds s) {
  const double minutes = s.base() / 60;
  return minutes < 120 ? fmt::format("{:.0f} min", minutes) : fmt::format("{:.1f} h", minutes / 60);
}

Section plans_section(const CompareInput& in, const CompareReport& r) {
  Section s{"PLANS", "each offer's own, to run again with tenfold run --plan", {}};
  for (std::size_t i = 0; i < r.offers.size(); ++i) {
    const OfferReport& o = r.offers[i];
    if (!o.cost) continue;
    const OfferCost& c = *o.cost;
    std::string words = fmt::format(
        "{}; {} s a step of {} tokens, MFU {}; {}; a copy of the state every {}, {} of the time "
        "trains",
        plan_words(c.plan), significant(c.step.seconds, 3), with_suffix(real(c.tokens_of_step)),
        percent_text(c.step.mfu), in.offers[i].run.framework.name,
        interval_words(c.operated.saving.interval), percent_text(1 / c.operated.time_factor));
    if (!c.searched) words += "; given, not searched";
    s.parts.emplace_back(Paragraph{short_name(r, i), words + ".", 0});
  }
  return s;
}

std::string flaw_words(const Offer& o, PriceFlaw flaw, const std::string& as_of) {
  switch (flaw) {
    case PriceFlaw::none:
      return "";
    case PriceFlaw::no_price:
      return "no price: the rents that its profile knows stand for it, as 5 and 95 % points";
    case PriceFlaw::placeholder:
      return "a placeholder, which nobody has offered";
    case PriceFlaw::stale:
      return o.quoted.empty() ? "a price without a date"
                              : fmt::format("quoted {}, over a year before {}", o.quoted, as_of);
  }
  return "";
}

std::string term_words(const Offer& o, const OfferCost& c) {
  if (!o.term) return "on demand: nothing is committed beyond the run";
  if (!c.committed || !c.dollars)
    return fmt::format("a term of {:.0f} days", *o.term / (a_day * second));
  return fmt::format(
      "a term of {:.0f} days, of which the run uses {}: {} M USD are committed, {} M "
      "used",
      *o.term / (a_day * second), significant(c.days.mid, 2),
      significant(c.committed->mid / million, 3), significant(c.dollars->mid / million, 3));
}

std::string owned_words(const HourlyCost& h) {
  const auto usd = [](Rent x) { return fmt::format("{:.2f}", x.base() * an_hour); };
  return fmt::format(
      "owned: {} USD an hour, of it capital {}, electricity {}, staff {}, "
      "maintenance {}",
      usd(h.total()), usd(h.capital), usd(h.electricity), usd(h.staff), usd(h.maintenance));
}

std::string other_words(const OtherCost& o) {
  std::vector<std::string> parts;
  if (o.share > 0) parts.push_back(percent_text(o.share) + " of the hours' cost");
  if (o.once.base() > 0) parts.push_back(significant(o.once.base() / million, 3) + " M USD");
  return fmt::format("{}: {}", o.name, parts.empty() ? "nothing" : listed(parts));
}

Section money_section(const CompareInput& in, const CompareReport& r) {
  Section s{"PRICES", "", {}};
  for (std::size_t i = 0; i < r.offers.size(); ++i) {
    const Offer& o = in.offers[i].offer;
    const auto& c = r.offers[i].cost;
    if (!c) continue;
    std::vector<std::string> said;
    if (c->owned) {
      said.push_back(owned_words(*c->owned));
      said.push_back(
          fmt::format("{} M USD to buy",
                      significant(real(o.accelerators) * purchase(*o.own).base() / million, 3)));
    }
    if (o.price && !o.quoted_by.empty())
      said.push_back(fmt::format("{} USD by {}, {}", hourly(*o.price), o.quoted_by,
                                 o.quoted.empty() ? "no date" : o.quoted));
    if (const std::string flaw = flaw_words(o, r.offers[i].flaw, in.job.as_of); !flaw.empty())
      said.push_back(flaw);
    if (!o.own) said.push_back(term_words(o, *c));
    if (!o.includes.empty()) said.push_back("includes " + listed(o.includes));
    for (const OtherCost& other : o.other_costs) said.push_back(other_words(other));
    s.parts.emplace_back(Paragraph{short_name(r, i), fmt::format("{}.", fmt::join(said, "; ")), 0});
  }
  return s;
}

Section limits_section(const CompareInput& in, const CompareReport& r) {
  Section s{"NOT IN THE DOLLARS", "", {}};
  s.parts.emplace_back(Paragraph{
      "",
      "What the file does not list as other_costs: storage, egress, staff, porting to another "
      "software stack, the idle tail of a term. Rent is commonly 60 to 70 % of the whole bill.",
      0});
  if (in.job.research <= 1)
    s.parts.emplace_back(Paragraph{
        "", "Failed runs and ablations: the run alone is counted (research = 1.2 adds a fifth).",
        0});
  const bool young = std::any_of(r.offers.begin(), r.offers.end(), [](const OfferReport& o) {
    return o.cost && o.cost->operation.factors.failures.provenance.reasoning.find("twice") !=
                         std::string::npos;
  });
  if (young)
    s.parts.emplace_back(
        Paragraph{"", "Parts released less than two years ago carry twice the failure rate.", 0});
  s.parts.emplace_back(Paragraph{
      "",
      fmt::format("{} draws, seed {}; offers on one framework share {} of the variance of the "
                  "engine's error (docs/compare.md).",
                  grouped(Count{in.draws}), in.seed, chance_text(shared_error)),
      0});
  return s;
}

}  // namespace

std::vector<Section> compare_lower_sections(const CompareInput& in, const CompareReport& r) {
  std::vector<Section> all;
  if (has_dollars(r)) all.push_back(swing_section(r));
  for (Section& s : std::vector<Section>{energy_section(r), money_section(in, r),
                                         plans_section(in, r), limits_section(in, r)})
    all.push_back(std::move(s));
  return all;
}

}  // namespace tenfold::report
