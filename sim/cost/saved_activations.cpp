#include "cost/saved_activations.h"

#include <algorithm>

#include "graph/rules.h"

namespace tenfold {
namespace {

using Flags = std::vector<bool>;

bool starts_with(std::string_view text, std::string_view head) {
  return text.substr(0, head.size()) == head;
}

// Operators of one layer, forward, and what becomes of the tensors that they write.
class LayerView {
 public:
  LayerView(const LocalGraph& local, std::size_t kind)
      : local_(local),
        graph_(local.graph),
        kind_(static_cast<Size>(kind)),
        kept_(graph_.tensors.size(), false),
        multiplied_(graph_.tensors.size(), true) {
    for (const Edge& e : graph_.edges) {
      const Operator& reader = graph_.operators[e.consumer];
      if (reader.pass != Pass::backward_input && reader.pass != Pass::backward_weight) continue;
      kept_[e.tensor] = true;
      if (reader.kind != OperatorKind::matmul) multiplied_[e.tensor] = false;
    }
  }

  const OpGraph& graph() const { return graph_; }
  bool kept(std::size_t tensor) const { return kept_[tensor]; }
  // Of a tensor: more than the rank's part of it, where it is kept as products read it.
  double copies(std::size_t tensor) const {
    return kept_gathered(tensor) ? real(local_.shard.tensor) : 1;
  }
  bool kept_gathered(std::size_t tensor) const {
    return !local_.shard.gather_again && local_.gathered[tensor];
  }
  // Only products read it, which can do with fewer bits.
  bool only_multiplied(std::size_t tensor) const { return multiplied_[tensor]; }

  const Operator* producer(const Tensor& t) const {
    if (t.kind != TensorKind::activation || t.producer < 0) return nullptr;
    const Operator& op = graph_.operators[static_cast<std::size_t>(t.producer)];
    return is_mine(op) ? &op : nullptr;
  }
  bool is_mine(const Operator& op) const {
    const bool predicts = starts_with(graph_.blocks[op.block], "prediction");
    return op.pass == Pass::forward && (kind_ < 0 ? predicts : op.layer == kind_ && !predicts);
  }
  bool has(std::string_view name) const { return find(name) != nullptr; }
  const Operator* find(std::string_view name) const {
    for (const Operator& op : graph_.operators)
      if (is_mine(op) && op.name == name) return &op;
    return nullptr;
  }
  double elements_of(std::string_view name) const {
    double sum = 0;
    for (const Tensor& t : graph_.tensors)
      if (const Operator* const op = producer(t); op && op->name == name) sum += real(t.elements);
    return sum;
  }

