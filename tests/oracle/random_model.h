// Small models of every kind, drawn with a fixed seed.
#pragma once

#include <initializer_list>
#include <random>

#include "graph/op_graph.h"
#include "model/architecture.h"

namespace tenfold::twin {

// The same numbers with every standard library, unlike its distributions.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : bits_(seed) {}
  Size between(Size low, Size high) {
    return low + static_cast<Size>(bits_() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool coin() { return between(0, 1) == 1; }
  Size or_none(Size low, Size high) { return coin() ? between(low, high) : 0; }
  template <class Enum>
  Enum any(Enum last) {
    return static_cast<Enum>(between(0, static_cast<Size>(last)));
  }

 private:
  std::mt19937_64 bits_;
};

// The i-th alternative of Mixer or FeedForward with random sizes.
Mixer random_mixer(Draw&, std::size_t kind);
FeedForward random_feed_forward(Draw&, std::size_t kind);

Architecture random_architecture(Draw&);
Step random_step(Draw&, const Architecture&);

}  // namespace tenfold::twin
