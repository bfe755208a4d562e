// The size that is best at each compute budget, read off the runs without a law of the loss.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/names.h"
#include "laws/fit_report.h"

namespace tenfold {

// How ln L is drawn through the runs of a budget over ln N: by Akima's 1970 interpolation or a
// natural cubic spline, which pass through every run, or by the least-squares parabola of
// Hoffmann et al. 2022 (approach 2), which is biased where the runs spread widely.
enum class IsoflopCurve : std::uint8_t { akima, cubic, parabola };
template <>
inline constexpr std::array enum_names<IsoflopCurve>{
    std::string_view("akima"), std::string_view("cubic"), std::string_view("parabola")};

// Of each budget that has at least four sizes and its minimum between them, upwards. Runs of one
// size and budget count as the best of them.
std::vector<IsoflopMinimum> isoflop_minima(const Ladder&, IsoflopCurve);

// y = coefficient x^exponent, by least squares of the logarithms.
struct PowerLaw {
  double coefficient = 0, exponent = 0;
  double exponent_error = 0;  // standard error
};
PowerLaw power_law(const std::vector<double>& x, const std::vector<double>& y,
                   const std::vector<double>& weights);  // none: all alike

// N* over C of the minima; nothing of fewer than three.
std::optional<PowerLaw> allocation_law(const std::vector<IsoflopMinimum>&);

}  // namespace tenfold
