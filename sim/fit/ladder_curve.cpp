#include "fit/ladder_curve.h"

#include <cmath>

namespace tenfold {
namespace {

// Slopes between neighbours.
std::vector<double> chords(const Knots& k) {
  std::vector<double> slopes;
  for (std::size_t i = 1; i < k.x.size(); ++i)
    slopes.push_back((k.y[i] - k.y[i - 1]) / (k.x[i] - k.x[i - 1]));
  return slopes;
}

// y0 + m0 t + c t^2 + d t^3 from a knot to the next.
struct Cubic {
  double y0, m0, c, d;
  double at(double t) const { return y0 + t * (m0 + t * (c + t * d)); }
};

Cubic segment(const Knots& k, const std::vector<double>& m, std::size_t i) {
  const double h = k.x[i + 1] - k.x[i], chord = (k.y[i + 1] - k.y[i]) / h;
  return {k.y[i], m[i], (3 * chord - 2 * m[i] - m[i + 1]) / h,
          (m[i] + m[i + 1] - 2 * chord) / (h * h)};
}

// Where the cubic turns, in (0, h): its derivative's roots.
std::vector<double> turns(const Cubic& s, double h) {
  std::vector<double> roots;
  const double disc = s.c * s.c - 3 * s.d * s.m0;
  if (std::abs(s.d) * h * h < 1e-14 * (std::abs(s.m0) + std::abs(s.c) * h)) {
    if (s.c != 0) roots = {-s.m0 / (2 * s.c)};
  } else if (disc >= 0) {
    const double q = -(s.c + std::copysign(std::sqrt(disc), s.c));
    roots = {q / (3 * s.d)};
    if (q != 0) roots.push_back(s.m0 / q);
  }
  std::erase_if(roots, [h](double t) { return !(t > 0 && t < h); });
  return roots;
}

}  // namespace

std::vector<double> akima_slopes(const Knots& k) {
  std::vector<double> m = chords(k);
  const std::size_t n = m.size();
  const double before = 2 * m[0] - m[1], after = 2 * m[n - 1] - m[n - 2];
  m.insert(m.begin(), {2 * before - m[0], before});
  m.insert(m.end(), {after, 2 * after - m[m.size() - 1]});
  std::vector<double> slopes;
  for (std::size_t i = 0; i < k.x.size(); ++i) {
    const double right = std::abs(m[i + 3] - m[i + 2]), left = std::abs(m[i + 1] - m[i]);
    const bool flat = right + left < 1e-9 * (std::abs(m[i + 1]) + std::abs(m[i + 2]));
    slopes.push_back(flat ? (m[i + 1] + m[i + 2]) / 2
                          : (right * m[i + 1] + left * m[i + 2]) / (right + left));
  }
  return slopes;
}

std::vector<double> natural_spline_slopes(const Knots& k) {
  const std::vector<double> chord = chords(k);
  const std::size_t n = k.x.size();
  // Rows below[i] m[i-1] + 2 (below[i] + above[i]) m[i] + above[i] m[i+1] = right[i], solved
  // upwards.
  std::vector<double> diagonal(n), above(n), right(n);
  for (std::size_t i = 0; i < n; ++i) {
    const double l = i > 0 ? 1 / (k.x[i] - k.x[i - 1]) : 0;
    const double u = i + 1 < n ? 1 / (k.x[i + 1] - k.x[i]) : 0;
    diagonal[i] = 2 * (l + u);
    above[i] = u;
    right[i] = 3 * ((i > 0 ? l * chord[i - 1] : 0) + (i + 1 < n ? u * chord[i] : 0));
    if (i == 0) continue;
    const double factor = l / diagonal[i - 1];
    diagonal[i] -= factor * above[i - 1];
    right[i] -= factor * right[i - 1];
  }
  std::vector<double> m(n);
  for (std::size_t i = n; i-- > 0;)
    m[i] = (right[i] - (i + 1 < n ? above[i] * m[i + 1] : 0)) / diagonal[i];
  return m;
}

std::optional<Lowest> lowest_of_hermite(const Knots& k, const std::vector<double>& m) {
  Lowest best{k.x.front(), k.y.front()};
  bool inside = false;
  const auto take = [&](double x, double y, bool interior) {
    if (y >= best.y) return;
    best = {x, y};
    inside = interior;
  };
  for (std::size_t i = 0; i + 1 < k.x.size(); ++i) {
    const Cubic s = segment(k, m, i);
    for (const double t : turns(s, k.x[i + 1] - k.x[i])) take(k.x[i] + t, s.at(t), true);
    take(k.x[i + 1], k.y[i + 1], i + 2 < k.x.size());
  }
  if (!inside) return std::nullopt;
  return best;
}

std::optional<Lowest> lowest_of_parabola(const Knots& k) {
  const double n = static_cast<double>(k.x.size());
  double mean = 0, s2 = 0, s3 = 0, s4 = 0, y0 = 0, y1 = 0, y2 = 0;
  for (const double x : k.x) mean += x / n;
  for (std::size_t i = 0; i < k.x.size(); ++i) {
    const double x = k.x[i] - mean, y = k.y[i];
    s2 += x * x, s3 += x * x * x, s4 += x * x * x * x;
    y0 += y, y1 += x * y, y2 += x * x * y;
  }
  // y = c + b x + a x^2; the normal equations, with the sum of x zero.
  const double d = s4 - s2 * s2 / n - s3 * s3 / s2;
  const double a = (y2 - s2 * y0 / n - s3 * y1 / s2) / d;
  if (!(a > 0)) return std::nullopt;
  const double b = (y1 - a * s3) / s2, c = (y0 - a * s2) / n;
  const double at = -b / (2 * a);
  if (at + mean <= k.x.front() || at + mean >= k.x.back()) return std::nullopt;
  return Lowest{at + mean, c + at * (b + a * at)};
}

}  // namespace tenfold
