// The sections of a comparison: what an offer comes to, who is cheaper, at which price.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/digits.h"
#include "report/compare_parts.h"
#include "report/words.h"

namespace tenfold::report {
namespace {

constexpr double million = 1e6;

std::string price_cell(const OfferReport& o) {
  if (!o.cost || o.cost->hour.base() <= 0) return "-";
  return hourly(o.cost->hour) + (o.flaw == PriceFlaw::none ? "" : "*");
}

Section offers_section(const CompareInput& in, const CompareReport& r) {
  Grid grid{{"offer", "count", "$/h", "days", "GPU-h M", "cost $M",
             fmt::format("P(< {})", short_name(r, r.baseline))},
            {},
            {}};
  for (std::size_t i = 0; i < r.offers.size(); ++i) {
    const OfferReport& o = r.offers[i];
    std::vector<std::string> row{o.name, fmt::format("{}", in.offers[i].offer.accelerators),
                                 price_cell(o)};
    if (!o.cost) {
      for (const char* none : {"does not run", "-", "-", "-"}) row.emplace_back(none);
    } else {
      row.push_back(range_text(o.cost->days, 1));
      row.push_back(significant(o.cost->accelerator_hours.mid / million, 2));
      row.push_back(o.cost->dollars ? range_text(*o.cost->dollars, million) : "-");
      row.push_back(i == r.baseline ? "-" : chance_or_dash(o.cost->cheaper));
    }
    grid.rows.push_back(std::move(row));
  }
  Section s{"OFFERS", "cost: what the run uses, other costs of the file included", {}};
  s.parts.emplace_back(grid);
  for (const OfferReport& o : r.offers)
    if (!o.cost) s.parts.emplace_back(Paragraph{o.name, "does not run: " + o.reasons.front(), 0});
  for (const OfferReport& o : r.offers)
    for (const std::string& note : o.notes) s.parts.emplace_back(Paragraph{o.name, note, 0});
  if (std::any_of(r.offers.begin(), r.offers.end(), [](const OfferReport& o) {
        return o.cost && o.cost->hour.base() > 0 && o.flaw != PriceFlaw::none;
      }))
    s.parts.emplace_back(Paragraph{"*",
                                   in.accept_stale
                                       ? "stale, a placeholder or not quoted; counted as asked for"
                                       : "not a price that counts: see PRICES below",
                                   0});
  return s;
}

// What terms and purchases ask for beyond what the run uses.
std::string committed_words(const CompareInput& in, const CompareReport& r) {
  std::vector<std::string> said;
  for (std::size_t i = 0; i < r.offers.size(); ++i) {
    const auto& c = r.offers[i].cost;
    const Offer& o = in.offers[i].offer;
    if (!c || !c->dollars || (!o.term && !o.own)) continue;
    said.push_back(fmt::format("{} {} M, of which the run uses {} M", r.offers[i].name,
                               significant(c->committed->mid / million, 3),
                               significant(c->dollars->mid / million, 3)));
  }
  if (said.empty()) return "";
  return fmt::format("Committed by term or purchase, USD: {}. The comparison is of what is used.",
                     fmt::join(said, "; "));
}

Section answer_section(const CompareInput& in, const CompareReport& r) {
  Section s{"ANSWER", "", {}};
  s.parts.emplace_back(Paragraph{"", compare_answer(in, r), 0});
  std::vector<std::string> front;
  std::size_t priced = 0;
  for (const OfferReport& o : r.offers) {
    if (o.on_front) front.push_back(o.name);
    priced += o.cost && o.cost->dollars ? 1 : 0;
  }
  if (priced > 1)
    s.parts.emplace_back(
        Paragraph{"",
                  fmt::format("On medians, of the offers with a price that counts, none is both "
                              "faster and cheaper than {}.",
                              listed(front)),
                  0});
  if (const std::string words = committed_words(in, r); !words.empty())
    s.parts.emplace_back(Paragraph{"", words, 0});
  return s;
}

// Grids of as many columns as a line holds beside the first.
template <class Column>
void add_grids(Section& s, const std::vector<std::size_t>& offers, std::size_t columns,
               const std::vector<std::string>& first, const Column& column) {
  for (std::size_t from = 0; from < offers.size(); from += columns) {
    Grid grid{{first[0]}, {}, {}};
    for (std::size_t row = 1; row < first.size(); ++row) grid.rows.push_back({first[row]});
    for (std::size_t k = from; k < std::min(from + columns, offers.size()); ++k) {
      const std::vector<std::string> cells = column(offers[k]);
      grid.heading.push_back(cells[0]);
      for (std::size_t row = 1; row < cells.size(); ++row) grid.rows[row - 1].push_back(cells[row]);
    }
    s.parts.emplace_back(std::move(grid));
  }
}

Section price_section(const CompareInput& in, const CompareReport& r) {
  Section s{"WHAT THE PRICE WOULD HAVE TO BE",
            fmt::format("to be cheaper than {} with P = {}, USD for an accelerator-hour",
                        short_name(r, r.baseline), confidence_text(in.job.confidence)),
            {}};
  std::vector<std::size_t> others;
  for (std::size_t i = 0; i < r.offers.size(); ++i)
    if (i != r.baseline && r.offers[i].cost) others.push_back(i);
  add_grids(s, others, 6, {"offer", "now", "at most"}, [&](std::size_t i) {
    const OfferCost& c = *r.offers[i].cost;
    return std::vector<std::string>{short_name(r, i), price_cell(r.offers[i]),
                                    c.price_to_win ? hourly(*c.price_to_win) : "none"};
  });
  return s;
}

std::string runs_cell(const OfferReport& o) {
  if (!o.measured_runs) return "not counted";
  return o.transferred ? "none" : fmt::format("{}", *o.measured_runs);
}

std::string start_cell(const Offer& o) {
  constexpr double a_day = 86400;
  const double days = o.starts_after.base() / a_day;
  return days > 0 ? fmt::format("{:.0f} d", days) : "now";
}

Section trust_section(const CompareInput& in, const CompareReport& r) {
  const bool late = in.job.deadline || in.job.finish_within;
  Grid grid{{"offer", "runs", "step within", "GiB of", "fits", "stops", "start"}, {}, {}};
  if (late) grid.heading.emplace_back("late");
  for (std::size_t i = 0; i < r.offers.size(); ++i) {
    const OfferReport& o = r.offers[i];
    if (!o.cost) continue;
    const OfferCost& c = *o.cost;
    grid.rows.push_back({o.name, runs_cell(o), fmt::format("{:.2f} x", interval_factor(c.spread)),
                         fmt::format("{:.0f} / {:.0f}", c.peak / GiB, c.capacity / GiB),
                         chance_text(c.chance_to_fit), range_text(c.interruptions, 1),
                         start_cell(in.offers[i].offer)});
    if (late) grid.rows.back().push_back(chance_or_dash(c.misses));
  }
  Section s{"HOW FAR TO TRUST EACH ROW", "", {}};
  s.parts.emplace_back(grid);
  std::string words =
      "runs: measured ones that validate scores on that accelerator; step within: the factor, "
      "either way, that holds 80 % of a step's times, by how far its framework's generation was "
      "off "
      "wherever it was measured; GiB of: peak memory of what it has; fits: chance that the plan's "
      "peak memory does; stops: interruptions expected of the run";
  if (late) words += "; late: P(misses the deadline)";
  s.parts.emplace_back(Paragraph{"", words + ".", 0});
  std::vector<std::string> carried;
  for (const OfferReport& o : r.offers)
    if (o.cost && o.transferred) carried.push_back(o.name);
  if (!carried.empty())
    s.parts.emplace_back(
        Paragraph{"",
                  fmt::format("No measured run stands behind {}: what its kernels and networks "
                              "reach is carried over, its interval widened {} times.",
                              listed(carried), significant(transferred_widening, 2)),
                  0});
  return s;
}

std::string gap_dollars(double dollars) {
  const double m = dollars / million;
  if (std::abs(m) < 0.005) return "0.00";
  return fmt::format("{:+.2f}", m);
}

Section gap_section(const CompareReport& r) {
  const OfferReport& base = r.offers[r.baseline];
  std::vector<std::size_t> shown;
  std::vector<std::size_t> causes;
  for (std::size_t i = 0; i < r.offers.size(); ++i)
    if (r.offers[i].cost && !r.offers[i].cost->gap.empty()) shown.push_back(i);
  std::vector<std::string> first{short_name(r, r.baseline) + " to", "from"};
  for (std::size_t cause = 0; cause < enum_names<GapCause>.size(); ++cause) {
    double moved = 0;
    for (const std::size_t i : shown)
      moved = std::max(moved, std::abs(r.offers[i].cost->gap[cause].dollars));
    if (moved <= 0.005 * million) continue;
    causes.push_back(cause);
    first.emplace_back(enum_names<GapCause>[cause]);
  }
  first.emplace_back("comes to");
  Section s{fmt::format("WHY THE OTHERS DIFFER FROM {}", short_name(r, r.baseline)),
            "$M at medians; one input after the other exchanged, in this order",
            {}};
  add_grids(s, shown, 6, first, [&](std::size_t i) {
    const OfferCost& c = *r.offers[i].cost;
    std::vector<std::string> cells{short_name(r, i),
                                   fmt::format("{:.2f}", base.cost->dollars->mid / million)};
    for (const std::size_t cause : causes) cells.push_back(gap_dollars(c.gap[cause].dollars));
    cells.push_back(fmt::format("{:.2f}", c.dollars->mid / million));
    return cells;
  });
  return s;
}

}  // namespace

std::vector<Section> compare_sections(const CompareInput& in, const CompareReport& r) {
  std::vector<Section> all{offers_section(in, r), answer_section(in, r)};
  const bool compared = r.offers[r.baseline].cost && r.offers[r.baseline].cost->dollars;
  if (compared && r.offers.size() > 1) all.push_back(price_section(in, r));
  all.push_back(trust_section(in, r));
  if (compared && r.offers.size() > 1) all.push_back(gap_section(r));
  for (Section& s : compare_lower_sections(in, r)) all.push_back(std::move(s));
  return all;
}

}  // namespace tenfold::report
