#include "campaign/checkpoint.h"

#include <cmath>

#include "base/lambert.h"

namespace tenfold {

SaveTimes save_times(const Checkpoint& c) {
  const Seconds storage = c.size / c.storage;
  if (c.kind == CheckpointKind::synchronous) return {storage, {}, storage, {}};
  const Seconds host = c.size / c.host;
  return {host, storage, storage, host};
}

Seconds youngs_interval(Seconds save, Frequency f) {
  return std::sqrt(2 * (save / second) / (f * second)) * second;
}

Seconds dalys_interval(Seconds save, Frequency f) {
  const double half = f * save / 2;  // of a mean time to interruption
  if (half >= 1) return second / (f * second);
  return youngs_interval(save, f) * (1 + std::sqrt(half) / 3 + half / 9) - save;
}

Seconds optimal_interval(Seconds save, Frequency f) {
  return (1 + lambert_w0(-std::exp(-1 - f * save))) / (f * second) * second;
}

}  // namespace tenfold
