#include "serving/throughput.h"

#include <algorithm>
#include <cmath>

namespace tenfold {
namespace {

// Seconds that a tensor group spends on the fresh input of a request.
double request_seconds(const PrefillRate& p, const Requests& r) {
  return p.tokens > 0 ? r.fresh() / p.tokens * p.pass.base() : 0;
}

// With the prefill of other requests in between, where the same accelerators do both.
DecodeRate with_prefill(DecodeRate d, const Service& s, const PrefillRate& p) {
  if (!s.prefill)
    d.per_token += d.sequences * request_seconds(p, s.requests) / real(s.requests.output) * second;
  return d;
}

struct Bound {
  double sequences = 0;
  BatchLimit limit = BatchLimit::memory;
};
Bound memory_bound(const ServingMemory& m, const ServingUnit& u) {
  const double fit = std::floor(m.sequences());
  if (fit < 1) return {0, BatchLimit::weights};
  if (u.most_sequences > 0 && real(u.most_sequences) < fit)
    return {real(u.most_sequences), BatchLimit::given};
  return {fit, BatchLimit::memory};
}

// The largest whole batch up to the bound that keeps the time of a token; time grows with it.
DecodeRate largest_in_time(const Service& s, const PrefillRate& p, Bound bound) {
  const auto at = [&](double n) { return with_prefill(decode_at(s.decode, s.requests, n), s, p); };
  DecodeRate best = at(bound.sequences);
  best.limit = bound.limit;
  if (!s.target.per_token || best.per_token <= *s.target.per_token) return best;
  double low = 1, high = bound.sequences;
  best = at(low);
  best.limit = best.per_token <= *s.target.per_token ? BatchLimit::latency : BatchLimit::too_slow;
  if (best.limit == BatchLimit::too_slow) return best;
  while (high - low > 1) {
    const double middle = std::floor((low + high) / 2);
    DecodeRate tried = at(middle);
    tried.limit = BatchLimit::latency;
    if (tried.per_token <= *s.target.per_token)
      low = middle, best = tried;
    else
      high = middle;
  }
  return best;
}

}  // namespace

PrefillRate prefill_rate(const Served& s, const Requests& r) {
  const double whole = r.fresh(), most = real(s.unit.pass_tokens);
  ServingBatch batch{.sequences = std::max(1.0, std::floor(most / whole)),
                     .fresh = whole,
                     .before = r.kept(),
                     .decode = false};
  if (whole > most) batch.fresh = most, batch.before += (whole - most) / 2;
  PrefillRate p;
  p.cost = forward(s, batch);
  p.tokens = batch.tokens();
  p.pass = p.cost.total();
  p.first_token = std::max(1.0, whole / most) * p.pass;
  p.tokens_per_s = p.tokens / p.pass.base() / real(s.unit.tensor);
  return p;
}

DecodeRate decode_at(const Served& s, const Requests& r, double sequences) {
  const ServingBatch batch{.sequences = sequences,
                           .fresh = 1 + real(s.unit.drafted),
                           .before = r.mean_length(),
                           .decode = true};
  DecodeRate d;
  d.cost = forward(s, batch), d.sequences = sequences;
  d.step = d.cost.total();
  d.per_token = d.step / s.unit.tokens_a_step();
  d.tokens_per_s = sequences / d.per_token.base() / real(s.unit.tensor);
  d.limit = BatchLimit::given;
  return d;
}

ServiceRate service_rate(const Service& s) {
  const Served& prefills = s.prefill ? *s.prefill : s.decode;
  ServiceRate r;
  r.memory =
      serving_memory(s.decode.whole, s.decode.unit, s.decode.cluster.accelerator, s.requests);
  r.prefill = prefill_rate(prefills, s.requests);
  const Bound bound = memory_bound(r.memory, s.decode.unit);
  r.decode.limit = bound.limit;
  if (bound.limit == BatchLimit::weights) return r;
  r.decode = largest_in_time(s, r.prefill, bound);
  r.input_seconds = 1 / r.prefill.tokens_per_s;
  r.output_seconds = 1 / r.decode.tokens_per_s;
  const double prefill = s.requests.fresh() * r.input_seconds;
  const double decode = real(s.requests.output) * r.output_seconds;
  r.requests_per_s = 1 / (prefill + decode);
  r.prefill_share = prefill / (prefill + decode);
  return r;
}

}  // namespace tenfold
