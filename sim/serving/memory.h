// What one rank of a serving unit holds: weights, and keys and values of the sequences it serves.
//
//   key and value heads     2 x heads of the rank x width a token, of the window or chunk at most
//   latent attention        rank of the latent + rotary width a token, on every rank of the group
//   linear recurrences      a state of 32 bits a sequence, whatever its length
//
// Sources of the shapes: model/layer.h.
#pragma once

#include "hardware/accelerator.h"
#include "hardware/cluster.h"
#include "model/architecture.h"
#include "serving/unit.h"

namespace tenfold {

// Bytes of an element with its scales: blocks of 16 in nvfp4 and of 32 in mxfp8 have one byte each.
constexpr double stored_bytes(NumberFormat f) {
  if (f == NumberFormat::nvfp4) return 0.5 + 1.0 / 16;
  if (f == NumberFormat::mxfp8) return 1 + 1.0 / 32;
  return element_bytes(f);
}

// Of one rank. Embedding, head and vectors stay in 16 bits; so does the head's product.
Bytes weight_bytes(const Architecture&, const ServingUnit&);

// Of one sequence of `length` tokens on one rank.
Bytes cache_bytes(const Mixer&, double length, const ServingUnit&);
Bytes cache_bytes(const Architecture&, double length, const ServingUnit&);

struct ServingMemory {
  Bytes capacity, weights;    // capacity: what the unit's share leaves for weights and cache
  Bytes sequence;             // cache of one sequence of the requests' mean length
  double sequences() const {  // that fit; 0 where the weights alone do not
    return weights < capacity ? (capacity - weights) / sequence : 0;
  }
};
ServingMemory serving_memory(const Architecture&, const ServingUnit&, const Accelerator&,
                             const Requests&);

// Where nobody says how a model is served: on the fewest accelerators, a power of two, that leave
// half of their memory to the cache; 16 bits. Attention is split over all of them, or over a node
// at most where experts are spread. As many as the cluster has where none is enough.
ServingUnit unit_by_rule(const Architecture&, const Cluster&);

}  // namespace tenfold
