// Kinds of what a plan chooses and a framework offers.
#pragma once

#include <cstdint>

#include "base/names.h"

namespace tenfold {

// none: every activation is kept. selective: what attention makes between its projections is made
// again (Korthikanti et al. 2022, arXiv:2205.05198). full: a layer's input alone is kept.
enum class Recompute : std::uint8_t { none, selective, full };
template <>
inline constexpr std::array enum_names<Recompute>{
    std::string_view("none"), std::string_view("selective"), std::string_view("full")};

// How the keys of a sequence that context parallelism splits meet its queries.
enum class ContextKind : std::uint8_t { ring, all_gather, ulysses };
template <>
inline constexpr std::array enum_names<ContextKind>{
    std::string_view("ring"), std::string_view("all-gather"), std::string_view("ulysses")};

enum class PipelineSchedule : std::uint8_t {
  gpipe,
  one_f_one_b,
  interleaved,
  zero_bubble_h1,
  zero_bubble_v,
  dualpipe
};
template <>
inline constexpr std::array enum_names<PipelineSchedule>{
    std::string_view("gpipe"),         std::string_view("1f1b"),
    std::string_view("interleaved"),   std::string_view("zero-bubble-h1"),
    std::string_view("zero-bubble-v"), std::string_view("dualpipe")};
// Each rank has two virtual stages, which micro-batches cross in opposite directions.
constexpr bool there_and_back(PipelineSchedule s) {
  return s == PipelineSchedule::zero_bubble_v || s == PipelineSchedule::dualpipe;
}

// unfused: scores reach memory, softmax in several kernels. fused-softmax: one kernel for scale,
// mask and softmax. flash: scores never reach memory; by generation.
enum class AttentionKernel : std::uint8_t { unfused, fused_softmax, flash_1, flash_2, flash_3 };
template <>
inline constexpr std::array enum_names<AttentionKernel>{
    std::string_view("unfused"), std::string_view("fused-softmax"), std::string_view("flash-1"),
    std::string_view("flash-2"), std::string_view("flash-3")};
constexpr bool is_flash(AttentionKernel k) { return k >= AttentionKernel::flash_1; }

}  // namespace tenfold
