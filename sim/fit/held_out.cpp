#include "fit/held_out.h"

#include <algorithm>
#include <cmath>

namespace tenfold {

std::uint64_t shape_hash(std::initializer_list<std::int64_t> numbers) {
  std::uint64_t hash = 14695981039346656037U;
  for (const std::int64_t number : numbers)
    for (int byte_at = 0; byte_at < 64; byte_at += 8) {
      hash ^= static_cast<std::uint64_t>(number) >> byte_at & 0xFF;
      hash *= 1099511628211U;
    }
  return hash ^ hash >> 29;  // the low bits of FNV alone keep the numbers' parity
}

std::uint64_t shape_hash(const TimedMatmul& t) {
  return shape_hash({t.shape.groups, t.shape.m, t.shape.n, t.shape.k});
}

std::uint64_t shape_hash(const TimedAttention& t) {
  const AttentionShape& s = t.shape;
  return shape_hash({s.sequences, s.heads, s.kv_heads, s.queries, s.keys, s.key_width});
}

std::uint64_t shape_hash(const TimedExperts& t) {
  return shape_hash({t.tokens, t.hidden, t.inner, t.top_k, t.experts});
}

std::uint64_t shape_hash(const TimedCollective& t) {
  return shape_hash({static_cast<std::int64_t>(t.kind), t.group.ranks(),
                     static_cast<std::int64_t>(t.bytes.base())});
}

bool training_size(const TimedMatmul& t) {
  return std::min({t.shape.m, t.shape.n, t.shape.k}) >= 1024;
}

bool training_size(const TimedAttention& t) { return t.shape.queries >= 1024; }

bool training_size(const TimedExperts& t) { return t.tokens * t.top_k >= 64 * t.experts; }

double mean_absolute(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += std::abs(value);
  return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

double root_mean_square(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value * value;
  return values.empty() ? 0 : std::sqrt(sum / static_cast<double>(values.size()));
}

FitScore score_of(FitScore named, const std::vector<double>& log_errors) {
  std::vector<double> errors;
  for (const double e : log_errors) errors.push_back(std::abs(std::expm1(e)));
  named.held_out = static_cast<std::int64_t>(errors.size());
  named.median = quantile_of(errors, 0.5);
  named.p90 = quantile_of(errors, 0.9);
  return named;
}

}  // namespace tenfold
