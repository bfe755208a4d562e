#include "cost/kernels.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "cost/unfused.h"

namespace tenfold {
namespace {

// Products that read the same input and that frameworks join into one.
struct Joined {
  std::string_view first, later;
  bool Framework::*habit;
};
constexpr std::array joined{Joined{"q", "k", &Framework::fused_qkv},
                            Joined{"q", "v", &Framework::fused_qkv},
                            Joined{"k", "v", &Framework::fused_qkv},
                            Joined{"q_down", "kv_down", &Framework::fused_qkv},
                            Joined{"gate", "up", &Framework::fused_gate_up},
                            Joined{"experts.gate", "experts.up", &Framework::fused_gate_up},
                            Joined{"shared.gate", "shared.up", &Framework::fused_gate_up}};

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// Backward meets the later one first.
bool pair(const Joined& j, std::string_view one, std::string_view other) {
  return (one == j.first && other == j.later) || (one == j.later && other == j.first);
}

class Listing {
 public:
  Listing(const LocalGraph& local, std::size_t kinds, const ParallelPlan& plan, const Framework& f)
      : g_(local.graph), local_(local), kinds_(kinds), plan_(plan), framework_(f) {
    inputs_.resize(g_.operators.size());
    for (const Edge& e : g_.edges) inputs_[e.consumer].push_back(e.tensor);
    outputs_.resize(g_.operators.size());
    for (std::size_t t = 0; t < g_.tensors.size(); ++t)
      if (g_.tensors[t].producer != before_step)
        outputs_[static_cast<std::size_t>(g_.tensors[t].producer)].push_back(t);
  }

  std::vector<Kernel> run() {
    for (std::size_t i = 0; i < g_.operators.size(); ++i)
      if (g_.operators[i].pass != Pass::optimizer) list(i);
    for (const Transfer& t : local_.transfers) {
      put(g_.operators[t.op], t.pass, t, t.name == "scores" || t.name == "values");
      if (sorts_rows(t))
        put(g_.operators[t.op], t.pass, StreamCall{StreamKind::lookup, 2 * real(t.bytes)});
    }
    return std::move(list_);
  }

 private:
  using Call = decltype(Kernel::call);

  void put(const Operator& op, Pass pass, const Call& call, bool core = false) {
    list_.push_back({part_of(g_, op, kinds_), pass, core, call, op.name});
  }
  bool sorts_rows(const Transfer&) const;
  void list(std::size_t i);
  void list_gradient_sum(const Operator&);
  void list_product(const Operator&);
  bool join(const Operator&);
  void list_attention(std::size_t i);
  void list_batched(const Operator&);
  void list_stream(std::size_t i);
  void list_softmax(const Operator&);
  AttentionShape attention_shape(std::size_t scores) const;
  MatmulShape product_shape(const Operator&) const;
  double moved(std::size_t op) const;
  Unfused unfused(const Operator&, StreamKind) const;
  bool is_layer_norm(const Operator&) const;
  double loss_bytes(std::size_t op) const;
  double sums(std::size_t op) const;

