// How far kernels stay below the rated peaks of an accelerator: fitted parameters, which are data
// of its profile. The equations stand in cost/price.h. `tenfold calibrate` fits them.
#pragma once

#include <cstdint>

#include "base/fields.h"
#include "base/names.h"
#include "base/number_format.h"
#include "base/units.h"

namespace tenfold {

// measured: fitted to kernels timed on this part. transferred: from a related part, with a wider
// spread.
enum class FitBasis : std::uint8_t { measured, transferred };
template <>
inline constexpr std::array enum_names<FitBasis>{std::string_view("measured"),
                                                 std::string_view("transferred")};

// Of a matrix product of one number format.
struct MatmulEfficiency {
  NumberFormat format = NumberFormat::bf16;
  double compute = 0.8, memory = 0.8;  // fractions of peak rate and bandwidth
  Seconds launch;                      // a kernel's fixed time on the device
  double tile_half = 0;                // of a tile's saturation, in tiles of 128 x 128
  double depth_half = 0;               // inner extent at which half of the peak is reached
  double wave = 0;                     // how much of a partial wave is lost, 0 to 1
  double norm = 2;                     // of the p-norm that joins compute and memory time
  double throttle = 0;                 // slow-down of long kernels by the power limit
  Seconds throttle_time;               // of half of that slow-down
  Seconds split_cost;                  // of splitting the inner extent over SMs
  double quantise = 0;                 // bandwidth fraction of the quantisation pass; 0: no pass
  double spread = 0.08;                // standard deviation of ln(predicted / measured)
  FitBasis basis = FitBasis::measured;
};
template <>
struct Fields<MatmulEfficiency> {
  static constexpr std::tuple table{
      Field{"format", &MatmulEfficiency::format, "number format of the product"},
      Field{"compute", &MatmulEfficiency::compute, "reachable fraction of the peak rate"},
      Field{"memory", &MatmulEfficiency::memory, "reachable fraction of the memory bandwidth"},
      Field{"launch", &MatmulEfficiency::launch, "fixed time of a kernel"},
      Field{"tile_half", &MatmulEfficiency::tile_half, "half saturation of a tile, in 128 x 128",
            optional},
      Field{"depth_half", &MatmulEfficiency::depth_half, "inner extent of half saturation",
            optional},
      Field{"wave", &MatmulEfficiency::wave, "part of a partial wave that is lost", optional},
      Field{"norm", &MatmulEfficiency::norm, "p-norm that joins compute and memory time", optional},
      Field{"throttle", &MatmulEfficiency::throttle, "slow-down of long kernels", optional},
      Field{"throttle_time", &MatmulEfficiency::throttle_time, "kernel time of half that slow-down",
            optional},
      Field{"split_cost", &MatmulEfficiency::split_cost, "fixed time of splitting the inner extent",
            optional},
      Field{"quantise", &MatmulEfficiency::quantise,
            "bandwidth fraction of the quantisation pass; 0 for none", optional},
      Field{"spread", &MatmulEfficiency::spread, "standard deviation of ln(predicted / measured)"},
      Field{"basis", &MatmulEfficiency::basis, "measured here, or transferred from a related part"},
  };
};

// Of fused attention at one width of a head.
struct AttentionEfficiency {
  std::int64_t head_dim = 128;
  double compute = 0.6, memory = 0.4;
  Seconds launch;
  double length_half = 0;           // sequence length of half saturation, forward
  double wave = 0, norm = 1.3;      // as of a matrix product
  double critical = 0;              // weight of the longest block's path
  double backward_compute = 0.45;   // fraction of the peak in backward
  double backward_length_half = 0;  // sequence length of half saturation, backward
  double flash_2 = 1;               // FlashAttention-2's time over that of the kernel fitted
  double spread = 0.1;
  FitBasis basis = FitBasis::measured;
};
template <>
struct Fields<AttentionEfficiency> {
  static constexpr std::tuple table{
      Field{"head_dim", &AttentionEfficiency::head_dim, "width of a head", positive},
      Field{"compute", &AttentionEfficiency::compute, "reachable fraction of the peak, forward"},
      Field{"memory", &AttentionEfficiency::memory, "reachable fraction of the memory bandwidth"},
      Field{"launch", &AttentionEfficiency::launch, "fixed time of a kernel"},
      Field{"length_half", &AttentionEfficiency::length_half, "sequence length of half saturation",
            optional},
      Field{"wave", &AttentionEfficiency::wave, "part of a partial wave that is lost", optional},
      Field{"norm", &AttentionEfficiency::norm, "p-norm that joins compute and memory time",
            optional},
      Field{"critical", &AttentionEfficiency::critical, "weight of the longest block's path",
            optional},
      Field{"backward_compute", &AttentionEfficiency::backward_compute,
            "reachable fraction of the peak, backward"},
      Field{"backward_length_half", &AttentionEfficiency::backward_length_half,
            "sequence length of half saturation, backward", optional},
      Field{"flash_2", &AttentionEfficiency::flash_2,
            "FlashAttention-2's time over that of the kernel fitted", optional},
      Field{"spread", &AttentionEfficiency::spread,
            "standard deviation of ln(predicted / measured)"},
      Field{"basis", &AttentionEfficiency::basis,
            "measured here, or transferred from a related part"},
  };
};

// Of the products of routed experts, all of a layer's experts in one kernel.
struct GroupedMatmulEfficiency {
  double compute = 0.6, memory = 0.7;
  Seconds launch;
  double depth_half = 0;  // inner extent of half saturation
  double norm = 1.5;
  double backward = 1;   // time of a backward product over that of the forward one
  double imbalance = 1;  // time over that of balanced experts, without forced balance
  double spread = 0.2;
  FitBasis basis = FitBasis::measured;
};
template <>
struct Fields<GroupedMatmulEfficiency> {
  static constexpr std::tuple table{
      Field{"compute", &GroupedMatmulEfficiency::compute, "reachable fraction of the peak rate"},
      Field{"memory", &GroupedMatmulEfficiency::memory,
            "reachable fraction of the memory bandwidth"},
      Field{"launch", &GroupedMatmulEfficiency::launch, "fixed time of a kernel"},
      Field{"depth_half", &GroupedMatmulEfficiency::depth_half, "inner extent of half saturation",
            optional},
      Field{"norm", &GroupedMatmulEfficiency::norm, "p-norm that joins compute and memory time",
            optional},
      Field{"backward", &GroupedMatmulEfficiency::backward,
            "a backward product's time over the forward one's", optional},
      Field{"imbalance", &GroupedMatmulEfficiency::imbalance, "time over that of balanced experts",
            optional},
      Field{"spread", &GroupedMatmulEfficiency::spread,
            "standard deviation of ln(predicted / measured)"},
      Field{"basis", &GroupedMatmulEfficiency::basis,
            "measured here, or transferred from a related part"},
  };
};

// Fractions of the memory bandwidth that memory-bound kernels reach, by what they do.
struct StreamEfficiency {
  Seconds launch;
  double elementwise = 0.8, activation = 0.55, norm = 0.45, softmax = 0.5, lookup = 0.6,
         optimizer = 0.8;
  double spread = 0.2;
  FitBasis basis = FitBasis::transferred;
};
template <>
struct Fields<StreamEfficiency> {
  static constexpr std::tuple table{
      Field{"launch", &StreamEfficiency::launch, "fixed time of a kernel"},
      Field{"elementwise", &StreamEfficiency::elementwise, "sums, dropout, casts"},
      Field{"activation", &StreamEfficiency::activation, "GeLU, SwiGLU"},
      Field{"norm", &StreamEfficiency::norm, "layer and RMS norms"},
      Field{"softmax", &StreamEfficiency::softmax, "softmax of scores, loss over logits"},
      Field{"lookup", &StreamEfficiency::lookup, "embedding, permutation of tokens to experts"},
      Field{"optimizer", &StreamEfficiency::optimizer, "fused Adam"},
      Field{"spread", &StreamEfficiency::spread, "standard deviation of ln(predicted / measured)"},
      Field{"basis", &StreamEfficiency::basis, "measured here, or transferred from a related part"},
  };
};

}  // namespace tenfold
