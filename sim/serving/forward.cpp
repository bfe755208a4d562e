#include "serving/forward.h"

#include <algorithm>
#include <cmath>

#include "cost/block_cost.h"
#include "cost/price_terms.h"
#include "graph/mask.h"
#include "plan/sharding.h"
#include "serving/attention.h"
#include "serving/memory.h"
#include "serving/products.h"

namespace tenfold {
namespace {

Size whole(double x) { return std::max<Size>(1, std::llround(x)); }

double seconds(const Priced& p) { return p.time.base(); }

// The innermost ranks of a cluster.
Group group_of(Size ranks, const Cluster& c) {
  Group g;
  Size left = ranks, inside = 1;
  for (const Tier& t : c.tiers) {
    const Size members = t.reach > 0 ? std::min(left, std::max<Size>(1, t.reach / inside)) : left;
    g.per_tier.push_back(members);
    left = ceil_divide(left, members), inside *= members;
  }
  if (left > 1 && !g.per_tier.empty()) g.per_tier.back() *= left;
  return g;
}

// Few rows by a matrix: engines have kernels that read it at the rate of a memory-bound one and use
// no tiles, whose rows would mostly be padding.
constexpr double few_rows = 8;

double product_seconds(const MatmulShape& s, const Accelerator& a) {
  const double tiled = seconds(matmul_time(s, a));
  if (real(s.m) > few_rows) return tiled;
  const double elements = real(s.groups) * real(s.n) * real(s.k);
  const Priced read =
      stream_time(StreamKind::elementwise, elements * stored_bytes(s.format) * byte, a);
  const FlopRate rate = a.fp32.value_or(peak_16bit(a).value_or(usual_peak));
  return std::min(tiled, std::max(seconds(read), 2 * real(s.m) * elements / rate.base()));
}

// One layer of one kind, for one batch.
class LayerPass {
 public:
  LayerPass(const Served& s, const Block& block, const ServingBatch& batch)
      : s_(s), a_(s.cluster.accelerator), block_(block), batch_(batch) {}

  ForwardCost cost() const {
    ForwardCost c;
    for (const LocalProduct& p : local_products(block_, s_.whole.hidden, s_.whole.norm, s_.unit))
      add_product(c, p);
    c.attention += mixer_seconds(block_.mixer, batch_, s_.unit, a_);
    add_streams(c);
    add_traffic(c);
    return c;
  }

 private:
  const MixtureOfExperts* moe() const {
    return std::get_if<MixtureOfExperts>(&block_.feed_forward);
  }

  void add_product(ForwardCost& c, const LocalProduct& p) const {
    if (p.kind == ProductKind::routed)
      c.experts += routed_seconds(p);
    else if (p.kind == ProductKind::keys_up)
      c.products += keys_up_seconds(p);
    else
      c.products += real(p.copies) * matmul(batch_.tokens(), p.n, p.k, s_.unit.weights);
  }

  double matmul(double m, Size n, Size k, NumberFormat f) const {
    return product_seconds({.m = whole(m), .n = n, .k = k, .format = f}, a_);
  }

  // Folded in decode: queries into the latent, its mean out of it, head by head in 16 bits.
  double keys_up_seconds(const LocalProduct& p) const {
    if (!batch_.decode)
      return matmul(batch_.sequences * (batch_.before + batch_.fresh), p.n, p.k, s_.unit.weights);
    const auto* latent = std::get_if<LatentAttention>(&block_.mixer);
    if (!latent) return 0;
    const Size heads = ceil_divide(latent->heads, s_.unit.tensor);
    const MatmulShape into{
        .groups = heads, .m = whole(batch_.tokens()), .n = p.k, .k = latent->nope_dim};
    const MatmulShape out{
        .groups = heads, .m = whole(batch_.tokens()), .n = latent->value_dim, .k = p.k};
    return seconds(matmul_time(into, a_)) + seconds(matmul_time(out, a_));
  }

  // Tokens of the unit, shared among the ranks that hold experts.
  double unit_tokens() const { return batch_.tokens() * real(s_.unit.groups()); }

  double routed_seconds(const LocalProduct& p) const {
    const double instances = real(moe()->experts + s_.unit.redundant);
    const double sent = unit_tokens() * real(moe()->top_k) / real(s_.unit.expert_ranks());
    const double visited =
        visited_experts(real(p.copies), real(moe()->top_k) / instances, unit_tokens());
    const MatmulShape shape{.groups = whole(visited),
                            .m = whole(std::ceil(sent / std::max(visited, 1.0))),
                            .n = p.n,
                            .k = p.k,
                            .format = s_.unit.weights};
    return seconds(grouped_matmul_time(shape, a_, false, false));
  }

  double stream(StreamKind kind, double bytes) const {
    return seconds(stream_time(kind, bytes * byte, a_));
  }