  const OpGraph& g_;
  const LocalGraph& local_;
  std::size_t kinds_;
  const ParallelPlan& plan_;
  const Framework& framework_;
  std::vector<std::vector<std::size_t>> inputs_, outputs_;
  std::vector<Kernel> list_;
};

// Backward products have the forward one's extents in another order; gradients of weights are added
// to fp32 sums, read and written. Both their operands were cast for the other two products.
MatmulShape Listing::product_shape(const Operator& op) const {
  const Extent& e = op.extent;
  const Size rows = std::max<Size>(1, (e.m + e.groups / 2) / e.groups);  // of one group
  MatmulShape s{e.groups, rows, e.n, e.k, plan_.format, 2, framework_.cast_traffic};
  if (op.pass == Pass::backward_input) std::swap(s.n, s.k);
  const bool sums = framework_.fused_gradient_sum && framework_.fp32_gradients;
  if (op.pass == Pass::backward_weight)
    s = {e.groups, e.n, e.k, rows, plan_.format, sums ? 4.0 : 2.0, 0};
  return s;
}

bool is_expert(const Operator& op) { return op.name.substr(0, 8) == "experts."; }

// Adds to a product listed just before, of the same pass and part.
bool Listing::join(const Operator& op) {
  for (const Joined& j : joined) {
    if (!(framework_.*j.habit) || (op.name != j.later && op.name != j.first)) continue;
    const std::size_t part = part_of(g_, op, kinds_);
    for (std::size_t back = list_.size(); back > 0 && list_.size() - back < 40; --back) {
      Kernel& k = list_[back - 1];
      if (k.part != part || k.pass != op.pass || !pair(j, k.name, op.name)) continue;
      MatmulShape* s = std::get_if<MatmulShape>(&k.call);
      if (auto* grouped = std::get_if<GroupedCall>(&k.call)) s = &grouped->shape;
      if (!s) continue;
      const MatmulShape more = product_shape(op);
      Size MatmulShape::*const grows = op.pass == Pass::forward          ? &MatmulShape::n
                                       : op.pass == Pass::backward_input ? &MatmulShape::k
                                                                         : &MatmulShape::m;
      MatmulShape same = more;
      same.*grows = s->*grows;
      if (same.m != s->m || same.n != s->n || same.k != s->k) continue;
      s->*grows += more.*grows;
      return true;
    }
  }
  return false;
}

// Rows arrive rank by rank and are computed expert by expert: where a rank has several experts they
// are put in another order after the exchange, and back before the return.
bool Listing::sorts_rows(const Transfer& t) const {
  if (t.axis != Axis::expert || t.exchange != Exchange::all_to_all) return false;
  return std::any_of(g_.operators.begin(), g_.operators.end(),
                     [](const Operator& op) { return is_expert(op) && op.extent.groups > 1; });
}

// Where a weight's gradient is added to the step's in a kernel of its own: read in 16 bits, the sum
// read and written.
void Listing::list_gradient_sum(const Operator& op) {
  if (op.pass != Pass::backward_weight || framework_.fused_gradient_sum) return;
  const Extent& e = op.extent;
  const double bytes = framework_.fp32_gradients ? 2 + 4 + 4 : 2 + 2 + 2;
  put(op, op.pass,
      StreamCall{StreamKind::elementwise, bytes * double(e.groups) * double(e.n) * double(e.k)});
}

void Listing::list_product(const Operator& op) {
  if (op.extent.m == 0) return;
  list_gradient_sum(op);
  if (join(op)) return;
  const MatmulShape s = product_shape(op);
  if (is_expert(op))
    put(op, op.pass, GroupedCall{s, op.pass != Pass::forward});
  else
    put(op, op.pass, s);
}

// The mask's share of pairs comes from the FLOPs: exact over all.
AttentionShape Listing::attention_shape(std::size_t i) const {
  const Operator& scores = g_.operators[i];
  const Extent& e = scores.extent;
  AttentionShape s;
  const Size sequences = std::max<Size>(1, local_.shard.micro_batch);
  s.sequences = std::min<Size>(sequences, std::max<Size>(1, e.groups));
  s.heads = e.groups / s.sequences;
  s.queries = e.m;
  s.keys = e.n;
  s.key_width = s.value_width = e.k;
  s.kernel = plan_.attention;
  if (scores.full_flops > 0) s.kept = real(scores.flops) / real(scores.full_flops);
  for (std::size_t j = i + 1; j < std::min(i + 8, g_.operators.size()); ++j)
    if (g_.operators[j].name == "values") s.value_width = g_.operators[j].extent.k;
  s.kv_heads = s.heads;
  const double row = double(e.k) * double(s.sequences) * double(e.m);
  if (inputs_[i].size() == 2 && row > 0)  // queries, keys: grouped where the keys have fewer heads
    s.kv_heads =
        std::clamp<Size>(std::lround(real(g_.tensors[inputs_[i][1]].elements) / row), 1, s.heads);
  return s;
}

// One product of attention where the scores reach memory: over every pair, masked ones too.
void Listing::list_batched(const Operator& op) {
  const Extent& e = op.extent;
  const bool scores = op.name != "values";
  MatmulShape s{e.groups,
                e.m,
                scores ? e.n : e.k,
                scores ? e.k : e.n,
                plan_.format <= NumberFormat::bf16 ? plan_.format : NumberFormat::bf16,
                2};
  put(op, op.pass, s, true);
}

// Scale, mask, softmax, dropout over the scores of every pair: a fused kernel reads and writes them
// once, and dropout again with a mask of a byte.
void Listing::list_softmax(const Operator& op) {
  const OpGraph& g = g_;
  const auto at = static_cast<std::size_t>(&op - g.operators.data());
  const Extent* scores = nullptr;
  for (std::size_t j = at; j > 0 && !scores; --j)
    if (g.operators[j - 1].name == "scores") scores = &g.operators[j - 1].extent;
  if (!scores) return;
  const double elements = double(scores->groups) * double(scores->m) * double(scores->n);
  const double passes = plan_.attention == AttentionKernel::unfused ? 12 : 4;
  const double dropout = framework_.dropout > 0 ? 5 : 0;
  const double bytes =
      elements * (op.pass == Pass::forward ? passes + dropout : 1.5 * passes + dropout);
  put(op, op.pass, StreamCall{StreamKind::softmax, bytes}, true);
}

void Listing::list_attention(std::size_t i) {
  const Operator& op = g_.operators[i];
  if (op.name == "index_scores") {  // an indexer's scores are a product a head
    const Extent& e = op.extent;
    return put(op, op.pass, MatmulShape{1, e.m * e.groups, e.n, e.k, plan_.format, 2}, true);
  }
  if (!is_flash(plan_.attention)) return list_batched(op);
  if (op.name != "scores") return;
  if (op.pass == Pass::forward)
    return put(op, op.pass, AttentionCall{attention_shape(i), false}, true);
  // Backward has two operators of that name, one kernel.
  if (!inputs_[i].empty() && op.of >= 0) {
    const auto forward = static_cast<std::size_t>(op.of);
    if (i > 0 && g_.operators[i - 1].name == "scores" && g_.operators[i - 1].of == op.of) return;
    put(op, op.pass, AttentionCall{attention_shape(forward), true}, true);
  }
}

double Listing::moved(std::size_t i) const {
  double bytes = 0;
  for (const std::size_t t : inputs_[i]) bytes += real(g_.tensors[t].bytes());
  for (const std::size_t t : outputs_[i]) bytes += real(g_.tensors[t].bytes());
  return bytes;
}

StreamKind stream_kind(const Operator& op) {
  if (op.kind == OperatorKind::lookup || op.name == "combine") return StreamKind::lookup;
  if (op.name == "loss" || op.name == "softmax") return StreamKind::softmax;
  if (ends_with(op.name, "activation") || op.name == "gating") return StreamKind::activation;
  return op.kind == OperatorKind::reduction ? StreamKind::norm : StreamKind::elementwise;
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
      return framework_.*j.habit && std::any_of(makers.begin(), makers.end(),
                                                [&](auto other) { return pair(j, maker, other); });
    });
    makers.push_back(maker);
    if (!joins) ++gradients;
  }
  return std::max(0., gradients - 1);
}

