#include <algorithm>

#include "plan/partition.h"

namespace tenfold {

// Layers of one name are alike: models/ and the importer name them by their shape.
DistinctLayers distinct_layers(const Architecture& a) {
  DistinctLayers distinct{a, {}, {}};
  std::vector<Block>& kinds = distinct.architecture.layers;
  kinds.clear();
  for (const Block& block : a.layers) {
    const auto known = std::find_if(kinds.begin(), kinds.end(),
                                    [&](const Block& k) { return k.name == block.name; });
    const auto at = static_cast<std::size_t>(known - kinds.begin());
    if (known == kinds.end()) {
      kinds.push_back(block);
      distinct.count.push_back(0);
    }
    distinct.kind.push_back(at);
    ++distinct.count[at];
  }
  return distinct;
}

Shard shard_of(const ParallelPlan& p, Size sequence_length) {
  return {.tensor = p.tensor,
          .context = p.context,
          .expert = p.expert,
          .expert_tensor = expert_tensor(p),
          .sequence_parallel = p.sequence_parallel,
          .gather_again = p.gather_again || !p.sequence_parallel || p.tensor == 1,
          .context_kind = p.context_kind,
          .micro_batch = p.micro_batch,
          .sequence_length = sequence_length,
          .format = p.format};
}

}  // namespace tenfold
