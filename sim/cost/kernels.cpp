#include <algorithm>

#include "cost/listing.h"

namespace tenfold {

Listing::Listing(const LocalGraph& local, std::size_t kinds, const ParallelPlan& plan,
                 const Framework& f)
    : g_(local.graph), local_(local), kinds_(kinds), plan_(plan), framework_(f) {
  inputs_.resize(g_.operators.size());
  for (const Edge& e : g_.edges) inputs_[e.consumer].push_back(e.tensor);
  outputs_.resize(g_.operators.size());
  for (std::size_t t = 0; t < g_.tensors.size(); ++t)
    if (g_.tensors[t].producer != before_step)
      outputs_[static_cast<std::size_t>(g_.tensors[t].producer)].push_back(t);
}

std::vector<Kernel> Listing::run() {
  for (std::size_t i = 0; i < g_.operators.size(); ++i)
    if (g_.operators[i].pass != Pass::optimizer) list(i);
  for (const Transfer& t : local_.transfers) {
    put(g_.operators[t.op], t.pass, t, t.name == "scores" || t.name == "values");
    if (sorts_rows(t))
      put(g_.operators[t.op], t.pass, StreamCall{StreamKind::lookup, 2 * real(t.bytes)});
  }
  return std::move(list_);
}

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

// Adds to a product listed just before, of the same pass and part.
bool Listing::join(const Operator& op) {
  for (const Joined& j : joined) {
    if (!(framework_.*j.habit) || (op.name != j.later && op.name != j.first)) continue;
    const std::size_t part = part_of(g_, op, kinds_);
    for (std::size_t back = list_.size(); back > 0 && list_.size() - back < 40; --back) {
      Kernel& k = list_[back - 1];
      if (k.part != part || k.pass != op.pass || !are_joined(j, k.name, op.name)) continue;
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

// torch.utils.deterministic.fill_uninitialized_memory, on by default where algorithms must be
// deterministic: each output is written once before its kernel. Scores never leave the chip.
void Listing::list_fill(std::size_t i) {
  const Operator& op = g_.operators[i];
  if (!framework_.deterministic || op.kind == OperatorKind::attention || op.name == "softmax")
    return;
  double bytes = 0;
  for (const std::size_t t : outputs_[i]) bytes += real(g_.tensors[t].bytes());
  if (bytes > 0) put(op, op.pass, StreamCall{StreamKind::elementwise, bytes});
}

void Listing::list(std::size_t i) {
  const Operator& op = g_.operators[i];
  list_fill(i);
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