// What fused kernels do on the way: biases in the next kernel, what never leaves the chip.
bool rides_along(const Operator& op) {
  return ends_with(op.name, "_bias") || op.name == "kv_split" || op.name == "split" ||
         op.name == "alibi" || op.name == "soft_cap" || op.name == "scores_sum";
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

void Listing::list(std::size_t i) {
  const Operator& op = g_.operators[i];
  switch (op.kind) {
    case OperatorKind::matmul:
      return list_product(op);
    case OperatorKind::attention:
      return list_attention(i);
    case OperatorKind::recurrence:
      return put(op, op.pass, RecurrenceCall{real(op.flops), moved(i)}, true);
    default:
      return list_stream(i);
  }
}

}  // namespace

std::size_t part_of(const OpGraph& g, const Operator& op, std::size_t kinds) {
  const std::string& block = g.blocks[op.block];
  if (block == "embedding") return kinds;
  if (block == "head" || block.substr(0, 10) == "prediction") return kinds + 1;
  if (block == "norms") return op.name.substr(0, 9) == "embedding" ? kinds : kinds + 1;
  if (op.layer >= 0 && op.layer < static_cast<Size>(kinds) && block.find(' ') == std::string::npos)
    return static_cast<std::size_t>(op.layer);
  return kinds;  // towers stand before the layers
}

std::vector<Kernel> kernels(const LocalGraph& local, std::size_t kinds, const ParallelPlan& plan,
                            const Framework& framework) {
  return Listing(local, kinds, plan, framework).run();
}

}  // namespace tenfold
