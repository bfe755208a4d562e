// How many parameters a model has, part by part, exactly as its released weights do.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/count.h"
#include "model/architecture.h"

namespace tenfold {

// A named weight matrix or vector: rows x columns elements, `copies` times (experts). A linear map
// takes `columns` inputs to `rows` outputs. `active` of the copies serve one token.
struct Weight {
  std::string_view name;
  Size rows = 0, columns = 1;
  Size copies = 1, active = 1;
  Size units = 0;       // heads, which tensor parallelism never splits; 0: any split
  bool matrix = false;  // multiplies every token: 2 x rows x columns FLOPs a token and active copy

  Count parameters() const { return Count{rows} * columns * copies; }
  Count active_parameters() const { return Count{rows} * columns * active; }
};

// The weights of a part of a block whose model width is `hidden`.
std::vector<Weight> weights(const Mixer&, Size hidden);
std::vector<Weight> weights(const FeedForward&, Size hidden, Norm);
std::vector<Weight> weights(const Block&, Size hidden, Norm);
std::vector<Weight> norm_weights(Norm, Size width, std::string_view name);

struct ParameterCount {
  Count total = 0;
  Count active = 0;  // of them, those that serve one token
  ParameterCount& operator+=(const ParameterCount& other) {
    total += other.total;
    active += other.active;
    return *this;
  }
};
ParameterCount parameters(const std::vector<Weight>&);

// One line of a model's parameter table.
struct ParameterPart {
  std::string block;      // "embedding", the block's name, "head", "mtp", a tower's name
  std::string_view part;  // "q", "experts.up", …
  Size layers = 1;        // how many layers of that block the model has
  ParameterCount count;   // over all of them
};
std::vector<ParameterPart> parameter_parts(const Architecture&);

// Which embeddings a published count includes: all, all but the input table (kept where it is tied
// to the head), or neither input table nor head.
enum class EmbeddingRule : std::uint8_t { with, no_input, no_embeddings };
template <>
inline constexpr std::array enum_names<EmbeddingRule>{
    std::string_view("with"), std::string_view("no-input"), std::string_view("no-embeddings")};

struct ModelParameters {
  ParameterCount text;        // language model with embedding and head, no module of the next two
  ParameterCount prediction;  // multi-token prediction modules
  ParameterCount towers;      // encoders of other modalities and their projectors
  Count input_embedding = 0;  // of `text`: the table, projections into the model and positions
  Count head = 0;             // of `text`, without the table where it is tied
  bool tied = false;
};
ModelParameters model_parameters(const Architecture&);

// The language model's parameters under an embedding rule.
ParameterCount text_parameters(const ModelParameters&, EmbeddingRule);

}  // namespace tenfold
