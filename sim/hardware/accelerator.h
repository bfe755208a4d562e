// One accelerator as its maker rates it: dense, without sparsity; per device, not per node.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/fields.h"
#include "base/provenance.h"
#include "base/units.h"

namespace tenfold {

struct Accelerator {
  std::string key;  // file name without .toml
  std::string name, maker;
  std::optional<FlopRate> fp16, bf16, fp8;  // matrix units; nothing where the part lacks the format
  Bytes memory;
  Bandwidth memory_bandwidth;
  Watts power;
  std::vector<Source> sources;
  std::map<std::string, Provenance> provenance;
};
template <>
struct Fields<Accelerator> {
  static constexpr std::tuple table{
      Field{"name", &Accelerator::name, "as the maker spells it"},
      Field{"maker", &Accelerator::maker, "who makes it"},
      Field{"fp16", &Accelerator::fp16, "peak dense matrix rate in 16-bit floats", optional},
      Field{"bf16", &Accelerator::bf16, "peak dense matrix rate in bfloat16", optional},
      Field{"fp8", &Accelerator::fp8, "peak dense matrix rate in 8-bit floats", optional},
      Field{"memory", &Accelerator::memory, "device memory"},
      Field{"memory_bandwidth", &Accelerator::memory_bandwidth, "device memory, read plus write"},
      Field{"power", &Accelerator::power, "rated power of the device"},
  };
};

// The peak that 16-bit training is rated against: bfloat16, or fp16 on parts without it.
inline std::optional<FlopRate> peak_16bit(const Accelerator& a) { return a.bf16 ? a.bf16 : a.fp16; }

}  // namespace tenfold
