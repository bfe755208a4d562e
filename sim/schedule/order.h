// What each rank of a pipeline does, in order; when, is the business of the recurrence and of
// play(). p ranks numbered r from 0, m micro-batches, v chunks a rank; F forward, B backward of
// inputs, W backward of weights.
//
// gpipe           All forwards, then all backwards in reverse. Huang et al. 2018, arXiv:1811.06965.
// one-f-one-b     p - r - 1 forwards, then a forward and a backward in turn. Narayanan et al. 2021,
//                 arXiv:2104.04473 (PipeDream-flush).
// interleaved     2 (p - r - 1) + (v - 1) p forwards of chunks, then in turn; micro-batches pass
//                 through a rank's chunks in groups of p. The same paper, as Megatron-LM orders it.
// zero-bubble-h1  As 1f1b with backward split; W is r micro-batches behind B, so that every rank
//                 holds p micro-batches at most. Qi et al. 2023, arXiv:2401.10241.
// zero-bubble-v   Two chunks a rank, there and back. Qi et al. 2024, arXiv:2405.15362.
// dualpipe        Two copies of the model, micro-batches from both ends, the first half of them
//                 from rank 0. DeepSeek-AI 2024, arXiv:2412.19437, section 3.2.1.
#pragma once

#include <array>
#include <vector>

#include "schedule/pipeline.h"

namespace tenfold {

enum class SlotKind : std::uint8_t {
  forward,
  backward_input,
  backward_weight,
  backward,
  send_forward,
  send_backward
};
template <>
inline constexpr std::array enum_names<SlotKind>{
    std::string_view("forward"),          std::string_view("backward input"),
    std::string_view("backward weight"),  std::string_view("backward"),
    std::string_view("send activations"), std::string_view("send gradients")};

struct StageOperation {
  SlotKind kind = SlotKind::forward;
  Size chunk = 0, micro_batch = 0;
  // Woven into the next operation, as dualpipe's pairs of a forward and a backward are: the two
  // start when both can, and what both make leaves when the second ends.
  bool paired = false;
  bool operator==(const StageOperation&) const = default;
};

double seconds(const PipelineProblem&, const StageOperation&);

// The problem must have passed check().
std::vector<StageOperation> order(const PipelineProblem&, Size rank);

}  // namespace tenfold