 private:
  const LocalGraph& local_;
  const OpGraph& graph_;
  Size kind_ = 0;
  Flags kept_, multiplied_;
};

void keep(std::vector<SavedActivation>& list, std::string_view name, double bytes) {
  if (bytes <= 0) return;
  const auto same = std::find_if(list.begin(), list.end(),
                                 [&](const SavedActivation& s) { return s.name == name; });
  if (same == list.end())
    list.push_back({name, bytes});
  else
    same->bytes += bytes;
}

bool is_activation(const Operator& op) {
  return op.cause == rules::activation.cause || op.cause == rules::gated_activation.cause;
}

// Selective recomputation of layers with latent attention goes further: norms, up-projections of
// queries and keys, activations are made again. Source: DeepSeek-V3, arXiv:2412.19437, section
// 3.2.3; Megatron-Core's recompute_modules.
bool is_thorough(const LayerView& layer, const ParallelPlan& plan) {
  return plan.recompute == Recompute::selective && layer.has("kv_up");
}
bool made_again(const LayerView& layer, const Operator& op, const ParallelPlan& plan) {
  if (!is_thorough(layer, plan)) return false;
  return op.cause == rules::norm.cause || is_activation(op) || op.name == "q_up" ||
         op.name == "kv_up" || op.name == "rotary";
}

// A product's input is kept in the format that the product reads it in; so is the input of an
// activation that is made again.
double kept_bytes(const LayerView& layer, std::size_t tensor, const Operator& op,
                  const ParallelPlan& plan) {
  const Tensor& t = layer.graph().tensors[tensor];
  const double full = static_cast<double>(t.bytes_per_element);
  const bool product = op.kind == OperatorKind::matmul && is_thorough(layer, plan);
  const bool narrow = layer.only_multiplied(tensor) || product;
  return layer.copies(tensor) * real(t.elements) *
         (narrow ? std::min(full, element_bytes(plan.format)) : full);
}

// Megatron-Core weights an expert's rows between its two products: what the last product makes is
// not kept, what an activation without a gate makes is kept before and after.
double routed_copies(const LayerView& layer, const Operator& op) {
  if (op.name == "experts.down" || op.name == "experts.down_bias") return 0;
  return op.name == "experts.activation" && !layer.has("experts.gate") ? 2 : 1;
}

void keep_graph_tensors(std::vector<SavedActivation>& list, const LayerView& layer,
                        const ParallelPlan& plan) {
  for (std::size_t i = 0; i < layer.graph().tensors.size(); ++i) {
    const Tensor& t = layer.graph().tensors[i];
    const Operator* const op = layer.producer(t);
    const bool again = op && made_again(layer, *op, plan) && !layer.kept_gathered(i);
    if (op && !t.fused && layer.kept(i) && !again)
      keep(list, op->name, routed_copies(layer, *op) * kept_bytes(layer, i, *op, plan));
  }
}

// GPT-like models, which have biases, train with dropout where the framework's default has it;
// Llama-like ones, without biases, do not.
bool drops_out(const LayerView& layer, const Framework& f) {
  return f.dropout_masks &&
         (layer.has("down_bias") || layer.has("experts.down_bias") || layer.has("output_bias"));
}

// Query-key pairs times heads, masked pairs too: a stored score matrix is square.
double stored_scores(const LayerView& layer) {
  double sum = 0;
  for (const Operator& op : layer.graph().operators)
    if (layer.is_mine(op) && op.name == "softmax")
      sum += real(op.full_flops) / static_cast<double>(rules::softmax.forward);
  return sum;
}

// Flash attention keeps a logarithm of a sum of exponentials (32 bits) a query and head. Otherwise
// the probabilities are kept: in 16 bits by a fused softmax, by separate kernels in 32 bits too,
// and with dropout its mask (8 bits) and its result. Source: Korthikanti et al. 2022, section 4.1.
void keep_attention(std::vector<SavedActivation>& list, const LayerView& layer,
                    const ParallelPlan& plan, const Framework& f) {
  const double scores = stored_scores(layer);
  if (scores <= 0 || plan.recompute == Recompute::selective) return;
  if (is_flash(plan.attention)) {
    keep(list, "logsumexp", 4 * scores / real(layer.graph().step.sequence_length));
    return;
  }
  keep(list, "softmax", (plan.attention == AttentionKernel::unfused ? 6 : 2) * scores);
  if (drops_out(layer, f)) keep(list, "attention_dropout", 3 * scores);
}

void keep_dropout(std::vector<SavedActivation>& list, const LayerView& layer, const Framework& f) {
  if (!drops_out(layer, f)) return;
  keep(list, "dropout_mask",
       layer.elements_of("mixer_residual") + layer.elements_of("feed_forward_residual"));
}

// Latent attention joins the part of each head's key that has positions, which heads share, to the
// part without: a new tensor as wide as the queries.
void keep_keys(std::vector<SavedActivation>& list, const LayerView& layer,
               const ParallelPlan& plan) {
  if (layer.has("kv_up") && plan.recompute != Recompute::selective)
    keep(list, "keys_joined", 2 * layer.elements_of(layer.has("q_up") ? "q_up" : "q"));
}

// What separate kernels of a norm or of an activation function make on the way to their result.
void keep_copies(std::vector<SavedActivation>& list, const LayerView& layer, const Framework& f) {
  if (f.norm_copies <= 0 && f.activation_copies <= 0) return;
  for (const Tensor& t : layer.graph().tensors) {
    const Operator* const op = layer.producer(t);
    if (!op || t.fused) continue;
    const bool norm = op->cause == rules::norm.cause;
    if (norm) keep(list, "norm_copies", 2 * f.norm_copies * real(t.elements));
    if (is_activation(*op))
      keep(list, "activation_copies", 2 * f.activation_copies * real(t.elements));
  }
}

}  // namespace

std::vector<SavedActivation> saved_activations(const LocalGraph& local, std::size_t layer_kind,
                                               const ParallelPlan& plan, const Framework& f) {
  const LayerView layer(local, layer_kind);
  std::vector<SavedActivation> list;
  keep_graph_tensors(list, layer, plan);
  keep_attention(list, layer, plan, f);
  keep_dropout(list, layer, f);
  keep_keys(list, layer, plan);
  keep_copies(list, layer, f);
  return list;
}

double input_bytes(const LocalGraph& local, std::size_t layer_kind) {
  const LayerView layer(local, layer_kind);
  double feed_forward = 0, mixer = 0;
  for (const Tensor& t : layer.graph().tensors) {
    const Operator* const op = layer.producer(t);
    if (op && op->name == "feed_forward_residual") feed_forward += real(t.bytes());
    if (op && op->name == "mixer_residual") mixer += real(t.bytes());
  }
  return std::max(feed_forward, mixer);
}

double total_bytes(const std::vector<SavedActivation>& list) {
  double sum = 0;
  for (const SavedActivation& s : list) sum += s.bytes;
  return sum;
}

}  // namespace tenfold
