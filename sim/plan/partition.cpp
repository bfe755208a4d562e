#include "plan/partition.h"

#include <algorithm>
#include <utility>

#include "plan/sharding.h"

namespace tenfold {
namespace {

// `flops` x part / whole, rounded up.
Count share(Count flops, Count part, Count whole) {
  Count a = part, b = whole;
  while (b > 0) a = std::exchange(b, a % b);
  return (flops * (part / a) + whole / a - 1) / (whole / a);
}

class Partition {
 public:
  Partition(const OpGraph& whole, const Shard& shard) : whole_(whole), s_(shard) {
    local_.shard = shard;
    local_.graph.step = whole.step;
    local_.graph.blocks = whole.blocks;
    local_.graph.edges = whole.edges;
    local_.graph.tensors = whole.tensors;
    split_.assign(whole.tensors.size(), stream_split(shard));
    op_split_.assign(whole.operators.size(), stream_split(shard));
    gathered_.assign(whole.tensors.size(), false);
    local_.gathered = gathered_;
    list_inputs();
  }

  LocalGraph run() {
    local_.graph.operators.reserve(whole_.operators.size());
    for (std::size_t i = 0; i < whole_.operators.size(); ++i) {
      if (whole_.operators[i].pass == Pass::forward) split_forward(i);
      local_.graph.operators.push_back(local_operator(i));
    }
    for (std::size_t t = 0; t < whole_.tensors.size(); ++t)
      local_.graph.tensors[t] = local_tensor(t);
    return std::move(local_);
  }

 private:
  void list_inputs();
  void split_forward(std::size_t op);
  Split result_split(std::size_t op);
  void gather_inputs(std::size_t op, bool columns);
  void reduce_result(std::size_t op);
  void exchange_context(std::size_t op);
  void exchange_experts(std::size_t op);
  void send(Exchange, Axis, Count bytes, std::size_t op, Pass, Size copies = 0);
  Operator local_operator(std::size_t op);
  Operator local_update(std::size_t op) const;
  Count local_flops(const Operator& whole, const Extent& local, Split, Count flops) const;
  void note_replication(const Operator& whole, const Operator& local, Split);
  Tensor local_tensor(std::size_t) const;
  Count local_weight(const Tensor&) const;

  bool is_made(std::size_t tensor) const {
    return whole_.tensors[tensor].producer != before_step &&
           whole_.tensors[tensor].kind == TensorKind::activation;
  }
  // Of all tensor ranks together, one context rank's tokens.
  Count group_bytes(std::size_t tensor) const {
    const Tensor& t = whole_.tensors[tensor];
    return t.elements / s_.context * t.bytes_per_element;
  }

