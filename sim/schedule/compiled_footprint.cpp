#include "schedule/compiled_footprint.h"

#include <algorithm>

#include "schedule/stage_layout.h"

namespace tenfold {
namespace {

// Of a logit that is gathered over tensor ranks: see footprint.cpp.
constexpr double gathered_bytes = 8;

double whole(const WeightElements& w) { return w.dense + w.expert; }

double logits_bytes(const EndMemory& ends, const ParallelPlan& p, const Framework& f) {
  const double bytes = f.fp32_logits ? 4 : 2;
  const bool gathers = !f.parallel_loss && p.tensor > 1;
  const double elements = ends.logits * (gathers ? real(p.tensor) : 1);
  return (f.loss_copies * bytes + (gathers ? gathered_bytes : 0)) * elements;
}

bool within(const RankLayers::OfKind& a, const RankLayers::OfKind& b) {
  const double others_a = a.layers - a.whole, others_b = b.layers - b.whole;
  return a.layers <= b.layers && (a.whole == 0 || b.whole > 0) && (others_a == 0 || others_b > 0) &&
         a.kept <= b.kept && a.kept_input <= b.kept_input;
}

// Whether a rank holds no more than another, whatever a layer takes.
bool within(const RankLayers& a, const RankLayers& b) {
  if ((a.has_embedding && !b.has_embedding) || (a.has_head && !b.has_head)) return false;
  for (std::size_t k = 0; k < a.kinds.size(); ++k)
    if (!within(a.kinds[k], b.kinds[k])) return false;
  return true;
}

void add_if_fuller(std::vector<RankLayers>& ranks, RankLayers rank) {
  for (const RankLayers& r : ranks)
    if (within(rank, r)) return;
  ranks.erase(std::remove_if(ranks.begin(), ranks.end(),
                             [&](const RankLayers& r) { return within(r, rank); }),
              ranks.end());
  ranks.push_back(std::move(rank));
}

void add_chunk(RankLayers& rank, const Chunk& c, const ParallelPlan& p,
               std::span<const std::size_t> kind_of_layer) {
  const bool full = p.recompute == Recompute::full;
  const Size again = !full ? 0 : p.recompute_layers > 0 ? p.recompute_layers : c.count;
  rank.has_embedding |= c.has_embedding;
  rank.has_head |= c.has_head;
  for (Size i = 0; i < c.count; ++i) {
    RankLayers::OfKind& kind = rank.kinds[kind_of_layer[static_cast<std::size_t>(c.first + i)]];
    kind.layers += 1;
    kind.whole += i < again ? 0 : 1;
    (i < again ? kind.kept_input : kind.kept) += c.in_flight;
  }
}

// Sums and maxima over what a rank holds.
class Rank {
 public:
  Rank(const CompiledMemory& m, const RankLayers& r, const ParallelPlan& p) : m_(m), r_(r), p_(p) {
    for (std::size_t k = 0; k < m.kinds.size(); ++k)
      if (r.kinds[k].layers > 0) add_layers(m.kinds[k], r.kinds[k]);
    if (r.has_head && m.prediction) add_prediction(*m.prediction);
    if (r.has_head) {
      sum_.distinct_products += m.ends.head;
      sum_.kept_at_end += m.ends.saved;
    }
    add_ends();
  }

  RankMemory memory(const Framework& f) {
    sum_.whole_gradient_share = whole_gradient_share(p_);
    const double logits = r_.has_head ? m_.logits : 0;
    double communication = p_.sequence_parallel ? stream_ * real(p_.tensor) : 0;
    if (p_.pipeline > 1) communication += 2 * stream_;
    if (accelerators(p_) > 1) communication += f.communication_buffers.base();
    sum_.rank = r_.rank;
    sum_.rest = std::max(working_, logits) + communication + f.workspace.base();
    return sum_;
  }

