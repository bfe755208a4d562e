#include "graph/lower.h"

#include "graph/backward.h"
#include "graph/parts.h"

namespace tenfold {
namespace {

// Weights that the text model, its head and its prediction modules use, each one tensor.
struct SharedWeights {
  Value table = 0;                                // vocabulary x embedding width
  Values head_projection, head_table, head_bias;  // empty where there is none
};

SharedWeights shared_weights(Tape& tape, const Architecture& a) {
  const Size width = embedding_width(a);
  SharedWeights w{
      tape.weight({.name = "table", .rows = a.vocabulary, .columns = width}), {}, {}, {}};
  if (!a.has_head) return w;
  if (a.embedding_width > 0)
    w.head_projection = {tape.weight({.name = "projection", .rows = width, .columns = a.hidden})};
  w.head_table = {w.table};
  if (!a.tied_embeddings)
    w.head_table = {tape.weight({.name = "table", .rows = a.vocabulary, .columns = width})};
  if (a.head_bias) w.head_bias = {tape.weight({.name = "bias", .rows = a.vocabulary})};
  return w;
}

std::vector<Weight> outer_weights(const Architecture& a) {
  std::vector<Weight> list = norm_weights(a.norm, a.hidden, "embedding");
  for (const std::string_view name : {"final", "norms"})
    for (const Weight& w : norm_weights(a.norm, a.hidden, name)) list.push_back(w);
  list.push_back({.name = "projection", .rows = a.hidden, .columns = embedding_width(a)});
  if (a.learned_positions > 0)
    list.push_back({.name = "positions", .rows = a.learned_positions, .columns = a.hidden});
  list.push_back({.name = "join", .rows = a.hidden, .columns = 2 * a.hidden, .matrix = true});
  return list;
}

Value normed(Part& part, std::string_view name, Value x) {
  return part.apply(name, rules::norm, {x}, {name});
}

Value embed(Part& part, const Architecture& a, Value table) {
  Tape& tape = part.tape();
  tape.enter("embedding");
  const Count tokens = part.tokens(), elements = tokens * embedding_width(a);
  Value x = tape.record({.name = "table",
                         .rule = &rules::embedding,
                         .work = same(elements),
                         .inputs = {tape.input("token_ids", tokens, 4)},
                         .weights = {table},
                         .outputs = {{elements}}})
                .front();
  if (a.embedding_width > 0) x = part.matmul("projection", x);
  x = part.bias("positions", x);
  tape.enter("norms");
  return a.embedding_norm ? normed(part, "embedding", x) : x;
}

// The names under which a head's operators stand in the ledger.
struct HeadNames {
  std::string_view projection, table, bias;
};

// From the normed stream to the loss; without a head the loss reads the stream itself.
void head_and_loss(Part& part, const Architecture& a, const SharedWeights& w,
                   const HeadNames& names, Value x) {
  const Count tokens = part.tokens(), width = embedding_width(a);
  const auto product = [&](std::string_view name, const Values& weight, Count rows, Count columns) {
    if (!weight.empty())
      x = part.tape()
              .record({.name = name,
                       .rule = &rules::product,
                       .work = same(tokens * rows * columns),
                       .inputs = {x},
                       .weights = weight,
                       .outputs = {{tokens * rows}},
                       .extent = {.m = static_cast<Size>(tokens),
                                  .n = static_cast<Size>(rows),
                                  .k = static_cast<Size>(columns)}})
              .front();
  };
  product(names.projection, w.head_projection, width, a.hidden);
  product(names.table, w.head_table, a.vocabulary, width);
  const Work logits = same(part.elements(x));
  if (!w.head_bias.empty())
    x = part.tape()
            .record({.name = names.bias,
                     .rule = &rules::add,
                     .work = logits,
                     .inputs = {x},
                     .weights = w.head_bias,
                     .outputs = {{logits.exact}}})
            .front();
  if (a.logit_soft_cap > 0) x = part.apply("soft_cap", rules::soft_cap, {x});
  part.tape().record(
      {.name = "loss", .rule = &rules::loss, .work = logits, .inputs = {x}, .outputs = {{tokens}}});
}

// Module after module, each from the last one's hidden states and the next token's embedding.
void lower_prediction(Part& part, const Architecture& a, const SharedWeights& w, Value embedded,
                      Value x) {
  const MultiTokenPrediction& m = *a.multi_token_prediction;
  const std::string block = "prediction " + m.block.name;
  for (Size i = 0; i < m.modules; ++i) {
    part.tape().enter("prediction", i);
    const Values joined{normed(part, "norms", x), normed(part, "norms", embedded)};
    x = part.matmul("join", joined, {{part.elements(x)}}).front();
    part.tape().enter(block, i);
    x = lower_block(part.tape(), m.block, a.hidden, a.norm, part.rows(), x);
    part.tape().enter("prediction", i);
    const Value out = m.output_norm ? normed(part, "norms", x) : x;
    head_and_loss(part, a, w, {"head_projection", "head", "head_bias"}, out);
  }
}

}  // namespace

OpGraph lower(const Architecture& a, const Step& step) {
  Tape tape(step);
  const Rows rows{step.sequences, step.sequence_length};
  const SharedWeights shared = shared_weights(tape, a);
  Part part(tape, outer_weights(a), rows);

  Value x = embed(part, a, shared.table);
  for (std::size_t i = 0; i < a.towers.size() && i < step.items_per_tower.size(); ++i)
    if (step.items_per_tower[i] > 0) x = lower_tower(tape, a.towers[i], step.items_per_tower[i], x);
  const Value embedded = x;
  for (std::size_t i = 0; i < a.layers.size(); ++i) {
    tape.enter(a.layers[i].name, static_cast<Size>(i));
    x = lower_block(tape, a.layers[i], a.hidden, a.norm, rows, x);
  }
  tape.enter("norms");
  const Value out = a.final_norm ? normed(part, "final", x) : x;
  tape.enter("head");
  head_and_loss(part, a, shared, {"projection", "table", "bias"}, out);
  if (a.multi_token_prediction) lower_prediction(part, a, shared, embedded, x);
  return with_backward(tape);
}

}  // namespace tenfold