  const OpGraph& whole_;
  const Shard s_;
  LocalGraph local_;
  std::vector<Split> split_;     // of each forward tensor
  std::vector<Split> op_split_;  // of each forward operator's work
  std::vector<bool> gathered_;   // tensors that have met a column-split weight
  std::vector<std::vector<std::size_t>> inputs_, outputs_;  // tensors of each operator
};

void Partition::list_inputs() {
  inputs_.resize(whole_.operators.size());
  outputs_.resize(whole_.operators.size());
  for (const Edge& e : whole_.edges) inputs_[e.consumer].push_back(e.tensor);
  for (std::size_t t = 0; t < whole_.tensors.size(); ++t)
    if (whole_.tensors[t].producer != before_step)
      outputs_[static_cast<std::size_t>(whole_.tensors[t].producer)].push_back(t);
}

void Partition::send(Exchange exchange, Axis axis, Count bytes, std::size_t op, Pass pass,
                     Size copies) {
  const Operator& o = whole_.operators[op];
  local_.transfers.push_back({exchange, axis, bytes, copies, op, o.block, o.layer, pass, o.name});
}

// An input that the ranks hold by sequence is gathered before a column-split product; its gradient
// is summed over the ranks. Once an input, however many products read it.
void Partition::gather_inputs(std::size_t op, bool columns) {
  if (s_.tensor == 1) return;
  for (const std::size_t t : inputs_[op]) {
    if (!is_made(t) || gathered_[t] || split_[t] == Split::width) continue;
    if (split_[t] != Split::sequence && !columns) continue;
    gathered_[t] = true;
    const Count bytes = group_bytes(t);
    if (split_[t] != Split::sequence) {
      send(Exchange::all_reduce, Axis::tensor, bytes, op, Pass::backward_input);
      continue;
    }
    send(Exchange::all_gather, Axis::tensor, bytes, op, Pass::forward);
    send(Exchange::reduce_scatter, Axis::tensor, bytes, op, Pass::backward_input);
    if (!columns) continue;
    local_.gathered[t] = true;
    if (s_.gather_again) send(Exchange::all_gather, Axis::tensor, bytes, op, Pass::backward_weight);
  }
}

void Partition::reduce_result(std::size_t op) {
  if (s_.tensor == 1) return;
  const Count bytes = group_bytes(outputs_[op].front());
  if (!s_.sequence_parallel)
    return send(Exchange::all_reduce, Axis::tensor, bytes, op, Pass::forward);
  send(Exchange::reduce_scatter, Axis::tensor, bytes, op, Pass::forward);
  send(Exchange::all_gather, Axis::tensor, bytes, op, Pass::backward_input);
}

// Keys and values travel to the queries; with Ulysses all of queries, keys, values and the result
// trade sequence for heads (DeepSpeed-Ulysses, arXiv:2309.14509).
void Partition::exchange_context(std::size_t op) {
  const bool ulysses = s_.context_kind == ContextKind::ulysses;
  const bool scores = whole_.operators[op].name == "scores";
  if (s_.context == 1 || (!scores && whole_.operators[op].name != "values")) return;
  Count bytes = 0;
  for (std::size_t i = ulysses && scores ? 0 : 1; i < inputs_[op].size(); ++i)
    if (is_made(inputs_[op][i])) {
      const Tensor& t = whole_.tensors[inputs_[op][i]];
      bytes += t.elements * t.bytes_per_element / s_.tensor;
    }
  if (ulysses) {
    if (!scores) bytes += whole_.tensors[outputs_[op].front()].elements * 2 / s_.tensor;
    for (const Pass pass : {Pass::forward, Pass::backward_input})
      send(Exchange::all_to_all, Axis::context, bytes / s_.context, op, pass);
    return;
  }
  const bool ring = s_.context_kind == ContextKind::ring;
  const Exchange there = ring ? Exchange::ring : Exchange::all_gather;
  send(there, Axis::context, bytes, op, Pass::forward);
  send(there, Axis::context, bytes, op, Pass::backward_input);
  send(ring ? Exchange::ring : Exchange::reduce_scatter, Axis::context, bytes, op,
       Pass::backward_input);
}

// Rows go to their experts' ranks and come back; experts that are split by width gather them there.
void Partition::exchange_experts(std::size_t op) {
  const bool there = whole_.operators[op].name == "dispatch";
  if (!there && whole_.operators[op].name != "combine") return;
  const Tensor& routed = whole_.tensors[there ? outputs_[op].front() : inputs_[op].front()];
  const Tensor& stream = whole_.tensors[there ? inputs_[op].front() : outputs_[op].front()];
  const Count rows = routed.elements / (Count{s_.context} * s_.tensor) * routed.bytes_per_element;
  const auto copies = static_cast<Size>(routed.elements / std::max<Count>(stream.elements, 1));
  for (const Pass pass : {Pass::forward, Pass::backward_input}) {
    if (s_.expert > 1) send(Exchange::all_to_all, Axis::expert, rows, op, pass, copies);
    const bool gathers = there == (pass == Pass::forward);
    if (s_.expert_tensor > 1)
      send(gathers ? Exchange::all_gather : Exchange::reduce_scatter, Axis::expert_tensor,
           rows * s_.expert_tensor, op, pass);
  }
}

// How the work of a forward operator, and so its result, is split.
Split Partition::result_split(std::size_t op) {
  Split found = stream_split(s_);
  for (const std::size_t t : inputs_[op]) {
    if (!is_made(t)) continue;
    if (split_[t] >= Split::width) return split_[t];
    found = split_[t];
  }
  return found;
}

void Partition::split_forward(std::size_t i) {
  const Operator& op = whole_.operators[i];
  const bool product = op.kind == OperatorKind::matmul;
  const WeightSplit weight = product ? weight_split(op.name) : WeightSplit::whole;
  Split result = result_split(i);
  op_split_[i] = result;
  if (weight == WeightSplit::columns) {
    gather_inputs(i, true);
    op_split_[i] = result = Split::width;
  } else if (weight == WeightSplit::rows) {
    op_split_[i] = Split::width;
    reduce_result(i);
    result = stream_split(s_);
  } else if (weight == WeightSplit::expert_columns) {
    op_split_[i] = result = Split::routed_width;
  } else if (weight == WeightSplit::expert_rows) {
    op_split_[i] = Split::routed_width;
    result = Split::routed;
  } else if (op.name == "dispatch" || op.name == "combine") {
    exchange_experts(i);
    result = op.name == "dispatch" ? Split::routed : stream_split(s_);
    op_split_[i] = op.name == "dispatch" ? result : Split::routed;
  } else if (op.kind == OperatorKind::lookup && op.name == "table") {
    reduce_result(i);
  } else if (result == Split::width) {
    gather_inputs(i, false);
  }
  if (op.kind == OperatorKind::attention) exchange_context(i);
  for (const std::size_t t : outputs_[i]) split_[t] = result;
}

Count Partition::local_flops(const Operator& op, const Extent& local, Split split,
                             Count flops) const {
  const Extent& e = op.extent;
  if (e.m == 0) return share(flops, 1, sharers(split, s_));
  const bool attention = op.kind == OperatorKind::attention;  // else m is of all groups
  const auto volume = [&](const Extent& x) {
    return Count{attention ? x.groups : 1} * x.m * x.n * x.k;
  };
  return share(flops, volume(local), volume(e));
}

// An update follows its weight.
Operator Partition::local_update(std::size_t i) const {
  Operator op = whole_.operators[i];
  for (const std::size_t t : inputs_[i]) {
    const Tensor& weight = whole_.tensors[t];
    if (weight.kind != TensorKind::weight) continue;
    op.flops = op.full_flops = share(op.flops, local_weight(weight), weight.elements);
  }
  return op;
}

Operator Partition::local_operator(std::size_t i) {
  const Operator& whole = whole_.operators[i];
  const std::size_t forward = whole.of >= 0 ? static_cast<std::size_t>(whole.of) : i;
  Operator op = whole;
  if (whole.pass == Pass::optimizer) return local_update(i);
  const Split split = op_split_[forward];
  op.extent = local_extent(whole_.operators[forward], split, s_);
  if (whole.extent.m == 0) op.extent = {};
  op.flops = local_flops(whole, op.extent, split, whole.flops);
  op.full_flops = local_flops(whole, op.extent, split, whole.full_flops);
  if (is_product(op.kind)) note_replication(whole, op, split);
  return op;
}

void Partition::note_replication(const Operator& whole, const Operator& local, Split split) {
  const Count more = local.flops * s_.tensor * s_.context - whole.flops;
  if (more == 0) return;
  const bool copied = split == Split::whole && s_.tensor > 1;
  local_.replication.push_back(
      {whole.name, copied ? "computed on every tensor rank" : "padded to equal shares", more});
}

Count Partition::local_weight(const Tensor& t) const {
  switch (weight_split(t.name)) {
    case WeightSplit::columns:
    case WeightSplit::rows:
      return (t.elements + s_.tensor - 1) / s_.tensor;
    case WeightSplit::expert_columns:
    case WeightSplit::expert_rows:
      return t.elements / (Count{s_.expert} * s_.expert_tensor);
    default:
      return t.elements;
  }
}

Tensor Partition::local_tensor(std::size_t i) const {
  Tensor t = whole_.tensors[i];
  if (t.kind == TensorKind::activation || t.kind == TensorKind::gradient) {
    const std::size_t primal = t.of >= 0 ? static_cast<std::size_t>(t.of) : i;
    t.elements = (t.elements + sharers(split_[primal], s_) - 1) / sharers(split_[primal], s_);
  } else {
    t.elements = local_weight(t);
  }
  return t;
}

}  // namespace

LocalGraph partition(const OpGraph& whole, const Shard& shard) {
  return Partition(whole, shard).run();
}

}  // namespace tenfold
