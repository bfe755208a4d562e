// Quasi-random points of the unit cube: a scrambled Sobol sequence.
//
// The sequence is Boost's (direction numbers of Joe and Kuo 2008) with the origin as point 0; each
// coordinate is scrambled by a hash that acts as Owen's nested uniform scrambling: Laine and Karras
// 2011, in the form of Burley, "Practical Hash-based Owen Scrambling", JCGT 9(4), 2020. Scrambling
// keeps the sequence's balance: of the first 2^k points each of 2^k equal intervals of a coordinate
// holds exactly one. 32 bits a coordinate; a point lies in the middle of its cell, never on 0 or 1.
#pragma once

#include <cstdint>
#include <vector>

namespace tenfold {

inline constexpr std::size_t most_dimensions = 256;

// Points first to last - 1, each `dimensions` coordinates in (0, 1), point after point. Depends on
// the seed and the indices only, so that chunks of a sequence can be made apart.
std::vector<double> sobol_points(std::int64_t first, std::int64_t last, std::size_t dimensions,
                                 std::uint64_t seed);

// The value that a fraction u of a standard normal distribution stays below; u in (0, 1).
double standard_normal(double u);

}  // namespace tenfold
