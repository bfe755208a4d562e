// What the memory of an accelerator holds at the peak of a step, by category, stage by stage.
#pragma once

#include <array>
#include <vector>

#include "base/names.h"
#include "base/units.h"
#include "cost/saved_activations.h"
#include "hardware/framework.h"
#include "plan/partition.h"

namespace tenfold {

enum class MemoryUse : std::uint8_t {
  weights,
  master_weights,
  gradients,
  optimizer,
  activations,
  logits,
  communication,
  workspace,
  context,
  fragmentation
};
template <>
inline constexpr std::array enum_names<MemoryUse>{
    std::string_view("weights"),       std::string_view("master weights"),
    std::string_view("gradients"),     std::string_view("optimizer"),
    std::string_view("activations"),   std::string_view("logits and loss"),
    std::string_view("communication"), std::string_view("workspace"),
    std::string_view("context"),       std::string_view("fragmentation")};
inline constexpr std::size_t memory_uses = enum_names<MemoryUse>.size();

struct StageFootprint {
  std::array<double, memory_uses> bytes{};
  double in_flight = 1;      // micro-batches whose activations are kept
  double allocated() const;  // without context and fragmentation: torch.cuda.max_memory_allocated
  double reserved() const;   // allocated and fragmentation
  double total() const;      // what nvidia-smi shows
};

struct Footprint {
  std::vector<StageFootprint> stages;  // one a pipeline rank
  std::size_t fullest = 0;
  double spread = 0.05;  // standard deviation of ln(predicted / measured) of the peak
};

Footprint footprint(const Architecture&, const ParallelPlan&, Size sequence_length,
                    const Framework&);

}  // namespace tenfold
