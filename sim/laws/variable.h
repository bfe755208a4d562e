// What a law is asked for and answers in: the variables of all laws under one name each.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/names.h"

namespace tenfold {
namespace laws {

// Counts are plain numbers, compute is in FLOPs, losses are in the law's unit (nats a token unless
// it says otherwise).
enum class Variable : std::uint8_t {
  parameters,
  tokens,
  compute,
  loss,
  tokens_per_parameter,
  unique_tokens,
  experts,
  granularity,
  sparsity,
  active_share,
  dense_compute,
  weight_bits,
  activation_bits,
  cache_bits,
  final_bits,
  teacher_loss,
  teacher_parameters,
  teacher_tokens,
  inference_tokens,
  batch,
  steps,
  fewest_steps,
  fewest_examples,
  year,
  to_year,
  score,
  first_score,
  last_score,
  middle_compute,
  steepness,
  capability,
  difficulty,
  slope,
  points,
  compute_ratio
};

// What is asked: a value for each variable that is given.
using Query = std::map<Variable, double>;

struct VariableFacts {
  Variable variable;
  std::string_view meaning;
  double low, high;  // what can be asked at all, both ends included
};
const VariableFacts& facts(Variable);

// "40.36 B", "5.76e23", "1.9208", "2024.5": as a report prints a value of this variable.
std::string value_text(Variable, double value);

// Four significant digits, five of a loss, without zeros at the end: "0.8278", "5.76e23".
std::string number_text(double value, int digits = 4);

// How far `value` lies beyond `bound`, as decades: of one less itself for a sparsity, and as years
// for a year. "1.6 decades"
std::string distance_text(Variable, double value, double bound);

}  // namespace laws

template <>
inline constexpr std::array enum_names<laws::Variable>{std::string_view("parameters"),
                                                       std::string_view("tokens"),
                                                       std::string_view("compute"),
                                                       std::string_view("loss"),
                                                       std::string_view("tokens-per-parameter"),
                                                       std::string_view("unique-tokens"),
                                                       std::string_view("experts"),
                                                       std::string_view("granularity"),
                                                       std::string_view("sparsity"),
                                                       std::string_view("active-share"),
                                                       std::string_view("dense-compute"),
                                                       std::string_view("weight-bits"),
                                                       std::string_view("activation-bits"),
                                                       std::string_view("cache-bits"),
                                                       std::string_view("final-bits"),
                                                       std::string_view("teacher-loss"),
                                                       std::string_view("teacher-parameters"),
                                                       std::string_view("teacher-tokens"),
                                                       std::string_view("inference-tokens"),
                                                       std::string_view("batch"),
                                                       std::string_view("steps"),
                                                       std::string_view("fewest-steps"),
                                                       std::string_view("fewest-examples"),
                                                       std::string_view("year"),
                                                       std::string_view("to-year"),
                                                       std::string_view("score"),
                                                       std::string_view("first-score"),
                                                       std::string_view("last-score"),
                                                       std::string_view("middle-compute"),
                                                       std::string_view("steepness"),
                                                       std::string_view("capability"),
                                                       std::string_view("difficulty"),
                                                       std::string_view("slope"),
                                                       std::string_view("points"),
                                                       std::string_view("compute-ratio")};

}  // namespace tenfold
