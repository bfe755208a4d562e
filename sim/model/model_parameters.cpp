// The parts of a whole model: tables, blocks, head, prediction modules, towers.
#include <map>

#include "model/parameters.h"

namespace tenfold {
namespace {

using Parts = std::vector<ParameterPart>;

void add(Parts& to, const std::string& block, std::string_view part, Count count) {
  if (count > 0) to.push_back({block, part, 1, {count, count}});
}

// Blocks of one name are alike, so that a line of the table stands for all of them.
Parts block_parts(const std::vector<Block>& layers, Size hidden, Norm norm,
                  const std::string& prefix) {
  std::vector<std::string> order;
  std::map<std::string, std::pair<const Block*, Size>> kinds;
  for (const Block& block : layers) {
    auto& [first, times] = kinds[block.name];
    if (times++ == 0) {
      first = &block;
      order.push_back(block.name);
    }
  }
  Parts parts;
  for (const std::string& name : order) {
    const auto& [block, times] = kinds[name];
    for (const Weight& w : weights(*block, hidden, norm))
      parts.push_back(
          {prefix + name, w.name, times, {w.parameters() * times, w.active_parameters() * times}});
  }
  return parts;
}

void append(Parts& to, const Parts& more) { to.insert(to.end(), more.begin(), more.end()); }

Parts embedding_parts(const Architecture& a) {
  const Count width = embedding_width(a);
  const Count projection = a.embedding_width > 0 ? width * a.hidden : 0;
  Parts parts;
  add(parts, "embedding", "table", width * a.vocabulary);
  add(parts, "embedding", "projection", projection);
  add(parts, "embedding", "positions", Count{a.learned_positions} * a.hidden);
  return parts;
}

Parts head_parts(const Architecture& a) {
  const Count width = embedding_width(a);
  Parts parts;
  if (!a.has_head) return parts;
  add(parts, "head", "projection", a.embedding_width > 0 ? width * a.hidden : 0);
  add(parts, "head", "table", a.tied_embeddings ? 0 : width * a.vocabulary);
  add(parts, "head", "bias", a.head_bias ? a.vocabulary : 0);
  return parts;
}

Parts norm_parts(const Architecture& a) {
  Parts parts;
  if (a.embedding_norm)
    add(parts, "norms", "embedding", parameters(norm_weights(a.norm, a.hidden, "")).total);
  if (a.final_norm)
    add(parts, "norms", "final", parameters(norm_weights(a.norm, a.hidden, "")).total);
  return parts;
}

Parts prediction_parts(const Architecture& a) {
  if (!a.multi_token_prediction) return {};
  const MultiTokenPrediction& m = *a.multi_token_prediction;
  const Count norm = parameters(norm_weights(a.norm, a.hidden, "")).total;
  Parts parts;
  add(parts, "prediction", "join", Count{2} * a.hidden * a.hidden * m.modules);
  add(parts, "prediction", "norms", (m.output_norm ? 3 : 2) * norm * m.modules);
  const std::vector<Block> blocks(static_cast<std::size_t>(m.modules), m.block);
  append(parts, block_parts(blocks, a.hidden, a.norm, "prediction "));
  return parts;
}

Parts tower_parts(const Tower& t) {
  const Count norm = parameters(norm_weights(t.norm, t.hidden, "")).total;
  Parts parts;
  add(parts, t.name, "patch", Count{t.hidden} * (t.patch_elements + (t.patch_bias ? 1 : 0)));
  add(parts, t.name, "class_token", t.class_token ? t.hidden : 0);
  add(parts, t.name, "positions", Count{t.learned_positions} * t.hidden);
  add(parts, t.name, "norms",
      norm * ((t.input_norm ? 1 : 0) + (t.output_norm ? 1 : 0) + (t.patch_norm ? 1 : 0)));
  append(parts, block_parts(t.layers, t.hidden, t.norm, t.name + " "));
  if (t.projector_norm > 0)
    add(parts, t.name, "projector_norm",
        parameters(norm_weights(t.projector_norm_kind, t.projector_norm, "")).total);
  for (const Linear& l : t.projector)
    add(parts, t.name, "projector", Count{l.output} * (l.input + (l.bias ? 1 : 0)));
  return parts;
}

ParameterCount sum(const Parts& parts) {
  ParameterCount total;
  for (const ParameterPart& part : parts) total += part.count;
  return total;
}

}  // namespace

Parts parameter_parts(const Architecture& a) {
  Parts parts = embedding_parts(a);
  append(parts, block_parts(a.layers, a.hidden, a.norm, ""));
  append(parts, norm_parts(a));
  append(parts, head_parts(a));
  append(parts, prediction_parts(a));
  for (const Tower& t : a.towers) append(parts, tower_parts(t));
  return parts;
}

ModelParameters model_parameters(const Architecture& a) {
  ModelParameters all;
  const ParameterCount embedding = sum(embedding_parts(a)), head = sum(head_parts(a));
  all.input_embedding = embedding.total;
  all.head = head.total;
  all.tied = a.tied_embeddings;
  all.text += embedding;
  all.text += sum(block_parts(a.layers, a.hidden, a.norm, ""));
  all.text += sum(norm_parts(a));
  all.text += head;
  all.prediction = sum(prediction_parts(a));
  for (const Tower& t : a.towers) all.towers += sum(tower_parts(t));
  return all;
}

ParameterCount text_parameters(const ModelParameters& p, EmbeddingRule rule) {
  Count left_out = 0;
  if (rule == EmbeddingRule::no_embeddings) left_out = p.input_embedding + p.head;
  if (rule == EmbeddingRule::no_input && !p.tied) left_out = p.input_embedding;
  return {p.text.total - left_out, p.text.active - left_out};
}

}  // namespace tenfold
