#include "scenario/serve_parts.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "laws/dense.h"

namespace tenfold {
namespace {

constexpr double hours_a_month = 8766.0 / 12, hour_seconds = 3600, days_a_year = 365.25;

// Own accelerators come in whole units: what the smallest service has and answers.
struct SmallestService {
  double accelerators = 0;
  double requests_a_month = 0;  // at full use
};
SmallestService smallest_service(const ServeInput& in, const ServiceRate& r) {
  const double decodes = real(in.job.unit.accelerators);
  const double month = hours_a_month * hour_seconds, output = real(in.job.requests.output);
  if (!in.job.prefill) return {decodes, decodes * r.requests_per_s * month};
  const double prefills = real(in.job.prefill->accelerators);
  const double answered = std::min(decodes / (output * r.output_seconds),
                                   prefills / (in.job.requests.fresh() * r.input_seconds));
  return {decodes + prefills, answered * month};
}

TokenPrice price_of(const ServingContract& c) {
  return {c.input, c.output, c.cached.value_or(c.input)};
}

// A month of own units that answer so many requests, in one draw.
double own_bill(const SmallestService& s, double requests, const ServingDraws& d, std::size_t k) {
  const double answered = s.requests_a_month * d.utilisation[k] * d.throughput[k];
  return std::max(1.0, std::ceil(requests / answered)) * s.accelerators * hours_a_month * d.rent[k];
}

}  // namespace

std::optional<ContractReport> contract_report(const ServeInput& in, const ServeReport& r,
                                              const ServingDraws& d) {
  if (!in.job.contract) return std::nullopt;
  const ServingContract& c = *in.job.contract;
  const double each = request_price(price_of(c), in.job.requests);
  ContractReport report;
  report.bill = c.fee + c.requests * each;
  for (const ListedRow& row : r.listed) {
    ContractRow one{row.name, c.requests * row.request_price, {}};
    if (row.request_price > each) one.break_even = c.fee / (row.request_price - each);
    report.alternatives.push_back(one);
  }
  const SmallestService s = smallest_service(in, r.rate);
  std::vector<double> own, left;
  for (std::size_t k = 0; k < d.factor.size(); ++k) {
    own.push_back(own_bill(s, c.requests, d, k));
    const double cost =
        c.requests * request_cost(d.factor[k] * token_cost(r.rate, 1, 1), in.job.requests);
    left.push_back(1 - cost / report.bill);
  }
  report.self_hosted = drawn_range(own), report.seller_margin = drawn_range(left);
  const double unit_bill = s.accelerators * hours_a_month * median(in.job.usd_per_hour);
  // A fee that a unit of one's own costs less than is never made up for by requests.
  const double from = unit_bill <= c.fee ? 0 : (unit_bill - c.fee) / each;
  if (from <= s.requests_a_month * median(in.job.utilisation) * median(r.throughput))
    report.self_hosted_break_even = from;
  return report;
}

std::optional<LifeReport> life_report(const ServeInput& in, const ServeReport& r) {
  if (!in.job.life) return std::nullopt;
  const ServingLife& l = *in.job.life;
  const double requests = l.requests_a_day * days_a_year * l.years;
  const double training = l.training.base() / hour_seconds * l.usd_per_hour;
  const double serving = requests * r.request_cost, x = l.cheaper_training;
  LifeReport report;
  report.rows = {{"as it is", training, serving, r.request_cost},
                 {"trained with less compute", x * training, serving, r.request_cost},
                 {"with fewer active parameters", x * training, x * serving, x * r.request_cost}};
  report.served_tokens = requests * (in.job.requests.fresh() + real(in.job.requests.output));
  report.share_of_training = training / (training + serving);
  if (in.active > 0 && in.tokens) {
    const laws::LossLaw law = laws::chinchilla();
    const double loss = laws::loss(law, in.active, *in.tokens);
    report.for_training = laws::training_optimum(law, loss, report.served_tokens);
    report.for_life = laws::lifetime_optimum(law, loss, report.served_tokens);
  }
  return report;
}

std::vector<DeviceRow> device_rows(const ServeInput& in) {
  std::vector<DeviceRow> rows;
  for (const DeviceInput& d : in.devices)
    for (const NumberFormat f : {NumberFormat::nvfp4, NumberFormat::int8, NumberFormat::bf16}) {
      ServingUnit u;
      u.weights = f;
      const ServingMemory m = serving_memory(d.architecture, u, d.accelerator, in.job.requests);
      DeviceRow row{d.device.accelerator, d.device.model,     f, m.weights + m.sequence,
                    m.capacity,           m.sequences() >= 1, 0, {}};
      if (row.fits) {
        const Served s = served(d.architecture, u, usual_cluster(d.accelerator, 1));
        row.tokens_per_s = decode_at(s, in.job.requests, 1).tokens_per_s;
        row.first_token = prefill_rate(s, in.job.requests).first_token;
      }
      rows.push_back(row);
    }
  return rows;
}

}  // namespace tenfold
