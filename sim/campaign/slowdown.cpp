#include "campaign/slowdown.h"

#include <cmath>

#include "base/numbers.h"

namespace tenfold {

double straggler_factor(const Stragglers& s, std::int64_t nodes) {
  const double any = -std::expm1(real(nodes) * std::log1p(-s.share * s.in_the_run));
  return 1 + any * s.slow_by;
}

double corruption_factor(const SilentCorruption& c, std::int64_t accelerators, Seconds interval,
                         Seconds recovery) {
  const Seconds lost = c.check / 2 + interval / 2 + recovery;
  return 1 + real(accelerators) * c.per_accelerator * lost;
}

}  // namespace tenfold
