// Which rows a fit never sees, and how far off it is on them.
#pragma once

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <vector>

#include "base/quantile.h"
#include "cost/calibration.h"
#include "cost/timed.h"

namespace tenfold {

// A number that stands for a shape: rows of one shape have the same, on every machine. FNV-1a.
std::uint64_t shape_hash(std::initializer_list<std::int64_t> numbers);
std::uint64_t shape_hash(const TimedMatmul&);
std::uint64_t shape_hash(const TimedAttention&);
std::uint64_t shape_hash(const TimedExperts&);
std::uint64_t shape_hash(const TimedCollective&);

// One in five.
constexpr bool held_out(std::uint64_t hash) { return hash % 5 == 0; }

// Shapes as training has them: every extent of a product, a sequence, or the tokens of an expert.
bool training_size(const TimedMatmul&);
bool training_size(const TimedAttention&);
bool training_size(const TimedExperts&);

template <class Timed>
struct HeldOutSplit {
  std::vector<Timed> fit, held;
};

// In the table's order.
template <class Timed>
HeldOutSplit<Timed> split(const std::vector<Timed>& rows) {
  HeldOutSplit<Timed> parts;
  for (const Timed& row : rows) (held_out(shape_hash(row)) ? parts.held : parts.fit).push_back(row);
  return parts;
}

// About `most` of the rows, by their hashes.
template <class Timed>
std::vector<Timed> sample(const std::vector<Timed>& rows, std::size_t most) {
  if (rows.size() <= most) return rows;
  std::vector<Timed> few;
  const std::uint64_t share = 1000 * most / rows.size();
  for (const Timed& row : rows)
    if (shape_hash(row) / 5 % 1000 < share) few.push_back(row);
  return few;
}

// ln(predicted / measured) of each row.
template <class Timed, class Predict>
std::vector<double> log_errors(const std::vector<Timed>& rows, const Predict& predict) {
  std::vector<double> errors;
  errors.reserve(rows.size());
  for (const Timed& row : rows) errors.push_back(std::log(predict(row) / row.time));
  return errors;
}

double mean_absolute(const std::vector<double>&);
double root_mean_square(const std::vector<double>&);

// The score of rows held out, by their logarithmic errors.
FitScore score_of(FitScore named, const std::vector<double>& log_errors);

}  // namespace tenfold
