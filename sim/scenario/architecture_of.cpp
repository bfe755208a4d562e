#include "scenario/architecture_of.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "model/parameters.h"
#include "scenario/words.h"

namespace tenfold {
namespace {

// Vocabularies of families of models whose tables leave them out. GPT: Megatron's papers pad
// GPT-2's 50,257 entries to 51,200; its tests of memory and speed have --vocab-size 131073 in their
// model_config.yaml (github.com/NVIDIA/Megatron-LM, tests/functional_tests/test_cases/gpt).
struct Tokenizer {
  std::string_view model;
  Size vocabulary;
};
constexpr std::array tokenizers{
    Tokenizer{"InternLM", 103168},     Tokenizer{"MPT", 50368},     Tokenizer{"Llama 3", 128256},
    Tokenizer{"Llama-3", 128256},      Tokenizer{"Qwen3", 151936},  Tokenizer{"Qwen", 152064},
    Tokenizer{"NeoX", 50432},          Tokenizer{"Pythia", 50304},  Tokenizer{"BLOOM", 250880},
    Tokenizer{"OLMo", 50304},          Tokenizer{"Mistral", 32000}, Tokenizer{"Llama", 32000},
    Tokenizer{"memory_speed", 131073}, Tokenizer{"GPT", 51200},
};

Size vocabulary_of(const MeasuredRun& run, std::vector<std::string>& assumed) {
  if (run.vocab) return *run.vocab;
  Size vocabulary = run.gated.value_or(true) ? 32000 : 51200;
  for (const Tokenizer& t : tokenizers)
    if (says(run.model, t.model)) {
      vocabulary = t.vocabulary;
      break;
    }
  assumed.push_back(fmt::format("vocabulary {}", vocabulary));
  return vocabulary;
}

Size rounded_up(Size n, Size multiple) { return (n + multiple - 1) / multiple * multiple; }

bool is_gated(const MeasuredRun& run) {
  return run.gated.value_or(true) || says(run.notes, "gated MLP") || is_set(run.notes, "swiglu");
}

// Llama's rule: two thirds of 4 x hidden, to a multiple of 256. Megatron's --swiglu: to one of 64,
// rounded down. Without a gate: 4 x hidden.
Size inner_width(const MeasuredRun& run, std::vector<std::string>& assumed) {
  if (run.ffn_hidden) return *run.ffn_hidden;
  const Size h = *run.hidden;
  Size width = 4 * h;
  if (is_set(run.notes, "swiglu"))
    width = 8 * h / 3 / 64 * 64;
  else if (is_gated(run))
    width = rounded_up(8 * h / 3, 256);
  assumed.push_back(fmt::format("feed-forward width {}", width));
  return width;
}

FeedForward feed_forward_of(const MeasuredRun& run, bool bias, std::vector<std::string>& assumed) {
  if (!run.experts || *run.experts < 2) {
    DenseFeedForward dense;
    dense.width = inner_width(run, assumed);
    dense.gated = is_gated(run);
    dense.input_bias = dense.output_bias = bias;
    return dense;
  }
  MixtureOfExperts moe;
  moe.experts = *run.experts;
  moe.top_k = run.topk.value_or(1);
  moe.gated = is_gated(run);
  const auto width = size_flag(run.notes, "moe-ffn-hidden-size");
  moe.width = width ? *width : inner_width(run, assumed);
  if (const auto shared = size_flag(run.notes, "moe-shared-expert-intermediate-size")) {
    moe.shared = 1;
    moe.shared_width = *shared;
  }
  return moe;
}

Attention attention_from(const MeasuredRun& run, bool bias) {
  Attention a;
  a.heads = *run.heads;
  a.kv_heads = run.kv_heads.value_or(a.heads);
  a.head_dim = number_after(run.notes, "head_dim ").value_or(*run.hidden / a.heads);
  a.positions = is_gated(run) ? Positions::rotary : Positions::learned;
  a.qkv_bias = a.output_bias = bias;
  return a;
}

// Whether tied or untied embeddings come closer to the announced count; untied for models with a
// gate where it does not tell.
bool ties(const Architecture& untied, const MeasuredRun& run) {
  if (is_set(run.notes, "untie-embeddings-and-output-weights")) return false;
  if (!run.params_total) return !is_gated(run);
  Architecture tied = untied;
  tied.tied_embeddings = true;
  const auto miss = [&](const Architecture& a) {
    return std::abs(real(model_parameters(a).text.total) / *run.params_total - 1);
  };
  const double with = miss(tied), without = miss(untied);
  if (std::abs(with - without) < 0.004)
    return !is_gated(run);  // within an announced count's digits
  return with < without;
}

// GPT-like (no gate): layer norm and biases, learned positions. Llama-like (a gate): RMS norm,
// rotary positions, no biases. MPT has no biases.
Architecture built(const MeasuredRun& run, std::vector<std::string>& assumed) {
  const bool llama = is_gated(run), bias = !llama && !says(run.model, "MPT");
  Architecture a;
  a.name = run.model;
  a.hidden = *run.hidden;
  a.vocabulary = vocabulary_of(run, assumed);
  a.norm = llama ? Norm::rms : bias ? Norm::layer : Norm::layer_no_bias;
  if (!llama && run.seq_len) a.learned_positions = *run.seq_len;
  Block block;
  block.name = "layer";
  block.mixer = attention_from(run, bias);
  block.feed_forward = feed_forward_of(run, bias, assumed);
  a.layers.assign(static_cast<std::size_t>(*run.layers), block);
  if (const auto modules = size_flag(run.notes, "mtp-num-layers"))
    a.multi_token_prediction = MultiTokenPrediction{.modules = *modules, .block = block};
  a.tied_embeddings = ties(a, run);
  return a;
}

// What the columns leave open that would change the sizes.
std::string unknown_part(const MeasuredRun& run) {
  if (is_set(run.notes, "multi-latent-attention")) return "ranks of latent attention";
  if (flag(run.notes, "hybrid-layer-pattern")) return "state sizes of a hybrid stack";
  if (!run.layers || !run.hidden || !run.heads) return "layers, width or heads";
  if (*run.layers > 10000) return "a plausible number of layers";
  if (*run.hidden % *run.heads != 0 && !number_after(run.notes, "head_dim "))
    return "width of a head";
  if (run.kv_heads && *run.heads % *run.kv_heads != 0) return "key and value heads";
  return {};
}

// A file's model with what a run of it says otherwise: fewer layers (the first ones), another
// padding of the vocabulary, no prediction modules.
Architecture adapted(Architecture a, const MeasuredRun& run) {
  if (const auto slice = number_after(run.model_key, ":layers="))
    if (*slice > 0 && *slice < static_cast<Size>(a.layers.size()))
      a.layers.resize(static_cast<std::size_t>(*slice));
  if (run.vocab && *run.vocab > a.vocabulary) a.vocabulary = *run.vocab;
  const bool sliced = run.model_key.find(':') != std::string::npos;
  if (says(run.notes, "w/o MTP") || sliced) a.multi_token_prediction.reset();
  a.towers.clear();
  return a;
}

}  // namespace

std::string model_name(const MeasuredRun& run) {
  return run.model_key.substr(0, run.model_key.find(':'));
}

ReadArchitecture architecture_of(const MeasuredRun& run, const Catalogue& catalogue,
                                 bool pads_vocabulary) {
  ReadArchitecture read;
  const auto found = catalogue.models.find(model_name(run));
  if (!run.model_key.empty() && found != catalogue.models.end() && found->second.architecture) {
    read.architecture = adapted(*found->second.architecture, run);
  } else {
    read.reason = unknown_part(run);
    if (read.reason.empty()) read.architecture = built(run, read.assumed);
  }
  if (read.architecture && pads_vocabulary)
    read.architecture->vocabulary =
        rounded_up(read.architecture->vocabulary, 128 * run.tp.value_or(1));
  return read;
}

}  // namespace tenfold
