// First-order and total variance shares by Jansen's estimators.
#include <algorithm>
#include <cmath>

#include "base/parallel.h"
#include "base/sobol.h"
#include "claim/sensitivity.h"

namespace tenfold {
namespace {

// What a product is made of at each point: terms in log, slopes and overlaps.
struct Parts {
  std::vector<std::vector<double>> gain, slope, overlap;
};

std::vector<std::string> uncertain_keys(const Product& product) {
  std::vector<std::string> keys;
  const auto add = [&](const Uncertain& value, std::string key) {
    if (!is_certain(value)) keys.push_back(std::move(key));
  };
  for (const Term& term : product.terms) {
    add(term.value, term.key);
    add(term.per_decade, slope_key(term));
  }
  for (const Overlap& overlap : product.overlaps) add(overlap.value, overlap_key(overlap));
  return keys;
}

// The cube of dimensions [from, from + keys) of a replicate's points.
Cube cube_of(const std::vector<std::string>& keys, const std::vector<double>& points,
             std::size_t from) {
  Cube cube{keys, {}, {}, {.draws = replicate_points}};
  const std::size_t width = 2 * keys.size();
  cube.u.assign(keys.size(), std::vector<double>(static_cast<std::size_t>(replicate_points)));
  cube.z = cube.u;
  for (std::size_t d = 0; d < keys.size(); ++d)
    for (std::size_t i = 0; i < cube.u[d].size(); ++i) {
      cube.u[d][i] = points[i * width + from + d];
      cube.z[d][i] = standard_normal(cube.u[d][i]);
    }
  return cube;
}

Parts parts(const Product& product, const Cube& cube) {
  const auto n = static_cast<std::size_t>(replicate_points);
  Parts all;
  for (const Term& term : product.terms) {
    all.slope.push_back(term.at ? values(term.per_decade, slope_key(term), cube, n)
                                : std::vector<double>(n, 0.0));
    all.gain.push_back(log_values(term.value, term.key, cube, n));
    const double distance = term.at ? std::log(product.baseline / *term.at) : 0;
    for (std::size_t i = 0; i < n; ++i)
      all.gain.back()[i] = term.power * all.gain.back()[i] + all.slope.back()[i] * distance;
  }
  for (const Overlap& overlap : product.overlaps)
    all.overlap.push_back(log_values(overlap.value, overlap_key(overlap), cube, n));
  return all;
}

std::vector<double> sums(const std::vector<std::vector<double>>& columns, double start) {
  std::vector<double> all(static_cast<std::size_t>(replicate_points), start);
  for (const std::vector<double>& column : columns)
    for (std::size_t i = 0; i < all.size(); ++i) all[i] += column[i];
  return all;
}

// ln ratio without its constant, of the points A and B.
struct Points {
  Parts a, b;
  std::vector<double> gain_a, gain_b, scale_a, scale_b;
};
Points points_of(const Product& product, const std::vector<std::string>& keys, std::uint64_t seed) {
  const auto raw = sobol_points(0, replicate_points, 2 * keys.size(), seed);
  Points p{parts(product, cube_of(keys, raw, 0)),
           parts(product, cube_of(keys, raw, keys.size())),
           {},
           {},
           {},
           {}};
  const auto gains = [](const Parts& x) {
    std::vector<std::vector<double>> all = x.gain;
    all.insert(all.end(), x.overlap.begin(), x.overlap.end());
    return sums(all, 0);
  };
  p.gain_a = gains(p.a);
  p.gain_b = gains(p.b);
  p.scale_a = sums(p.a.slope, 1);
  p.scale_b = sums(p.b.slope, 1);
  return p;
}

double variance(const Points& p) {
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < p.gain_a.size(); ++i)
    for (const double y : {p.gain_a[i] / p.scale_a[i], p.gain_b[i] / p.scale_b[i]}) {
      sum += y;
      squares += y * y;
    }
  const double n = 2 * static_cast<double>(p.gain_a.size());
  return squares / n - (sum / n) * (sum / n);
}

struct Shares {
  double first = 0, total = 0;
};
Shares shares_of_term(const Points& p, std::size_t term, double variance) {
  double to_a = 0, to_b = 0;
  for (std::size_t i = 0; i < p.gain_a.size(); ++i) {
    const double moved = (p.gain_a[i] - p.a.gain[term][i] + p.b.gain[term][i]) /
                         (p.scale_a[i] - p.a.slope[term][i] + p.b.slope[term][i]);
    const double a = p.gain_a[i] / p.scale_a[i] - moved, b = p.gain_b[i] / p.scale_b[i] - moved;
    to_a += a * a;
    to_b += b * b;
  }
  const double scale = 2 * variance * static_cast<double>(p.gain_a.size());
  return {1 - to_b / scale, to_a / scale};
}

VarianceShare over_replicates(const std::vector<double>& all) {
  double sum = 0, squares = 0;
  for (const double x : all) {
    sum += x;
    squares += x * x;
  }
  const double n = static_cast<double>(all.size()), mean = sum / n;
  return {mean, std::sqrt(std::max(0.0, squares / n - mean * mean) / (n - 1))};
}

}  // namespace

std::vector<VarianceShares> estimated_shares(const Product& product, const Sampling& sampling) {
  const std::vector<std::string> keys = uncertain_keys(product);
  std::vector<std::vector<Shares>> found(static_cast<std::size_t>(replicates));
  for_each_job(replicates, thread_count(sampling.threads), [&](std::int64_t r) {
    look_up(sampling);
    const Points p = points_of(product, keys, sampling.seed + static_cast<std::uint64_t>(r));
    const double v = variance(p);
    for (std::size_t t = 0; t < product.terms.size(); ++t)
      found[static_cast<std::size_t>(r)].push_back(shares_of_term(p, t, v));
  });
  std::vector<VarianceShares> all;
  for (std::size_t t = 0; t < product.terms.size(); ++t) {
    std::vector<double> first, total;
    for (const std::vector<Shares>& one : found) {
      first.push_back(one[t].first);
      total.push_back(one[t].total);
    }
    all.push_back({over_replicates(first), over_replicates(total)});
  }
  return all;
}

}  // namespace tenfold
