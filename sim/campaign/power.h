// What a run's accelerators, their servers, the network and the site draw.
//
//   accelerator  rated x (idle + (full - idle) x utilisation)
//   IT           (accelerator + host) x (1 + network)
//   site         IT x PUE
//
// Sources: an 8 x H100 server rated 10.2 kW drew at most 8.4 kW and 7.75 kW in heavy training
// (arXiv:2412.08602, arXiv:2506.14551); of the difference to 8 x 700 W the host's 2.8 kW follow.
// Switches, optics and storage add about a tenth (SemiAnalysis, "100,000 H100 clusters", 2024-06).
// An idle H100 draws about a tenth of its rating (recalled, not looked up).
#pragma once

#include "base/units.h"
#include "campaign/goodput.h"

namespace tenfold {

inline constexpr Joules kWh = Joules::base(3.6e6), MWh = 1000.0 * kWh;
inline constexpr Watts watt = Watts::base(1);

struct SitePower {
  Watts accelerator;       // rated
  double idle = 0.1;       // drawn idle over rated
  double full = 1;         // drawn at full load over rated
  Watts host;              // an accelerator's share of its server's other parts, under load
  double host_idle = 0.5;  // host's draw beside idle accelerators over that under load
  double network = 0.1;    // switches, optics, storage over servers
  double facility = 1.12;  // PUE
};

// An accelerator's share of the site at a utilisation of 0 to 1.
Watts drawn(const SitePower&, double utilisation);

// The convention of model cards: rated power times PUE, all the time, without hosts and network.
SitePower model_card_power(Watts rated, double facility);

// Of accelerators held for a time: at `utilisation` while they train, save or repeat lost work,
// else idle.
Joules energy(const SitePower&, Seconds accelerator_time, double utilisation, const Goodput&);

}  // namespace tenfold
