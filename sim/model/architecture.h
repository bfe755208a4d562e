// What a model is made of: the shape that determines every parameter and every FLOP.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/layer.h"

namespace tenfold {

// Multi-token prediction: each module joins the last hidden state with the next token's embedding
// (a 2h x h projection, a norm on each) and runs one block; it shares embedding and head with the
// model. Source: DeepSeek-V3, arXiv:2412.19437, section 2.2.
struct MultiTokenPrediction {
  Size modules = 0;
  Block block;
  bool output_norm = true;
};

// One linear layer of a projector.
struct Linear {
  Size input = 0, output = 0;
  bool bias = false;
};
template <>
struct Fields<Linear> {
  static constexpr std::tuple table{
      Field{"input", &Linear::input, "width in", positive},
      Field{"output", &Linear::output, "width out", positive},
      Field{"bias", &Linear::bias, "has a bias", optional},
  };
};

// An encoder of another modality with its projector into the model. An item is an image or a
// stretch of audio. `positions` patches (plus a class token) run through the layers of width
// `hidden`; every `merge` of them become one token for the projector, whose layers follow.
struct Tower {
  std::string name;
  Size hidden = 0;
  Size patch_elements = 0;  // input elements of a patch: channels x height x width (x frames)
  bool patch_bias = false;
  Size positions = 0;  // patches an item
  bool class_token = false;
  Size learned_positions = 0;  // rows of the position table; 0 for none
  Norm norm = Norm::layer;
  bool input_norm = false, output_norm = true, patch_norm = false;
  Size merge = 1;
  std::vector<Block> layers;
  std::vector<Linear> projector;
  Norm projector_norm_kind = Norm::rms;
  Size projector_norm = 0;  // width of a norm before the projector; 0 for none
};

struct Architecture {
  std::string name;
  Size hidden = 0;
  Size vocabulary = 0;       // rows of the embedding, padding included where the weights have it
  Size embedding_width = 0;  // 0: hidden; else projected in and out (OPT-350m)
  bool tied_embeddings = false;
  bool has_head = true;
  bool head_bias = false;
  Size learned_positions = 0;  // rows of the position table, offsets included
  bool embedding_norm = false;
  bool final_norm = true;
  Norm norm = Norm::rms;
  double logit_soft_cap = 0;
  std::vector<Block> layers;  // first to last
  std::optional<MultiTokenPrediction> multi_token_prediction;
  std::vector<Tower> towers;
};

// Width of the embedding table.
constexpr Size embedding_width(const Architecture& a) {
  return a.embedding_width > 0 ? a.embedding_width : a.hidden;
}

}  // namespace tenfold
