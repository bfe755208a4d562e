// Whether our counts agree with what is published, model by model.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/tally.h"

namespace tenfold {

// exact: to the parameter. rounds: rounds to the announced figure. agrees: within the rounding that
// the file states. explained: differs, and the file says why. not_found: differs, cause not found.
enum class Agreement : std::uint8_t { exact, rounds, agrees, explained, not_found, differs };
template <>
inline constexpr std::array enum_names<Agreement>{
    std::string_view("exact"),           std::string_view("rounds"),
    std::string_view("agrees"),          std::string_view("explained"),
    std::string_view("cause not found"), std::string_view("DIFFERS")};

// A published figure beside ours.
struct Comparison {
  std::string model;     // key of its file
  std::string quantity;  // "total", "active", "6nd-active"
  std::string by;        // who published it
  double published = 0, ours = 0;
  std::string published_exact, ours_exact;  // decimals, where both are integers
  Agreement agreement = Agreement::differs;
  std::string note;
};

// Parameters (exact count, total, active) and FLOPs of the run.
std::vector<Comparison> parameter_comparisons(const Model&);
std::vector<Comparison> flop_comparisons(const Model&);

// Whether `ours`, rounded as the announced figure is, gives that figure. A figure's last digit is
// its last that is not zero, or one zero after it: 400 B may stand for 395 to 405 B.
bool rounds_to(double ours, double announced);

}  // namespace tenfold
