// The tables of docs/hardware.md: accelerators and clusters that ship, with grades and dates.
#pragma once

#include <string>
#include <vector>

#include "hardware/cluster.h"

namespace tenfold::report {

// Markdown of all, in the order given.
std::string hardware_markdown(const std::vector<Accelerator>&);
std::string clusters_markdown(const std::vector<Cluster>&);

}  // namespace tenfold::report
