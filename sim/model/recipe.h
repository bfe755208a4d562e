// How a model is trained: the phases of a run, each a number of tokens in sequences of one length.
#pragma once

#include <string>
#include <vector>

#include "base/count.h"
#include "base/fields.h"
#include "model/layer.h"

namespace tenfold {

enum class PhaseKind : std::uint8_t { pretrain, context_extension, sft, rl, distillation };
template <>
inline constexpr std::array enum_names<PhaseKind>{
    std::string_view("pretrain"), std::string_view("context-extension"), std::string_view("sft"),
    std::string_view("rl"), std::string_view("distillation")};

// Tokens beyond a whole number of sequences form one shorter sequence.
struct TrainingPhase {
  PhaseKind kind = PhaseKind::pretrain;
  Count tokens = 0;
  Size sequence_length = 0;
};

struct Recipe {
  std::vector<TrainingPhase> phases;
};

}  // namespace tenfold
