#include "laws/variable.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/digits.h"

namespace tenfold::laws {
namespace {

constexpr double most = 1e40;  // of any count: beyond what can be meant
constexpr double any = 1e6;    // of numbers that may be negative

constexpr std::array all{
    VariableFacts{Variable::parameters, "N, parameters of the model", 1, most},
    VariableFacts{Variable::tokens, "D, tokens of training", 1, most},
    VariableFacts{Variable::compute, "C, FLOPs of training", 1, most},
    VariableFacts{Variable::loss, "L, the loss to reach", 1e-9, any},
    VariableFacts{Variable::tokens_per_parameter, "D/N", 1e-9, most},
    VariableFacts{Variable::unique_tokens, "U, tokens that are not repeated", 1, most},
    VariableFacts{Variable::experts, "E, experts of a layer", 1, 1e6},
    VariableFacts{Variable::granularity, "G, how finely experts are cut", 1e-3, 1e6},
    VariableFacts{Variable::sparsity, "S, the share of experts that rest", 0, 0.999999},
    VariableFacts{Variable::active_share, "A, the share of experts that serve a token", 1e-6, 1},
    VariableFacts{Variable::dense_compute, "FLOPs of the dense model to match", 1, most},
    VariableFacts{Variable::weight_bits, "bits of weights in training", 0.1, 64},
    VariableFacts{Variable::activation_bits, "bits of activations in training", 0.1, 64},
    VariableFacts{Variable::cache_bits, "bits of keys and values in training", 0.1, 64},
    VariableFacts{Variable::final_bits, "bits of weights after training", 0.1, 64},
    VariableFacts{Variable::teacher_loss, "L_T, the teacher's loss", 1e-3, any},
    VariableFacts{Variable::teacher_parameters, "N_T, the teacher's parameters", 1, most},
    VariableFacts{Variable::teacher_tokens, "D_T, the teacher's tokens", 1, most},
    VariableFacts{Variable::inference_tokens, "tokens read and written in use", 0, most},
    VariableFacts{Variable::batch, "B, the batch, in the law's unit", 1e-3, most},
    VariableFacts{Variable::steps, "S, optimizer steps", 1e-3, most},
    VariableFacts{Variable::fewest_steps, "Smin, steps at a boundless batch", 1e-3, most},
    VariableFacts{Variable::fewest_examples, "Emin, examples at the least batch", 1e-3, most},
    VariableFacts{Variable::year, "Y, with a fraction", 1950, 2100},
    VariableFacts{Variable::to_year, "the later year", 1950, 2100},
    VariableFacts{Variable::score, "R, the score to reach", -any, any},
    VariableFacts{Variable::first_score, "R0, the score at the start", -any, any},
    VariableFacts{Variable::last_score, "A, the score that it ends at", -any, any},
    VariableFacts{Variable::middle_compute, "Cmid, compute of half of the gain", 1e-9, most},
    VariableFacts{Variable::steepness, "B, how steep the curve is", 1e-3, 1e3},
    VariableFacts{Variable::capability, "of a model, in the index's units", -any, any},
    VariableFacts{Variable::difficulty, "of a benchmark, in the same units", -any, any},
    VariableFacts{Variable::slope, "of a benchmark", 1e-6, any},
    VariableFacts{Variable::points, "of the index", -1e3, 1e3},
    VariableFacts{Variable::compute_ratio, "compute over compute", 1e-20, most}};

bool is_count(Variable v) {
  return v == Variable::parameters || v == Variable::tokens || v == Variable::unique_tokens ||
         v == Variable::teacher_parameters || v == Variable::teacher_tokens ||
         v == Variable::inference_tokens || v == Variable::batch;
}

// "70.0 B" is "70 B", "1.000e22" is "1e22".
std::string trimmed(const std::string& text) {
  const std::size_t end = std::min(text.find_first_of(" e"), text.size());
  return without_zeros(text.substr(0, end)) + text.substr(end);
}

// "40.36 B"
std::string with_size(double value) {
  constexpr std::array sizes{std::pair{1e12, 'T'}, std::pair{1e9, 'B'}, std::pair{1e6, 'M'},
                             std::pair{1e3, 'K'}};
  for (const auto& [size, letter] : sizes)
    if (value >= size * 0.99995)
      return fmt::format("{} {}", without_zeros(significant(value / size, 4)), letter);
  return without_zeros(significant(value, 4));
}

bool is_year(Variable v) { return v == Variable::year || v == Variable::to_year; }

}  // namespace

const VariableFacts& facts(Variable v) { return all[index(v)]; }

std::string number_text(double value, int digits) { return trimmed(significant(value, digits)); }

std::string value_text(Variable v, double value) {
  if (is_year(v)) return without_zeros(fmt::format("{:.2f}", value));
  if (is_count(v) && value >= 1e3 && value < 1e15) return with_size(value);
  return number_text(value, v == Variable::loss ? 5 : 4);
}

std::string distance_text(Variable v, double value, double bound) {
  if (is_year(v)) return fmt::format("{:.1f} years", std::abs(value - bound));
  const bool sparse = v == Variable::sparsity;
  const double ratio = sparse ? (1 - value) / (1 - bound) : value / bound;
  const double decades = std::abs(std::log10(ratio));
  return decades < 0.05 ? "less than 0.1 decades" : fmt::format("{:.1f} decades", decades);
}

}  // namespace tenfold::laws
