// What backward needs of a layer's forward pass: the graph's activations that a backward operator
// reads, and what kernels keep beside them.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "hardware/framework.h"
#include "plan/partition.h"

namespace tenfold {

// Bytes of one layer's activations that backward needs, by the operator that keeps them; of its
// input by the layer before. `prediction_layers`: of the modules that predict further tokens.
inline constexpr auto prediction_layers = static_cast<std::size_t>(-1);
struct SavedActivation {
  std::string_view name = {};
  double bytes = 0;
};
std::vector<SavedActivation> saved_activations(const LocalGraph&, std::size_t layer_kind,
                                               const ParallelPlan&, const Framework&);
double total_bytes(const std::vector<SavedActivation>&);

// Of the residual stream, which is all that full recomputation keeps of a layer.
double input_bytes(const LocalGraph&, std::size_t layer_kind);

}  // namespace tenfold
