// The networks that join accelerators, tier by tier from inside the node outwards.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/fields.h"
#include "base/names.h"
#include "base/units.h"
#include "hardware/efficiency.h"

namespace tenfold {

// switched: every pair at full rate (NVSwitch, fat tree). mesh: a link a pair (xGMI, cube mesh).
// torus: links to neighbours (TPU). bus: through the host (PCIe).
enum class Topology : std::uint8_t { switched, mesh, torus, bus };
template <>
inline constexpr std::array enum_names<Topology>{
    std::string_view("switched"), std::string_view("mesh"), std::string_view("torus"),
    std::string_view("bus")};

enum class CollectiveKind : std::uint8_t {
  all_reduce,
  all_gather,
  reduce_scatter,
  all_to_all,
  point_to_point
};
template <>
inline constexpr std::array enum_names<CollectiveKind>{
    std::string_view("all-reduce"), std::string_view("all-gather"),
    std::string_view("reduce-scatter"), std::string_view("all-to-all"),
    std::string_view("point-to-point")};

// How the latency of a collective grows with the members that it joins: hop by hop around a ring,
// or level by level of a tree.
enum class Growth : std::uint8_t { linear, logarithmic };
template <>
inline constexpr std::array enum_names<Growth>{std::string_view("linear"),
                                               std::string_view("logarithmic")};

// One way of a library to run a collective, by protocol (LL, LL128, Simple) and algorithm (ring,
// tree, NVLS, torus): T = L + W with L = latency + latency_per_rank x hops and W = wire bytes /
// (efficiency x tier bandwidth), hops = n - 1 or log2 n; where a message's chunks hide the latency,
// T = (L^norm + W^norm)^(1/norm). The fastest is taken. Ranks of a tier are the members that it
// joins: accelerators inside a node, nodes outside.
struct Protocol {
  std::string name;  // "ring LL", "NVLS simple"
  Seconds latency;
  std::optional<Seconds> latency_per_rank;  // none: zero
  Growth growth = Growth::linear;
  double efficiency = 0.8;       // over 1 where the switch reduces (NVLS)
  double norm = 1;               // of latency and wire; 1: their sum
  std::int64_t least_ranks = 2;  // not used below
  std::int64_t most_ranks = 0;   // not used above; 0: any
};
template <>
struct Fields<Protocol> {
  static constexpr std::tuple table{
      Field{"name", &Protocol::name, "algorithm and protocol"},
      Field{"latency", &Protocol::latency, "of a small message between two"},
      Field{"latency_per_rank", &Protocol::latency_per_rank, "more for each further rank",
            optional},
      Field{"growth", &Protocol::growth, "of latency with ranks: linear or logarithmic", optional},
      Field{"efficiency", &Protocol::efficiency, "bus bandwidth over the tier's bandwidth",
            Rule{.low = 1e-3, .high = 2}},
      Field{"norm", &Protocol::norm, "how latency and wire join; 1: their sum",
            Rule{.required = false, .low = 1, .high = 10}},
      Field{"least_ranks", &Protocol::least_ranks, "not used by fewer", optional_positive},
      Field{"most_ranks", &Protocol::most_ranks, "not used by more; 0 for any", optional},
  };
};

struct CollectiveEfficiency {
  CollectiveKind kind = CollectiveKind::all_reduce;
  std::vector<Protocol> protocols;
  double spread = 0.1;  // standard deviation of ln(predicted / measured)
  FitBasis basis = FitBasis::measured;
};
template <>
struct Fields<CollectiveEfficiency> {
  static constexpr std::tuple table{
      Field{"kind", &CollectiveEfficiency::kind, "which collective"},
      Field{"protocols", &CollectiveEfficiency::protocols, "ways to run it"},
      Field{"spread", &CollectiveEfficiency::spread,
            "standard deviation of ln(predicted / measured)"},
      Field{"basis", &CollectiveEfficiency::basis, "measured here, or transferred"},
  };
};

// A network that joins `reach` accelerators.
struct Tier {
  std::string name;  // "NVLink 4", "InfiniBand NDR rail", "spine"
  Topology topology = Topology::switched;
  std::int64_t reach = 0;  // accelerators that one such network joins; 0: all of the cluster
  Bandwidth bandwidth;     // of an accelerator, one direction, all its links of this tier
  std::optional<Bandwidth> pair_bandwidth;  // between two accelerators, where it is less
  Seconds latency;                          // of a small message between two accelerators
  double oversubscription = 1;              // leaving the tier below: 7 means a seventh of the rate
  std::vector<CollectiveEfficiency> collectives;
};
template <>
struct Fields<Tier> {
  static constexpr std::tuple table{
      Field{"name", &Tier::name, "as its maker calls it"},
      Field{"topology", &Tier::topology, "how it joins them", optional},
      Field{"reach", &Tier::reach, "accelerators that one such network joins; 0 for all", optional},
      Field{"bandwidth", &Tier::bandwidth, "of an accelerator, one direction"},
      Field{"pair_bandwidth", &Tier::pair_bandwidth, "between two accelerators, where less",
            optional},
      Field{"latency", &Tier::latency, "of a small message"},
      Field{"oversubscription", &Tier::oversubscription, "how many times less than full bisection",
            Rule{.required = false, .low = 1, .high = 1e3}},
      Field{"collectives", &Tier::collectives, "what collectives reach", optional},
  };
};

}  // namespace tenfold
