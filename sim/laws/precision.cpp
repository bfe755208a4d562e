#include "laws/precision.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tenfold::laws {
namespace {

struct Factor {
  double bits, scale, offset;
};

}  // namespace

double effective_share(const Bits& bits, bool offsets) {
  const std::array factors{Factor{bits.weights, 2.6745, 0.3037},
                           Factor{bits.activations, 2.2102, 1.4072},
                           Factor{bits.cache, 0.9578, 2.4185}};
  double share = 1;
  for (const Factor& f : factors)
    share *= std::max(0.0, 1 - std::exp(-f.bits / f.scale + (offsets ? f.offset : 0)));
  return share;
}

LossLaw kumar(const Bits& bits, bool offsets) {
  constexpr double exponent = 0.4965;
  const LossLaw full{2.7648, 4299, exponent, 18060, exponent, 1};
  return with_parameter_efficiency(full, effective_share(bits, offsets));
}

double post_training_loss(double parameters, double tokens, double bits) {
  return 0.0598 * std::pow(tokens, 0.5068) / std::pow(parameters, 0.3439) *
         std::exp(-bits / 0.5907);
}

}  // namespace tenfold::laws
