// FLOPs of one side of a claim, from what is known of it. Private to claim/.
//
//   own pretraining   6 x active parameters x tokens
//   teacher forward   2 x the teacher's active parameters x the student's tokens
//   teacher training  6 x the teacher's active parameters x the teacher's tokens
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "claim/verdict.h"

namespace tenfold {

// As announced, else as a distribution, else counted from the shape.
std::optional<Sourced> active_parameters(const Model&);
std::optional<Sourced> training_tokens(const Model&);
std::optional<Sourced> accelerator_hours(const Model&);
std::optional<Sourced> sequence_length(const Model&);
Sourced shape(const Model&);  // of a model that has one

// Estimated or assumed.
bool is_judged(const Provenance&);
bool any_judged(const std::vector<Sourced>&);

// "17 B", "22 T [8, 60]", with a unit's word where it has one.
std::string text(const Uncertain&);
// "17 B", "2.24e24", never a trailing ".0". Numbers of files carry up to six digits.
std::string number_text(double, int digits = 3);

Input input(const Sourced&);
std::vector<Input> inputs(const std::vector<Sourced>&);

// FLOPs at the medians, how they are made, and of what.
struct Amount {
  double flops = 0;
  std::string formula;  // "6 x 17 B x 22 T"
  std::vector<Sourced> of;
};
std::optional<Amount> component(const Party&, Component);
std::string missing(const Party&, Component);  // what is not disclosed, where component() is empty

// Own pretraining plus the boundary's parts; nothing where a part is not known.
std::optional<Amount> within(const Party&, const Boundary&);

}  // namespace tenfold
