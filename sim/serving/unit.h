// What is served, and by what: requests, and the accelerators that hold one copy of a model.
#pragma once

#include <optional>
#include <string>

#include "base/fields.h"
#include "base/number_format.h"
#include "base/units.h"
#include "model/layer.h"

namespace tenfold {

// What clients send, in the mean. `cached` is the share of the input whose keys and values are kept
// from earlier requests: it costs no prefill, but its keys are read.
struct Requests {
  Size input = 0, output = 0;
  double cached = 0;

  double fresh() const { return real(input) * (1 - cached); }
  double kept() const { return real(input) * cached; }
  double mean_length() const { return real(input) + real(output) / 2; }  // while it is decoded
};
template <>
struct Fields<Requests> {
  static constexpr std::tuple table{
      Field{"input", &Requests::input, "tokens that a request sends, cached ones included",
            positive},
      Field{"output", &Requests::output, "tokens that it gets back", positive},
      Field{"cached", &Requests::cached, "share of the input whose keys and values are kept",
            Rule{.required = false, .low = 0, .high = 0.999}},
  };
};

// What clients wait for at most.
struct LatencyTarget {
  std::optional<Seconds> per_token, first_token;
};
template <>
struct Fields<LatencyTarget> {
  static constexpr std::tuple table{
      Field{"per_token", &LatencyTarget::per_token, "between two output tokens", optional},
      Field{"first_token", &LatencyTarget::first_token, "from a request to its first token",
            optional},
  };
};

// The accelerators that hold one copy of a model. Attention and dense parts are split over `tensor`
// of them and copied beyond (data-parallel attention); routed experts are spread over `expert`.
struct ServingUnit {
  Size accelerators = 1;
  Size tensor = 1;
  Size expert = 0;     // ranks that routed experts are spread over; 0: all
  Size redundant = 0;  // copies of busy experts beyond one each
  NumberFormat weights = NumberFormat::bf16, cache = NumberFormat::bf16;
  bool overlap = false;       // two half batches take turns: one computes while the other sends
  Size pass_tokens = 8192;    // of prefill, a tensor group: vLLM's and SGLang's chunk on H100
  Size most_sequences = 0;    // of a tensor group at once; 0: what memory holds
  double memory_share = 0.9;  // of the memory for weights and cache: vLLM's default
  Size drafted = 0;           // tokens a step that a prediction module guesses
  double accepted = 0.85;  // of guesses: 85 to 90 %, DeepSeek-V3, arXiv:2412.19437, section 5.4.3

  Size groups() const { return accelerators / tensor; }  // that hold sequences of their own
  Size expert_ranks() const { return expert > 0 ? expert : accelerators; }
  // Of a decode step, with guesses taken up to the first wrong one.
  double tokens_a_step() const {
    double sum = 1, kept = 1;
    for (Size i = 0; i < drafted; ++i) sum += kept *= accepted;
    return sum;
  }
};
template <>
struct Fields<ServingUnit> {
  static constexpr std::tuple table{
      Field{"accelerators", &ServingUnit::accelerators, "that hold one copy of the model",
            positive},
      Field{"tensor", &ServingUnit::tensor, "of them, those that attention is split over",
            optional_positive},
      Field{"expert", &ServingUnit::expert, "of them, those that routed experts are spread over",
            optional},
      Field{"redundant", &ServingUnit::redundant, "copies of busy experts", optional},
      Field{"weights", &ServingUnit::weights, "number format of weights and products", optional},
      Field{"cache", &ServingUnit::cache, "number format of keys and values", optional},
      Field{"overlap", &ServingUnit::overlap, "half batches take turns to compute and send",
            optional},
      Field{"pass_tokens", &ServingUnit::pass_tokens, "tokens of a prefill pass, a tensor group",
            optional_positive},
      Field{"most_sequences", &ServingUnit::most_sequences,
            "sequences at once, a tensor group; 0 for what memory holds", optional},
      Field{"memory_share", &ServingUnit::memory_share, "of the memory for weights and cache",
            Rule{.required = false, .low = 0.05, .high = 1}},
      Field{"drafted", &ServingUnit::drafted, "tokens guessed a step",
            Rule{.required = false, .low = 0, .high = 16}},
      Field{"accepted", &ServingUnit::accepted, "share of guesses that are right",
            Rule{.required = false, .low = 0, .high = 1}},
  };
};

// Why a unit cannot be laid out so; empty where it can.
std::string flaw(const ServingUnit&);

}  // namespace tenfold
