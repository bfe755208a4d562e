#include "report/serve_parts.h"

#include <fmt/format.h>

#include <cmath>

#include "base/digits.h"

namespace tenfold::report {
namespace {

std::string thousands(double x) { return grouped(static_cast<Count>(std::llround(x))); }

std::string ms(double seconds) { return fmt::format("{:.2f}", 1e3 * seconds); }

std::string share_words(const Uncertain& u) { return fmt::format("x {:.2g}", median(u)); }

std::string limit_words(const DecodeRate& d) {
  switch (d.limit) {
    case BatchLimit::memory:
      return "what memory holds";
    case BatchLimit::latency:
      return "the most within the latency";
    case BatchLimit::given:
      return "as the scenario says";
    case BatchLimit::too_slow:
      return "too slow even alone";
    case BatchLimit::weights:
      return "weights do not fit";
  }
  return {};
}

}  // namespace

std::string percent(double share) { return fmt::format("{:.0f} %", 100 * share); }

std::string usd(double x) {
  if (std::abs(x) >= 1e6) return fmt::format("{:.3g} M", x / 1e6);
  if (std::abs(x) >= 1000) return (x < 0 ? "-" : "") + thousands(std::abs(x));
  if (std::abs(x) >= 100) return fmt::format("{:.0f}", x);
  return std::abs(x) >= 0.995 ? fmt::format("{:.2f}", x) : fmt::format("{:.3g}", x);
}

std::string rate(double a_second) {
  return a_second >= 100 ? thousands(a_second) : fmt::format("{:.3g}", a_second);
}

std::string usd_range(const DrawnRange& r) {
  return fmt::format("{} - {}", usd(r.low), usd(r.high));
}

ServeSection not_fitting(const ServeInput& in, const ServeReport& r) {
  const ServingMemory& m = r.rate.memory;
  const std::string what =
      m.weights < m.capacity ? "weights and the cache of one sequence" : "weights alone";
  return {"It does not fit",
          {},
          {fmt::format("A rank's {} take {:.1f} GB of the {:.1f} GB that the unit leaves: give "
                       "more accelerators, a higher tensor or expert degree, or fewer bits.",
                       what, (m.weights + m.sequence).in(GB), m.capacity.in(GB)),
           fmt::format("{} accelerators hold one copy.", in.job.unit.accelerators)}};
}

ServeSection throughput_section(const ServeInput& in, const ServeReport& r) {
  const DecodeRate& d = r.rate.decode;
  const PrefillRate& p = r.rate.prefill;
  const double node = real(in.cluster.accelerator.node_size);
  Table t{{"", "prefill", "decode"}, {}, 1, "  "};
  t.rows = {{"tokens/s, an accelerator", rate(p.tokens_per_s), rate(d.tokens_per_s)},
            {fmt::format("tokens/s, {} of them", in.cluster.accelerator.node_size),
             rate(node * p.tokens_per_s), rate(node * d.tokens_per_s)},
            {"first token, each token, ms", ms(p.first_token.base()), ms(d.per_token.base())},
            {"of which services reach", share_words(r.throughput), share_words(r.throughput)},
            {"tokens of a pass, a tensor group", rate(p.tokens), rate(d.sequences)},
            {in.job.prefill ? "accelerators, by requests" : "part of the time",
             percent(r.rate.prefill_share), percent(1 - r.rate.prefill_share)}};
  const ServingMemory& m = r.rate.memory;
  ServeSection s{"Throughput", t, {}};
  s.notes.emplace_back(fmt::format(
      "A rank holds {:.1f} GB of weights; a sequence's cache takes {:.3f} GB, of {:.1f} GB "
      "for both: {:.0f} sequences fit. The batch is {}.",
      m.weights.in(GB), m.sequence.in(GB), m.capacity.in(GB), std::floor(m.sequences()),
      limit_words(d)));
  const auto& first = in.job.latency.first_token;
  if (first && p.first_token > *first)
    s.notes.emplace_back("The first token misses its latency: spread prefill over more ranks.");
  if (!r.rate.serves())
    s.notes.emplace_back(fmt::format("A token takes {} ms, over the {} ms asked for.",
                                     ms(d.per_token.base()), ms(in.job.latency.per_token->base())));
  return s;
}

ServeSection step_section(const ServeReport& r) {
  Table t{{"ms of a pass", "prefill", "decode"}, {}, 1, "  "};
  const ForwardCost &p = r.rate.prefill.cost, &d = r.rate.decode.cost;
  const auto row = [&](const char* what, double ForwardCost::*part) {
    if (p.*part > 0 || d.*part > 0) t.rows.push_back({what, ms(p.*part), ms(d.*part)});
  };
  row("matrix products", &ForwardCost::products);
  row("expert products", &ForwardCost::experts);
  row("attention", &ForwardCost::attention);
  row("memory-bound", &ForwardCost::memory_bound);
  row("head", &ForwardCost::head);
  row("tensor traffic", &ForwardCost::tensor_traffic);
  row("expert traffic", &ForwardCost::expert_traffic);
  t.rows.push_back({"all", ms(p.total().base()), ms(d.total().base())});
  return {"Where the time goes", t, {}};
}

ServeSection cost_section(const ServeInput& in, const ServeReport& r) {
  Table t{{"USD a million tokens", "10 %", "50 %", "90 %"}, {}, 1, "  "};
  const auto row = [&](const char* what, const DrawnRange& x) {
    t.rows.push_back({what, usd(x.low), usd(x.median), usd(x.high)});
  };
  row("fresh input", r.input);
  row("output", r.output);
  return {
      "What tokens cost",
      t,
      {fmt::format(
          "At {} USD an accelerator-hour, {} of the capacity paid for in use (given: no queue is "
          "modelled), and {} of the predicted throughput, which is what services of its kind were "
          "measured at (docs/serving.md). Cached input costs no compute.",
          summary(in.job.usd_per_hour), summary(in.job.utilisation), summary(r.throughput))}};
}

ServeSection listed_section(const ServeReport& r) {
  Table t{
      {"listed, USD/M", "in", "out", "floor in", "floor out", "margin %", "P(loss)"}, {}, 1, "  "};
  bool scaled = false, unknown = false;
  for (const ListedRow& l : r.listed) {
    const bool known = l.basis != CostBasis::unknown;
    scaled |= l.basis == CostBasis::by_active_parameters, unknown |= !known;
    const std::string mark = l.basis == CostBasis::by_active_parameters ? " *" : "";
    t.rows.push_back(
        {l.name + mark, usd(l.price.input), usd(l.price.output),
         known ? usd(l.floor_input->median) : "?", known ? usd_range(*l.floor_output) : "?",
         known ? fmt::format("{:.0f} - {:.0f}", 100 * l.margin->low, 100 * l.margin->high) : "?",
         known ? probability_text(l.loses) : "?"});
  }
  ServeSection s{"Listed prices and the floor under them", t, {}};
  s.notes.emplace_back(
      "Floor: below it a price loses money (input: the median; ranges hold 80 % of the draws). A "
      "margin pays for all "
      "else: training, staff, free use, profit.");
  if (scaled)
    s.notes.emplace_back(
        "* by active parameters: this scenario's cost times the ratio of active parameters, a "
        "prior where the model discloses none.");
  if (unknown) s.notes.emplace_back("?: nothing is known of the model's size.");
  return s;
}

ServeSection contract_section(const ServeInput& in, const ContractReport& c) {
  Table t{{"USD a month", "bill", "contract is cheaper from"}, {}, 1, "  "};
  t.rows.push_back({"the contract", usd(c.bill), ""});
  for (const ContractRow& a : c.alternatives)
    t.rows.push_back({a.name, usd(a.bill),
                      a.break_even ? fmt::format("{} requests", usd(*a.break_even)) : "never"});
  t.rows.push_back({"own units", usd(c.self_hosted.median), ""});
  ServeSection s{
      fmt::format("The contract at {} requests a month", usd(in.job.contract->requests)), t, {}};
  s.notes.emplace_back(fmt::format(
      "Own units: 80 % of the draws within {} USD; {}.", usd_range(c.self_hosted),
      !c.self_hosted_break_even       ? "never cheaper than the contract"
      : *c.self_hosted_break_even > 0 ? fmt::format("cheaper than the contract from {} requests",
                                                    usd(*c.self_hosted_break_even))
                                      : "cheaper than the contract's fee alone"));
  s.notes.emplace_back(fmt::format(
      "The seller keeps {:.0f} to {:.0f} % of the bill, if it serves this scenario's model.",
      100 * c.seller_margin->low, 100 * c.seller_margin->high));
  return s;
}

ServeSection life_section(const ServeInput& in, const LifeReport& l) {
  Table t{{"USD", "training", "serving", "all", "a 1,000 requests"}, {}, 1, "  "};
  for (const LifeRow& r : l.rows)
    t.rows.push_back({r.name, usd(r.training), usd(r.serving), usd(r.training + r.serving),
                      usd(1000 * r.request)});
  ServeSection s{fmt::format("Over {:g} year{}: does training at {:g} of the compute make it "
                             "cheaper to serve?",
                             in.job.life->years, in.job.life->years == 1 ? "" : "s",
                             in.job.life->cheaper_training),
                 t,
                 {}};
  s.notes.emplace_back(fmt::format(
      "No: a request costs the same, whatever training took, unless fewer parameters are active. "
      "Training is {} of the whole.",
      percent(l.share_of_training)));
  if (l.for_life)
    s.notes.emplace_back(fmt::format(
        "To serve {} tokens at this loss, Chinchilla's dense law has {} parameters on {} tokens as "
        "the cheapest over the life, {} on {} for training alone (Sardana et al. 2024).",
        with_suffix(l.served_tokens), with_suffix(l.for_life->parameters),
        with_suffix(l.for_life->tokens), with_suffix(l.for_training->parameters),
        with_suffix(l.for_training->tokens)));
  return s;
}

ServeSection decline_section(const ServeInput& in) {
  Table t{{"", "cheaper", "in years", "a year", "in 2 years"}, {}, 1, "  "};
  for (const PriceDecline& d : in.job.decline)
    t.rows.push_back({d.by, significant(d.factor, 3) + " x", fmt::format("{:g}", d.years),
                      significant(d.a_year(), 3) + " x",
                      thousands(d.a_year() * d.a_year()) + " x"});
  return {"How fast prices fall, as stated", t, {}};
}

ServeSection device_section(const ServeReport& r) {
  Table t{{"device", "model", "weights", "needs GB", "tokens/s", "first s"}, {}, 2, "  "};
  for (const DeviceRow& d : r.devices)
    t.rows.push_back({d.device, d.model, std::string(name(d.weights)),
                      fmt::format("{:.1f}", d.held.in(GB)),
                      d.fits ? significant(d.tokens_per_s, 3) : "no room",
                      d.fits ? significant(d.first_token.base(), 3) : ""});
  return {"On devices, one client",
          t,
          {"Weights in 4, 8 and 16 bits; where a device has no arithmetic of that format, it "
           "computes in 16 bits."}};
}

}  // namespace tenfold::report
