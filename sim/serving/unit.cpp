#include "serving/unit.h"

#include <fmt/format.h>

namespace tenfold {

std::string flaw(const ServingUnit& u) {
  if (u.accelerators % u.tensor != 0)
    return fmt::format("tensor is {}, it needs to divide the {} accelerators", u.tensor,
                       u.accelerators);
  if (u.accelerators % u.expert_ranks() != 0)
    return fmt::format("expert is {}, it needs to divide the {} accelerators", u.expert,
                       u.accelerators);
  return {};
}

}  // namespace tenfold
