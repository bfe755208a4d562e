// One accelerator as its maker rates it: dense, without sparsity; per device, not per node. With it
// the networks that its usual node has, and what kernels reach of the ratings.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/fields.h"
#include "base/provenance.h"
#include "base/units.h"
#include "hardware/efficiency.h"
#include "hardware/fabric.h"

namespace tenfold {

struct Accelerator {
  std::string key;  // file name without .toml
  std::string name, maker;
  std::vector<std::string> aliases;  // other keys that tables and scenarios name it by
  std::optional<FlopRate> fp32, tf32, fp16, bf16, fp8, fp4, int8;  // matrix units; dense
  Bytes memory;
  std::optional<Bytes> usable_memory;  // what a framework can allocate, where it is known
  Bandwidth memory_bandwidth;
  Watts power;
  std::optional<Watts> server_power;        // rated, its share of the whole server
  std::optional<Rent> rent_low, rent_high;  // lowest and highest price quoted for an hour of it
  std::string rent_date;                    // when they were quoted
  std::optional<Dollars> purchase_low, purchase_high;  // lowest and highest price of one, bare
  std::string purchase_date;                           // when it was asked
  std::string released;                                // "2022-09", "2022": when it could be had
  // Measured training runs on it that `validate` scores; nothing: nobody has counted. On a part
  // without any, what kernels and networks reach is carried over from others.
  std::optional<std::int64_t> measured_runs;
  std::int64_t processors = 0;  // SMs, CUs, cores: what a wave of tiles fills; 0: not told
  std::optional<Bandwidth> host_bandwidth;  // to the host, one direction
  std::int64_t node_size = 8;               // accelerators of the usual node
  double dispatch_scale = 1;  // host time of a kernel launch, over that of the framework's profile
  double system_scale = 1;    // time of a long run's kernels over those timed alone
  std::vector<MatmulEfficiency> matmul;
  std::vector<AttentionEfficiency> attention;
  std::optional<GroupedMatmulEfficiency> grouped_matmul;
  std::optional<StreamEfficiency> stream;
  std::vector<Tier> tiers;  // of its usual cluster, from inside the node outwards
  std::vector<Source> sources;
  std::map<std::string, Provenance> provenance;
};
template <>
struct Fields<Accelerator> {
  static constexpr std::tuple table{
      Field{"name", &Accelerator::name, "as the maker spells it"},
      Field{"maker", &Accelerator::maker, "who makes it"},
      Field{"aliases", &Accelerator::aliases, "other names that find this profile", optional},
      Field{"fp32", &Accelerator::fp32, "peak dense matrix rate in 32-bit floats", optional},
      Field{"tf32", &Accelerator::tf32, "peak dense matrix rate in TF32", optional},
      Field{"fp16", &Accelerator::fp16, "peak dense matrix rate in 16-bit floats", optional},
      Field{"bf16", &Accelerator::bf16, "peak dense matrix rate in bfloat16", optional},
      Field{"fp8", &Accelerator::fp8, "peak dense matrix rate in 8-bit floats", optional},
      Field{"fp4", &Accelerator::fp4, "peak dense matrix rate in 4-bit floats", optional},
      Field{"int8", &Accelerator::int8, "peak dense matrix rate in 8-bit integers", optional},
      Field{"memory", &Accelerator::memory, "device memory"},
      Field{"usable_memory", &Accelerator::usable_memory, "of it, what programs can allocate",
            optional},
      Field{"memory_bandwidth", &Accelerator::memory_bandwidth, "device memory, read plus write"},
      Field{"power", &Accelerator::power, "rated power of the device"},
      Field{"server_power", &Accelerator::server_power, "rated power of its share of a server",
            optional},
      Field{"rent_low", &Accelerator::rent_low, "lowest price quoted for an hour of it", optional},
      Field{"rent_high", &Accelerator::rent_high, "highest price quoted for an hour of it",
            optional},
      Field{"rent_date", &Accelerator::rent_date, "when the prices were quoted", optional},
      Field{"purchase_low", &Accelerator::purchase_low, "lowest price of one, without its server",
            optional},
      Field{"purchase_high", &Accelerator::purchase_high,
            "highest price of one, without its server", optional},
      Field{"purchase_date", &Accelerator::purchase_date, "when those prices were asked", optional},
      Field{"released", &Accelerator::released, "when it could first be had", optional},
      Field{"measured_runs", &Accelerator::measured_runs,
            "measured training runs on it that validate scores", optional},
      Field{"processors", &Accelerator::processors, "SMs, CUs or cores that a wave of tiles fills",
            optional},
      Field{"host_bandwidth", &Accelerator::host_bandwidth, "to the host, one direction", optional},
      Field{"node_size", &Accelerator::node_size, "accelerators of the usual node",
            optional_positive},
      Field{"dispatch_scale", &Accelerator::dispatch_scale,
            "host time of a launch over the framework's", optional},
      Field{"system_scale", &Accelerator::system_scale,
            "kernels in a long run over kernels timed alone", optional},
      Field{"matmul", &Accelerator::matmul, "what matrix products reach, by format", optional},
      Field{"attention", &Accelerator::attention,
            "what fused attention reaches, by width of a head", optional},
      Field{"grouped_matmul", &Accelerator::grouped_matmul, "what products of routed experts reach",
            optional},
      Field{"stream", &Accelerator::stream, "what memory-bound kernels reach", optional},
      Field{"tiers", &Accelerator::tiers, "networks of its usual cluster, inside the node first",
            optional},
  };
};

// The peak that 16-bit training is rated against: bfloat16, or fp16 on parts without it.
inline std::optional<FlopRate> peak_16bit(const Accelerator& a) { return a.bf16 ? a.bf16 : a.fp16; }

// The rated matrix rate of a format; nothing where the part lacks it.
inline std::optional<FlopRate> peak(const Accelerator& a, NumberFormat f) {
  using enum NumberFormat;
  switch (f) {
    case fp32:
      return a.fp32;
    case tf32:
      return a.tf32;
    case fp16:
      return a.fp16 ? a.fp16 : a.bf16;
    case bf16:
      return a.bf16;
    case nvfp4:
      return a.fp4;
    case int8:
      return a.int8;
    default:
      return a.fp8;
  }
}

inline Bytes usable_memory(const Accelerator& a) { return a.usable_memory.value_or(a.memory); }

}  // namespace tenfold
