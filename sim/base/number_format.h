// The number formats of matrix products, as kernels and data sheets name them.
#pragma once

#include <cstdint>

#include "base/names.h"

namespace tenfold {

// fp8: one scale a tensor. fp8-block: scales of 1 x 128 and 128 x 128 blocks (DeepSeek-V3).
// mxfp8: scales of 32 elements (OCP MX). nvfp4: scales of 16 elements (Blackwell).
enum class NumberFormat : std::uint8_t {
  fp32,
  tf32,
  fp16,
  bf16,
  fp8,
  fp8_block,
  mxfp8,
  nvfp4,
  int8
};
template <>
inline constexpr std::array enum_names<NumberFormat>{
    std::string_view("fp32"),  std::string_view("tf32"),  std::string_view("fp16"),
    std::string_view("bf16"),  std::string_view("fp8"),   std::string_view("fp8-block"),
    std::string_view("mxfp8"), std::string_view("nvfp4"), std::string_view("int8")};

// Bytes of one element, scales apart.
constexpr double element_bytes(NumberFormat f) {
  if (f <= NumberFormat::tf32) return 4;
  if (f <= NumberFormat::bf16) return 2;
  return f == NumberFormat::nvfp4 ? 0.5 : 1;
}

}  // namespace tenfold
