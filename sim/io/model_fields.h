// What the tables of a model file hold, where a table is not the struct itself. Private to io/.
#pragma once

#include <string>

#include "base/fields.h"
#include "model/model.h"

namespace tenfold::io {

// [blocks.NAME]
struct BlockTable {
  std::string mixer, feed_forward;
  bool parallel = false;
  bool pre_mixer_norm = true, post_mixer_norm = false;
  bool pre_feed_forward_norm = true, post_feed_forward_norm = false;
  bool residual_gates = false;
};

// [multi_token_prediction]
struct PredictionTable {
  Size modules = 0;
  std::string block;
  bool output_norm = true;
};

// [towers.NAME]: a Tower whose layers are still names.
struct TowerTable {
  std::string layers;
  Size hidden = 0, patch_elements = 0, positions = 0, learned_positions = 0, merge = 1;
  bool patch_bias = false, class_token = false;
  bool input_norm = false, output_norm = true, patch_norm = false;
  Norm norm = Norm::layer;
  Norm projector_norm_kind = Norm::rms;
  Size projector_norm = 0;
  std::vector<Linear> projector;
};

// The top of the file.
struct Title {
  std::string format, name, family, developer, released, note;
};

// [architecture], whose layers are still names
struct ArchitectureTable {
  Size hidden = 0, vocabulary = 0, embedding_width = 0, learned_positions = 0;
  bool tied_embeddings = false, has_head = true, head_bias = false, embedding_norm = false,
       final_norm = true;
  Norm norm = Norm::rms;
  double logit_soft_cap = 0;
  std::string layers;
};

}  // namespace tenfold::io

namespace tenfold {

template <>
struct Fields<io::Title> {
  using T = io::Title;
  static constexpr std::tuple table{
      Field{"format", &T::format, "the format and its version", optional},
      Field{"name", &T::name, "as its developer spells it"},
      Field{"family", &T::family, "models of one line share it", optional},
      Field{"developer", &T::developer, "who made it", optional},
      Field{"released", &T::released, "date of release", optional},
      Field{"note", &T::note, "what a reader should know", optional},
  };
};

template <>
struct Fields<io::ArchitectureTable> {
  using T = io::ArchitectureTable;
  static constexpr std::tuple table{
      Field{"hidden", &T::hidden, "width of the residual stream", positive},
      Field{"vocabulary", &T::vocabulary, "rows of the embedding table", positive},
      Field{"embedding_width", &T::embedding_width,
            "width of the embedding where it is not `hidden`", optional},
      Field{"learned_positions", &T::learned_positions,
            "rows of the position table, offsets included", optional},
      Field{"tied_embeddings", &T::tied_embeddings, "the head shares the embedding table",
            optional},
      Field{"has_head", &T::has_head, "has an output head", optional},
      Field{"head_bias", &T::head_bias, "bias of the head", optional},
      Field{"embedding_norm", &T::embedding_norm, "a norm after the embedding", optional},
      Field{"final_norm", &T::final_norm, "a norm before the head", optional},
      Field{"norm", &T::norm, "kind of the model's norms", optional},
      Field{"logit_soft_cap", &T::logit_soft_cap, "tanh cap of the logits; 0 for none", optional},
      Field{"layers", &T::layers, "order of the blocks: \"3*dense 58*moe\""},
  };
};

template <>
struct Fields<io::BlockTable> {
  using T = io::BlockTable;
  static constexpr std::tuple table{
      Field{"mixer", &T::mixer, "name of a table in [mixers]", optional},
      Field{"feed_forward", &T::feed_forward, "name of a table in [feed_forwards]", optional},
      Field{"parallel", &T::parallel, "both parts read the block's input", optional},
      Field{"pre_mixer_norm", &T::pre_mixer_norm, "norm before the mixer", optional},
      Field{"post_mixer_norm", &T::post_mixer_norm, "norm after the mixer", optional},
      Field{"pre_feed_forward_norm", &T::pre_feed_forward_norm, "norm before the feed-forward part",
            optional},
      Field{"post_feed_forward_norm", &T::post_feed_forward_norm,
            "norm after the feed-forward part", optional},
      Field{"residual_gates", &T::residual_gates, "a learned gate on each residual branch",
            optional},
  };
};

template <>
struct Fields<io::PredictionTable> {
  using T = io::PredictionTable;
  static constexpr std::tuple table{
      Field{"modules", &T::modules, "further tokens predicted", positive},
      Field{"block", &T::block, "name of a table in [blocks]"},
      Field{"output_norm", &T::output_norm, "a norm before the shared head", optional},
  };
};

template <>
struct Fields<io::TowerTable> {
  using T = io::TowerTable;
  static constexpr std::tuple table{
      Field{"layers", &T::layers, "order of the blocks"},
      Field{"hidden", &T::hidden, "width", positive},
      Field{"patch_elements", &T::patch_elements, "input elements of a patch", positive},
      Field{"patch_bias", &T::patch_bias, "bias of the patch embedding", optional},
      Field{"positions", &T::positions, "patches an item", positive},
      Field{"class_token", &T::class_token, "a learned token before the patches", optional},
      Field{"learned_positions", &T::learned_positions, "rows of the position table", optional},
      Field{"norm", &T::norm, "kind of the tower's norms", optional},
      Field{"input_norm", &T::input_norm, "a norm before the layers", optional},
      Field{"output_norm", &T::output_norm, "a norm after the layers", optional},
      Field{"patch_norm", &T::patch_norm, "a norm of the patch embedding", optional},
      Field{"merge", &T::merge, "patches that become one token", optional_positive},
      Field{"projector_norm", &T::projector_norm, "width of a norm before the projector", optional},
      Field{"projector_norm_kind", &T::projector_norm_kind, "kind of that norm", optional},
      Field{"projector", &T::projector, "linear layers into the model", optional},
  };
};

}  // namespace tenfold
