// A comparison as a workbook: the page for the board, the inputs, the sources.
#include <fmt/format.h>

#include "base/version.h"
#include "report/cited.h"
#include "report/compare_parts.h"
#include "report/words.h"

namespace tenfold::report {
namespace {

using enum CellLook;
using Row = std::vector<SheetCell>;

constexpr double million = 1e6, an_hour = 3600, a_day = 86400;

SheetCell words(const std::string& text, CellLook look = plain) {
  return {text, std::nullopt, look};
}

SheetCell figure(const std::optional<double>& x, CellLook look) { return {"", x, look}; }

Row headings(const std::vector<std::string>& texts) {
  Row row;
  for (const std::string& t : texts) row.push_back(words(t, heading));
  return row;
}

void add_range(Row& row, const std::optional<Range80>& r, double unit, CellLook look) {
  for (const double Range80::*end : {&Range80::mid, &Range80::low, &Range80::high})
    row.push_back(figure(r ? std::optional((*r).*end / unit) : std::nullopt, look));
}

std::vector<std::string> ranged(const std::string& what) { return {what, "low 80 %", "high 80 %"}; }

Row offers_heading(const CompareReport& r) {
  std::vector<std::string> all{"Offer", "Accelerators", "USD an accelerator-hour"};
  for (const char* what :
       {"Days", "Cost, M USD", "Committed by the term, M USD", "Energy, MWh", "t CO2e"})
    for (const std::string& cell : ranged(what)) all.push_back(cell);
  all.push_back(fmt::format("P(cheaper than {})", r.offers[r.baseline].name));
  all.emplace_back("P(misses the deadline)");
  all.emplace_back("Remark");
  return headings(all);
}

std::string remark(const OfferReport& o) {
  if (!o.cost) return "does not run: " + o.reasons.front();
  return o.flaw == PriceFlaw::none ? "" : "price: " + std::string(name(o.flaw));
}

Row offer_row(const OfferInput& in, const OfferReport& o, bool baseline) {
  const auto& c = o.cost;
  Row row{words(o.name), figure(real(in.offer.accelerators), whole),
          figure(c && c->hour.base() > 0 ? std::optional(c->hour.base() * an_hour) : std::nullopt,
                 two_decimals)};
  using R = std::optional<Range80>;
  add_range(row, c ? R(c->days) : R(), 1, one_decimal);
  add_range(row, c ? c->dollars : R(), million, two_decimals);
  add_range(row, c ? c->committed : R(), million, two_decimals);
  add_range(row, c ? R(c->energy_j) : R(), 3.6e9, whole);
  add_range(row, c && c->grid_g_per_kwh > 0 ? R(c->carbon_kg) : R(), 1000, whole);
  row.push_back(figure(c && !baseline ? c->cheaper : std::nullopt, percent));
  row.push_back(figure(c ? c->misses : std::nullopt, percent));
  row.push_back(words(remark(o)));
  return row;
}

void add_prices(Sheet& s, const CompareInput& in, const CompareReport& r) {
  s.rows.emplace_back();
  s.rows.push_back({words("What the price would have to be", title)});
  s.rows.push_back(
      {words(fmt::format("to be cheaper than {} with P = {}", r.offers[r.baseline].name,
                         confidence_text(in.job.confidence)))});
  s.rows.push_back(headings({"Offer", "now, USD/h", "at most, USD/h"}));
  for (std::size_t i = 0; i < r.offers.size(); ++i) {
    const auto& c = r.offers[i].cost;
    if (i == r.baseline || !c) continue;
    const auto hour = [](const std::optional<Rent>& x) {
      return figure(x && x->base() > 0 ? std::optional(x->base() * an_hour) : std::nullopt,
                    two_decimals);
    };
    s.rows.push_back({words(r.offers[i].name), hour(c->hour), hour(c->price_to_win)});
  }
}

void add_trust(Sheet& s, const CompareReport& r) {
  s.rows.emplace_back();
  s.rows.push_back({words("How far to trust each row", title)});
  s.rows.push_back(headings({"Offer", "Measured runs", "Step +- (80 %)", "GiB at the peak",
                             "GiB there are", "Chance to fit", "Interruptions", "Efficiency"}));
  for (const OfferReport& o : r.offers) {
    if (!o.cost) continue;
    const OfferCost& c = *o.cost;
    s.rows.push_back(
        {words(o.name),
         figure(o.measured_runs ? std::optional(real(*o.measured_runs)) : std::nullopt, whole),
         figure(interval_factor(c.spread) - 1, percent), figure(c.peak / GiB, one_decimal),
         figure(c.capacity / GiB, one_decimal), figure(c.chance_to_fit, percent),
         figure(c.interruptions.mid, one_decimal),
         words(o.transferred ? "carried over from other parts" : "measured on this part")});
  }
}

void add_gap(Sheet& s, const CompareReport& r) {
  const OfferReport& base = r.offers[r.baseline];
  s.rows.emplace_back();
  s.rows.push_back({words("Why the others differ, M USD", title)});
  s.rows.push_back({words("at medians; one input after the other exchanged, in this order", line)});
  Row head{words("from " + base.name, heading)};
  std::vector<const OfferCost*> shown;
  for (const OfferReport& o : r.offers)
    if (o.cost && !o.cost->gap.empty()) {
      head.push_back(words(o.name, heading));
      shown.push_back(&*o.cost);
    }
  s.rows.push_back(head);
  Row from{words("from")}, to{words("comes to")};
  for (const OfferCost* c : shown) {
    from.push_back(figure(base.cost->dollars->mid / million, two_decimals));
    to.push_back(figure(c->dollars->mid / million, two_decimals));
  }
  s.rows.push_back(from);
  for (std::size_t cause = 0; cause < enum_names<GapCause>.size(); ++cause) {
    Row row{words(std::string(enum_names<GapCause>[cause]))};
    for (const OfferCost* c : shown)
      row.push_back(figure(c->gap.at(cause).dollars / million, two_decimals));
    s.rows.push_back(row);
  }
  s.rows.push_back(to);
}

Sheet board_sheet(const CompareInput& in, const CompareReport& r) {
  Sheet s{"Offers", {30, 13, 13}, {}};
  s.widths.resize(20, 11);
  s.widths.push_back(40);
  s.rows.push_back({words(in.title.empty() ? "Offers compared" : in.title, title)});
  s.rows.push_back({words(compare_answer(in, r), strong)});
  for (const auto& [lead, text] : compare_header(in, r))
    s.rows.push_back({words(lead, strong), words(text, line)});
  s.rows.emplace_back();
  s.rows.push_back(offers_heading(r));
  for (std::size_t i = 0; i < r.offers.size(); ++i)
    s.rows.push_back(offer_row(in.offers[i], r.offers[i], i == r.baseline));
  const bool compared = r.offers[r.baseline].cost && r.offers[r.baseline].cost->dollars;
  if (compared && r.offers.size() > 1) add_prices(s, in, r);
  add_trust(s, r);
  if (compared && r.offers.size() > 1) add_gap(s, r);
  return s;
}

Row offer_inputs(const OfferInput& in, const OfferReport& r) {
  const Offer& o = in.offer;
  return {words(o.name),
          words(in.run.cluster.accelerator.name),
          words(in.run.cluster.name),
          words(in.run.framework.name),
          figure(real(o.accelerators), whole),
          figure(o.price ? std::optional(o.price->base() * an_hour) : std::nullopt, two_decimals),
          words(o.quoted),
          words(o.quoted_by),
          figure(o.term ? std::optional(o.term->base() / a_day) : std::nullopt, whole),
          figure(o.starts_after.base() / a_day, whole),
          words(o.includes.empty() ? "" : listed(o.includes)),
          words(r.cost ? r.cost->grid : o.region),
          words(r.cost ? r.cost->settings : "")};
}

Sheet input_sheet(const CompareInput& in, const CompareReport& r, const std::vector<Input>& all) {
  Sheet s{"Inputs", {30, 24, 24, 24, 13, 13, 12, 30, 10, 10, 20, 20, 60}, {}};
  s.rows.push_back({words("Offers as the file has them", title)});
  s.rows.push_back(
      headings({"Offer", "Accelerator", "Cluster", "Framework", "Accelerators", "USD an hour",
                "Quoted", "Quoted by", "Term, days", "Starts after, days", "Price includes", "Grid",
                "Plan, as --plan takes it"}));
  for (std::size_t i = 0; i < in.offers.size(); ++i)
    s.rows.push_back(offer_inputs(in.offers[i], r.offers[i]));
  s.rows.emplace_back();
  s.rows.push_back({words("Numbers behind them", title)});
  s.rows.push_back(headings({"Input", "Value", "Grade", "Source or reasoning"}));
  for (const Input& i : all)
    s.rows.push_back({words(i.path), words(i.value), words(std::string(name(i.provenance.grade))),
                      words(i.provenance.source.title.empty() ? i.provenance.reasoning
                                                              : i.provenance.source.title)});
  return s;
}

Sheet source_sheet(const std::vector<Input>& all, const RunOrigin& from) {
  std::vector<Cited> sources;
  for (const Input& i : all)
    if (!i.provenance.source.title.empty())
      cited_as(i.provenance.source, sources).inputs.push_back(&i);
  Sheet s{"Sources", {50, 12, 40, 50, 30, 12}, {}};
  s.rows.push_back({words(
      fmt::format("Tenfold {}, scenario {} (sha256 {})", version, from.scenario, from.sha256))});
  s.rows.push_back({words("Made by: " + from.command)});
  s.rows.push_back(headings({"Source", "Date", "Address", "Its words", "Note", "Inputs"}));
  for (const Cited& c : sources)
    s.rows.push_back({words(c.source.title), words(c.source.date), words(c.source.url),
                      words(c.source.quote), words(c.source.note),
                      figure(static_cast<double>(c.inputs.size()), whole)});
  return s;
}

}  // namespace

Workbook compare_workbook(const CompareInput& in, const CompareReport& r, const RunOrigin& from) {
  const std::vector<Input> inputs = compare_inputs(in, r);
  return {in.title.empty() ? "Offers compared" : in.title,
          in.job.as_of,
          {board_sheet(in, r), input_sheet(in, r, inputs), source_sheet(inputs, from)}};
}

}  // namespace tenfold::report
