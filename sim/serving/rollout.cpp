#include "serving/rollout.h"

#include <algorithm>
#include <cmath>

#include "serving/throughput.h"

namespace tenfold {
namespace {

// Of outputs that have `length` tokens already.
Seconds per_token(const Served& s, double outputs, double length) {
  const Requests there{.input = static_cast<Size>(length), .output = 1};
  return decode_at(s, there, outputs).per_token;
}

double cut_mean(double scale, double longest) { return scale * -std::expm1(-longest / scale); }

// From the last output of the queue on: `slots` outputs of a group, `all` of them together, thin
// out to the longest.
Seconds tail_time(const Served& s, const RolloutBatch& b, double slots, double all) {
  constexpr int parts = 128;
  const double scale = uncut_mean(b.output, b.longest);
  Seconds sum;
  for (int i = 0; i < parts; ++i) {
    const double length = (i + 0.5) / parts * b.longest;
    const double alive = std::exp(-length / scale);
    const double any = -std::expm1(all * std::log1p(-alive));  // some output is as long
    sum += any * (b.longest / parts) * per_token(s, std::max(1.0, slots * alive), b.input + length);
  }
  return sum;
}

}  // namespace

double uncut_mean(double mean, double longest) {
  constexpr int halvings = 100;
  double low = mean, high = mean;
  while (cut_mean(high, longest) < mean && high < 1e6 * longest) high *= 2;
  for (int i = 0; i < halvings; ++i) {
    const double middle = (low + high) / 2;
    (cut_mean(middle, longest) < mean ? low : high) = middle;
  }
  return (low + high) / 2;
}

RolloutTime rollout_time(const Served& s, const RolloutBatch& b, double units) {
  const Requests mean{.input = std::max<Size>(1, std::llround(b.input)),
                      .output = std::max<Size>(1, std::llround(b.output))};
  const ServingMemory m = serving_memory(s.whole, s.unit, s.cluster.accelerator, mean);
  const double groups = units * real(s.unit.groups()), waiting = b.outputs / groups;
  RolloutTime t;
  t.slots = std::min(std::max(1.0, waiting), std::floor(m.sequences()));
  if (s.unit.most_sequences > 0) t.slots = std::min(t.slots, real(s.unit.most_sequences));
  if (t.slots < 1) return {};
  const double per_s = prefill_rate(s, mean).tokens_per_s * real(s.unit.tensor);
  t.prefill = Seconds::base(waiting * b.input / per_s);
  const double queued = std::max(0.0, waiting - t.slots);
  t.full = queued / t.slots * b.output * per_token(s, t.slots, b.input + b.output / 2);
  t.tail = tail_time(s, b, t.slots, t.slots * groups);
  return t;
}

}  // namespace tenfold
