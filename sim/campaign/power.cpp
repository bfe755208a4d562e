#include "campaign/power.h"

namespace tenfold {

Watts drawn(const SitePower& p, double utilisation) {
  const Watts accelerator = p.accelerator * (p.idle + (p.full - p.idle) * utilisation);
  const Watts host = p.host * (p.host_idle + (1 - p.host_idle) * utilisation);
  return (accelerator + host) * (1 + p.network) * p.facility;
}

SitePower model_card_power(Watts rated, double facility) {
  return {.accelerator = rated,
          .idle = 1,
          .full = 1,
          .host = {},
          .host_idle = 1,
          .network = 0,
          .facility = facility};
}

Joules energy(const SitePower& p, Seconds accelerator_time, double utilisation, const Goodput& g) {
  const double idle = g.recovering + g.waiting;
  return accelerator_time * ((1 - idle) * drawn(p, utilisation) + idle * drawn(p, 0));
}

}  // namespace tenfold