  // Two norms that add the residual stream, rotary positions with the write to the cache, and the
  // activation function; of routed tokens, their order and their sum as well.
  void add_streams(ForwardCost& c) const {
    const double tokens = batch_.tokens(), stream_bytes = 2 * tokens * real(s_.whole.hidden);
    const bool mixes = !std::holds_alternative<std::monostate>(block_.mixer);
    const bool feeds = !std::holds_alternative<std::monostate>(block_.feed_forward);
    if (mixes)
      c.memory_bound += stream(StreamKind::norm, 4 * stream_bytes) +
                        stream(StreamKind::elementwise, 2 * stream_bytes);
    if (feeds) c.memory_bound += stream(StreamKind::norm, 4 * stream_bytes);
    if (const auto* dense = std::get_if<DenseFeedForward>(&block_.feed_forward))
      c.memory_bound += stream(StreamKind::activation,
                               6 * tokens * real(ceil_divide(dense->width, s_.unit.tensor)));
    if (moe()) add_routed_streams(c);
  }
  void add_routed_streams(ForwardCost& c) const {
    const double sent = unit_tokens() * real(moe()->top_k) / real(s_.unit.expert_ranks());
    c.memory_bound += stream(StreamKind::activation, 6 * sent * real(moe()->width)) +
                      2 * stream(StreamKind::lookup, 4 * sent * real(routed_width()));
  }
  Size routed_width() const {
    return moe()->latent_width > 0 ? moe()->latent_width : s_.whole.hidden;
  }

  // Sums over the tensor group after the mixer and after the feed-forward part; tokens to experts
  // in 8 bits where weights have them, and back in 16.
  void add_traffic(ForwardCost& c) const {
    const double bytes = 2 * batch_.tokens() * real(s_.whole.hidden);
    const Group tensor = group_of(s_.unit.tensor, s_.cluster);
    const double sums = block_.parallel ? 1 : 2;
    c.tensor_traffic += sums * seconds(collective_time(CollectiveKind::all_reduce, bytes * byte,
                                                       tensor, s_.cluster));
    if (!moe() || s_.unit.groups() == 1) return;
    const Routing routing{moe()->top_k, moe()->groups, moe()->kept_groups};
    const double copies = batch_.tokens() / real(s_.unit.tensor) * real(moe()->top_k);
    const Group all = group_of(s_.unit.accelerators, s_.cluster);
    for (const double element : {std::max(1.0, element_bytes(s_.unit.weights)), 2.0})
      c.expert_traffic += seconds(expert_exchange_time(
          copies * real(routed_width()) * element * byte, routing, all, s_.cluster));
  }

  const Served& s_;
  const Accelerator& a_;
  const Block& block_;
  const ServingBatch& batch_;
};

// Half batches that take turns: each computes while the other sends. An engine does so only where
// it is faster.
ForwardCost layer_cost(const Served& s, const Block& block, const ServingBatch& batch) {
  const ForwardCost plain = LayerPass(s, block, batch).cost();
  if (!s.unit.overlap || plain.traffic() <= 0 || batch.sequences < 2) return plain;
  ServingBatch half = batch;
  half.sequences = batch.sequences / 2;
  ForwardCost both = 2 * LayerPass(s, block, half).cost();
  const double hidden = std::min(both.compute(), both.traffic()) / both.traffic();
  both.tensor_traffic *= 1 - hidden;
  both.expert_traffic *= 1 - hidden;
  return both.total() < plain.total() ? both : plain;
}

// The last norm and the head: of each fresh token in decode, of the last in prefill.
double head_seconds(const Served& s, const ServingBatch& batch) {
  if (!s.whole.has_head) return 0;
  const double m = batch.decode ? batch.tokens() : batch.sequences;
  const MatmulShape shape{.m = whole(m),
                          .n = ceil_divide(s.whole.vocabulary, s.unit.tensor),
                          .k = embedding_width(s.whole)};
  return product_seconds(shape, s.cluster.accelerator);
}

}  // namespace

ForwardCost& ForwardCost::operator+=(const ForwardCost& o) {
  products += o.products, experts += o.experts, attention += o.attention;
  memory_bound += o.memory_bound, head += o.head;
  tensor_traffic += o.tensor_traffic, expert_traffic += o.expert_traffic;
  return *this;
}

ForwardCost operator*(double x, ForwardCost c) {
  for (double* part : {&c.products, &c.experts, &c.attention, &c.memory_bound, &c.head,
                       &c.tensor_traffic, &c.expert_traffic})
    *part *= x;
  return c;
}

Served served(const Architecture& a, const ServingUnit& u, const Cluster& c) {
  return {distinct_layers(a), a, u, c};
}

double visited_experts(double held, double p, double tokens) {
  return held * -std::expm1(tokens * std::log1p(-std::min(p, 1 - 1e-12)));
}

ForwardCost forward(const Served& s, const ServingBatch& batch) {
  ForwardCost sum;
  for (std::size_t i = 0; i < s.layers.count.size(); ++i)
    sum += real(s.layers.count[i]) * layer_cost(s, s.layers.architecture.layers[i], batch);
  if (batch.decode && s.unit.drafted > 0 && s.whole.multi_token_prediction) {
    ServingBatch guess = batch;
    guess.fresh = 1;
    sum += real(s.unit.drafted) * layer_cost(s, s.whole.multi_token_prediction->block, guess);
  }
  const double heads = batch.decode && s.unit.drafted > 0 ? 2 : 1;  // the guess has a product too
  sum.head += heads * head_seconds(s, batch);
  // Kernels of a long run over kernels timed alone: a parameter of the profile, see accelerator.h.
  ForwardCost scaled = s.cluster.accelerator.system_scale * sum;
  scaled.tensor_traffic = sum.tensor_traffic, scaled.expert_traffic = sum.expert_traffic;
  return scaled;
}

}  // namespace tenfold
