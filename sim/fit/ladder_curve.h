// Curves through a few points, and where they are lowest. Private to fit/.
#pragma once

#include <optional>
#include <vector>

namespace tenfold {

struct Knots {
  std::vector<double> x, y;  // x rises
};

// The slope at each knot of Akima's curve (J. ACM 17, 1970), of at least three knots.
std::vector<double> akima_slopes(const Knots&);

// The same of the spline whose second derivative is continuous, and zero at both ends.
std::vector<double> natural_spline_slopes(const Knots&);

// Where a curve is lowest between its ends; nothing where that is an end, or it has no such place.
struct Lowest {
  double x = 0, y = 0;
};
std::optional<Lowest> lowest_of_hermite(const Knots&, const std::vector<double>& slopes);
std::optional<Lowest> lowest_of_parabola(const Knots&);

}  // namespace tenfold