 private:
  void add_layers(const LayerMemory& m, const RankLayers::OfKind& k) {
    sum_.weights.dense += k.layers * m.weights.dense;
    sum_.weights.expert += k.layers * m.weights.expert;
    sum_.distinct_products += m.weights.dense;
    sum_.kept += k.kept * m.saved + k.kept_input * m.input;
    const double largest = std::max(k.whole > 0 ? m.saved : 0, k.layers > k.whole ? m.input : 0);
    sum_.kept_of_two_layers = std::max(sum_.kept_of_two_layers, 2 * largest);
    widen(m);
  }
  void add_prediction(const LayerMemory& m) {
    sum_.weights += m.weights;
    sum_.kept_at_end += m.saved;
    widen(m);
  }
  void widen(const LayerMemory& m) {
    sum_.largest_layer = std::max(sum_.largest_layer, whole(m.weights));
    working_ = std::max(working_, m.working + (p_.recompute == Recompute::full ? m.saved : 0));
    stream_ = std::max(stream_, m.input);
  }
  // Tied embeddings on different stages are two copies; on one stage they are one.
  void add_ends() {
    const EndMemory& e = m_.ends;
    const double embedding = r_.has_embedding ? e.embedding : 0;
    const double head = r_.has_head ? e.final_norm + (r_.has_embedding && e.tied ? 0 : e.head) : 0;
    sum_.ends = embedding + head;
    sum_.larger_end = std::max(embedding, head);
    sum_.weights.dense += sum_.ends;
  }

  const CompiledMemory& m_;
  const RankLayers& r_;
  const ParallelPlan& p_;
  RankMemory sum_;
  double working_ = 0, stream_ = 0;
};

}  // namespace

CompiledMemory compile_memory(const Architecture& a, const LocalGraph& local, const ParallelPlan& p,
                              const Framework& f) {
  CompiledMemory m;
  m.ends = end_memory(local);
  m.logits = logits_bytes(m.ends, p, f);
  for (std::size_t kind = 0; kind < a.layers.size(); ++kind)
    m.kinds.push_back(layer_memory(local, kind, p, f));
  if (a.multi_token_prediction) m.prediction = layer_memory(local, prediction_layers, p, f);
  return m;
}

std::vector<RankLayers> fullest_ranks(const ParallelPlan& p,
                                      std::span<const std::size_t> kind_of_layer,
                                      std::size_t kinds) {
  std::vector<RankLayers> all(static_cast<std::size_t>(p.pipeline));
  for (std::size_t r = 0; r < all.size(); ++r) {
    all[r].rank = static_cast<Size>(r);
    all[r].kinds.resize(kinds);
  }
  for (const Chunk& c : chunks_of(p, std::ssize(kind_of_layer)))
    add_chunk(all[static_cast<std::size_t>(c.rank)], c, p, kind_of_layer);
  std::vector<RankLayers> fullest;
  for (RankLayers& rank : all) add_if_fuller(fullest, std::move(rank));
  return fullest;
}

RankMemory rank_memory(const CompiledMemory& m, const RankLayers& r, const ParallelPlan& p,
                       const Framework& f) {
  return Rank(m, r, p).memory(f);
}

double state_bytes(const RankMemory& m, const MemoryOption& o, const Framework& f) {
  const double all = whole(m.weights);
  const double part = m.weights.dense / o.shards.dense + m.weights.expert / o.shards.expert;
  const double gathered = f.gathered_layers * m.largest_layer + m.ends;
  const double shard = f.fp32_gradients && f.fp32_master ? 0 : part;
  const double gradient = f.fp32_gradients ? 4 : 2;
  double weights = 2 * (o.zero < 3 ? all : shard + std::min(gathered, all));
  if (holds(o.offload, Offload::weights))
    weights = std::min(weights, 2 * (m.largest_layer + std::max(m.largest_layer, m.larger_end)));
  const double in_a_row = o.zero == 2 ? m.whole_gradient_share * gradient * all : 0;
  const double gradients =
      o.zero < 2 ? gradient * all
                 : gradient * part + std::max(2 * std::min(m.largest_layer, all), in_a_row);
  const double optimizer =
      holds(o.offload, Offload::optimizer) ? 0 : (f.fp32_master ? 12 : 4) * part;
  return weights + gradients + optimizer;
}

double total_bytes(const RankMemory& m, const MemoryOption& o, const Framework& f) {
  const double kept =
      holds(o.offload, Offload::activations) ? std::min(m.kept, m.kept_of_two_layers) : m.kept;
  const double dummies = f.fp32_gradients && o.zero < 2 ? 2 * m.distinct_products : 0;
  const double allocated = state_bytes(m, o, f) + kept + m.kept_at_end + m.rest + dummies;
  return (1 + f.fragmentation) * allocated + f.context.base();
}

}  // namespace tenfold
