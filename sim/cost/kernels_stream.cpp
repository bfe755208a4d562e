#include <algorithm>

#include "cost/listing.h"

namespace tenfold {
namespace {

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

StreamKind stream_kind(const Operator& op) {
  if (op.kind == OperatorKind::lookup || op.name == "combine") return StreamKind::lookup;
  if (op.name == "loss" || op.name == "softmax") return StreamKind::softmax;
  if (ends_with(op.name, "activation") || op.name == "gating") return StreamKind::activation;
  return op.kind == OperatorKind::reduction ? StreamKind::norm : StreamKind::elementwise;
}

// What fused kernels do on the way: biases in the next kernel, what never leaves the chip.
bool rides_along(const Operator& op) {
  return ends_with(op.name, "_bias") || op.name == "kv_split" || op.name == "split" ||
         op.name == "alibi" || op.name == "soft_cap" || op.name == "scores_sum";
}

}  // namespace

double Listing::moved(std::size_t i) const {
  double bytes = 0;
  for (const std::size_t t : inputs_[i]) bytes += real(g_.tensors[t].bytes());
  for (const std::size_t t : outputs_[i]) bytes += real(g_.tensors[t].bytes());
  return bytes;
}

// PyTorch's layer norm is one kernel; it has a weight and a bias of the model's width.
bool Listing::is_layer_norm(const Operator& op) const {
  const Shard& sh = local_.shard;
  const Size split = sh.context * (sh.sequence_parallel ? sh.tensor : 1);
  const double tokens = double(sh.sequence_length) * double(sh.micro_batch) / double(split);
  double weights = 0, activations = 1;
  for (const std::size_t t : inputs_[static_cast<std::size_t>(&op - g_.operators.data())])
    (g_.tensors[t].kind == TensorKind::weight ? weights : activations) =
        real(g_.tensors[t].elements);
  return weights * tokens / activations > 1.5;
}

Unfused Listing::unfused(const Operator& op, StreamKind kind) const {
  const bool rotary = ends_with(op.name, "rotary");
  if (rotary)
    return framework_.fused_rotary ? Unfused{framework_.elementwise_traffic} : unfused_rotary;
  if (kind == StreamKind::norm)
    return framework_.fused_norms || is_layer_norm(op) ? Unfused{framework_.norm_traffic}
                                                       : unfused_norm(op.pass);
  if (kind == StreamKind::lookup || kind == StreamKind::softmax) return {};
  const bool branch = ends_with(op.name, "residual");
  return {framework_.elementwise_traffic * (branch ? 1 + framework_.dropout : 1)};
}

// A third of the loss's traffic is forward: a cast, a maximum, exponentials and their sum.
double Listing::loss_bytes(std::size_t i) const {
  const double logits = real(g_.tensors[inputs_[i].front()].elements);
  return logits * framework_.loss_traffic *
         (g_.operators[i].pass == Pass::forward ? 1. / 3 : 2. / 3);
}

// Gradients are added two at a time; products that are joined make one gradient.
double Listing::sums(std::size_t i) const {
  double gradients = 0;
  std::vector<std::string_view> makers;
  for (const std::size_t t : inputs_[i]) {
    const Size producer = g_.tensors[t].producer;
    const std::string_view maker =
        producer == before_step ? "" : g_.operators[static_cast<std::size_t>(producer)].name;
    const bool joins = std::any_of(joined.begin(), joined.end(), [&](const Joined& j) {
      return framework_.*j.habit && std::any_of(makers.begin(), makers.end(), [&](auto other) {
               return are_joined(j, maker, other);
             });
    });
    makers.push_back(maker);
    if (!joins) ++gradients;
  }
  return std::max(0., gradients - 1);
}

void Listing::list_stream(std::size_t i) {
  const Operator& op = g_.operators[i];
  if (op.name == "softmax") {
    if (!is_flash(plan_.attention)) list_softmax(op);
    return;
  }
  // A norm's backward makes the gradient of its weight on the way.
  if (rides_along(op) || (op.pass == Pass::backward_weight && op.kind != OperatorKind::lookup))
    return;
  const StreamKind kind = stream_kind(op);
  if (op.name == "gradient_sum") {
    const double each = 3 * real(g_.tensors[inputs_[i].front()].bytes());
    if (const double n = sums(i); n > 0)
      put(op, op.pass, StreamCall{kind, n * each * framework_.elementwise_traffic, n});
    return;
  }
  const Unfused passes = unfused(op, kind);
  double bytes = op.name == "loss" ? loss_bytes(i) : moved(i) * passes.traffic;
  if (op.kind == OperatorKind::lookup && op.name == "table" && !outputs_[i].empty()) {
    const Tensor& out = g_.tensors[outputs_[i].front()];  // the rows that are read, not the table
    bytes = op.pass == Pass::forward ? 2 * real(out.bytes()) : moved(i);
  }
  if (passes.sum_launches > 0)
    put(op, op.pass, StreamCall{kind, moved(i) * passes.sums, passes.sum_launches});
  const StreamKind run_as = passes.launches > 1 ? StreamKind::elementwise : kind;
  put(op, op.pass, StreamCall{run_as, bytes, passes.launches});
}

}  // namespace tenfold
