// Parameter counts of released models, whose weight files were counted; shapes are those of their
// config.json.
#include "model/parameters.h"

#include <doctest/doctest.h>

#include "base/count.h"

using namespace tenfold;

namespace {

std::vector<Block> repeated(Size times, const Block& block) {
  return std::vector<Block>(static_cast<std::size_t>(times), block);
}

struct LlamaShape {
  Size layers, hidden, heads, kv_heads, width, vocabulary;
};

// RMS norms, grouped queries, SwiGLU, no biases, untied embeddings.
Architecture llama(const LlamaShape& s) {
  Block block;
  block.name = "layers";
  block.mixer = Attention{.heads = s.heads, .kv_heads = s.kv_heads, .head_dim = s.hidden / s.heads};
  block.feed_forward = DenseFeedForward{.width = s.width};
  Architecture a;
  a.hidden = s.hidden;
  a.vocabulary = s.vocabulary;
  a.layers = repeated(s.layers, block);
  return a;
}

// Multi-head attention and a plain feed-forward part of 4 x hidden, biases everywhere, layer
// norms, tied embeddings.
Block gpt_block(Size hidden, Size heads, Positions positions) {
  Block block;
  block.name = "layers";
  block.mixer = Attention{.heads = heads,
                          .kv_heads = heads,
                          .head_dim = hidden / heads,
                          .positions = positions,
                          .qkv_bias = true,
                          .output_bias = true};
  block.feed_forward = DenseFeedForward{4 * hidden, false, true, true};
  return block;
}

Architecture gpt3() {
  Architecture a;
  a.hidden = 12288;
  a.vocabulary = 50257;
  a.tied_embeddings = true;
  a.learned_positions = 2048;
  a.norm = Norm::layer;
  a.layers = repeated(96, gpt_block(12288, 96, Positions::learned));
  return a;
}

Architecture bloom() {
  Architecture a;
  a.hidden = 14336;
  a.vocabulary = 250880;
  a.tied_embeddings = true;
  a.embedding_norm = true;
  a.norm = Norm::layer;
  a.layers = repeated(70, gpt_block(14336, 112, Positions::alibi));
  return a;
}

Architecture mixtral() {
  Architecture a = llama({32, 4096, 32, 8, 14336, 32000});
  for (Block& block : a.layers)
    block.feed_forward = MixtureOfExperts{.experts = 8, .top_k = 2, .width = 14336};
  return a;
}

// Every second layer is a mixture.
Architecture maverick_text() {
  Architecture a = llama({48, 5120, 40, 8, 16384, 202048});
  for (std::size_t i = 1; i < a.layers.size(); i += 2) {
    a.layers[i].name = "mixtures";
    a.layers[i].feed_forward = MixtureOfExperts{
        .experts = 128, .top_k = 1, .width = 8192, .shared = 1, .shared_width = 8192};
  }
  return a;
}

Tower maverick_vision() {
  Tower t;
  t.name = "vision";
  t.hidden = 1408;
  t.patch_elements = 588;  // 3 x 14 x 14
  t.positions = 576;
  t.class_token = true;
  t.learned_positions = 577;
  t.input_norm = true;
  t.merge = 4;
  t.layers = repeated(34, gpt_block(1408, 16, Positions::rotary));
  t.projector = {{5632, 4096}, {4096, 4096}, {4096, 5120}};
  return t;
}

Architecture maverick() {
  Architecture a = maverick_text();
  a.towers = {maverick_vision()};
  return a;
}

// Without its prediction module, as the announced 671 B.
Architecture deepseek_v3() {
  Block dense;
  dense.name = "dense";
  dense.mixer = LatentAttention{.heads = 128,
                                .query_rank = 1536,
                                .kv_rank = 512,
                                .nope_dim = 128,
                                .rope_dim = 64,
                                .value_dim = 128,
                                .indexer = {}};
  dense.feed_forward = DenseFeedForward{.width = 18432};
  Block mixture = dense;
  mixture.name = "mixtures";
  mixture.feed_forward = MixtureOfExperts{.experts = 256,
                                          .top_k = 8,
                                          .width = 2048,
                                          .router_correction = true,
                                          .shared = 1,
                                          .shared_width = 2048};
  Architecture a;
  a.hidden = 7168;
  a.vocabulary = 129280;
  a.layers = repeated(3, dense);
  a.layers.insert(a.layers.end(), 58, mixture);
  return a;
}

Count all(const ModelParameters& p) { return p.text.total + p.prediction.total + p.towers.total; }

}  // namespace

TEST_CASE("parameters of released models, to the last one") {
  struct Row {
    const char* model;
    Architecture architecture;
    const char* parameters;
  };
  const Row rows[] = {
      // 96 (12 h^2 + 13 h) + (50257 + 2048) h + 2 h with h = 12288; not released, announced as 175
      // B
      {"GPT-3", gpt3(), "174604259328"},
      {"Llama-2-70B", llama({80, 8192, 64, 8, 28672, 32000}), "68976648192"},
      {"Llama-3.1-405B", llama({126, 16384, 128, 8, 53248, 128256}), "405853388800"},
      {"Mixtral-8x7B", mixtral(), "46702792704"},
      {"BLOOM-176B", bloom(), "176247271424"},
      {"Llama 4 Maverick, text", maverick_text(), "400711848960"},
      {"Llama 4 Maverick", maverick(), "401583781376"},
      {"DeepSeek-V3", deepseek_v3(), "671026419200"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.model));
    CHECK(decimal(all(model_parameters(row.architecture))) == row.parameters);
  }
}

TEST_CASE("the parameters of a mixture that serve one token") {
  // Mixtral: all but 6 of 8 experts, 32 x 6 x 3 x 4096 x 14336 = 33,822,867,456 fewer.
  CHECK(decimal(model_parameters(mixtral()).text.active) == "12879925248");
  // Maverick: all but 127 of 128 experts, 24 x 127 x 3 x 5120 x 8192 = 383,516,671,… fewer.
  const Count idle = Count{24} * 127 * 3 * 5120 * 8192;
  const ParameterCount text = model_parameters(maverick_text()).text;
  CHECK((text.total - text.active == idle));
}

TEST_CASE("embedding rules leave out the input table, or both tables, or what is tied once") {
  const ModelParameters untied = model_parameters(llama({2, 8, 2, 1, 16, 100}));
  const ModelParameters tied = model_parameters(gpt3());
  const Count table = Count{50257} * 12288, positions = Count{2048} * 12288;
  using enum EmbeddingRule;
  CHECK((text_parameters(untied, with).total - text_parameters(untied, no_input).total == 800));
  CHECK(
      (text_parameters(untied, with).total - text_parameters(untied, no_embeddings).total == 1600));
  CHECK((text_parameters(tied, with).total == text_parameters(tied, no_input).total));
  CHECK((text_parameters(tied, with).total - text_parameters(tied, no_embeddings).total ==
         table + positions));
}
