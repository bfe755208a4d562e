// What one rank's share of a micro-batch costs, layer kind by layer kind: times by cause, launches,
// traffic. Costed once for each distinct shard; a plan is then a look-up.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/names.h"
#include "cost/price.h"
#include "hardware/framework.h"
#include "plan/partition.h"

namespace tenfold {

// What a rank's time goes to.
enum class Cause : std::uint8_t {
  matmul,
  grouped_matmul,
  attention,
  memory_bound,
  tensor_traffic,
  context_traffic,
  expert_traffic,
  pipeline_traffic,
  gradient_traffic,
  parameter_traffic,
  offload_traffic,
  optimizer,
  bubble,
  host,
  overhead
};
template <>
inline constexpr std::array enum_names<Cause>{
    std::string_view("matrix products"),  std::string_view("expert products"),
    std::string_view("attention"),        std::string_view("memory-bound"),
    std::string_view("tensor traffic"),   std::string_view("context traffic"),
    std::string_view("expert traffic"),   std::string_view("pipeline traffic"),
    std::string_view("gradient traffic"), std::string_view("parameter traffic"),
    std::string_view("offload traffic"),  std::string_view("optimizer"),
    std::string_view("pipeline bubble"),  std::string_view("host-bound"),
    std::string_view("other overhead")};
inline constexpr std::size_t causes = enum_names<Cause>.size();

// One pass through one layer. Traffic here is what compute does not hide.
struct PassCost {
  std::array<double, causes> seconds{};
  std::array<double, causes> deviation{};  // a standard deviation of each: kernels of a cause err
                                           // together
  double launches = 0;                     // kernels that the host starts
  double collectives = 0;                  // collectives that it starts
  double total() const {
    double sum = 0;
    for (const double s : seconds) sum += s;
    return sum;
  }
  PassCost& operator+=(const PassCost&);
};

// A layer, or the part of a model before or after its layers.
struct LayerCost {
  PassCost forward, backward_input, backward_weight;
  PassCost recompute;  // of what the plan's recompute makes again, before backward
  Count weights = 0, expert_weights = 0;  // elements that the rank holds, before ZeRO
  // Bytes of a micro-batch that backward needs of a layer, and of its input alone.
  double saved = 0, input = 0;
  // Of a micro-batch, all ranks of the shard: exact, over every pair, executed. What recompute adds
  // to the executed ones stands apart.
  Count exact_flops = 0, full_flops = 0, executed_flops = 0, recomputed_flops = 0;
};

struct BlockCost {
  std::vector<LayerCost> layers;  // by kind, see DistinctLayers
  LayerCost embedding, head;      // head: final norm, projection, loss; prediction modules
  std::vector<std::size_t> kind;  // of each layer
  std::vector<Size> count;
  Count boundary_bytes = 0;  // of a micro-batch's activations between stages, a rank's share
};

BlockCost block_cost(const Architecture&, const ParallelPlan&, Size sequence_length, const Cluster&,
                     const Framework&);

// Which ranks of the cluster a plan's axis joins, by the plan's placement. Where pipeline or data
// ranks lie inside of tensor ranks, their degrees move the groups of the layers' own traffic.
Group group_of(Axis, const ParallelPlan&, const Cluster&);
std::size_t pipeline_tier(const ParallelPlan&, const Cluster&);  // that neighbouring stages cross

// Why the networks cannot hold a plan's axes in that order: none may cut a block of ranks unevenly.
std::vector<std::string> placement_faults(const ParallelPlan&, const Cluster&);

// How a model's tokens choose their experts; no model here mixes two ways.
Routing routing_of(const Architecture&, Size copies);

// Of a group, the `ranks` that are nearest to each other.
Group innermost(Group, Size ranks);

// A ring passes n - 1 parts on, as an all-gather does.
CollectiveKind collective_of(Exchange);

}  // namespace tenfold
