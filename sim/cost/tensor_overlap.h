// Tensor-parallel traffic that runs beside the product that it feeds or follows, cut into parts.
// The equations are those of docs/methods.md, section "Tensor-parallel overlap".
#pragma once

#include <optional>

#include "cost/kernels.h"

namespace tenfold {

// What a transfer adds to the products: time that they do not hide, with what cutting them costs.
struct Exposed {
  Priced traffic;
  double launches = 0;  // of a cut product, beyond one
  double collectives = 0;
};

// Under a plan whose tensor_overlap is not `habit`. `all` are the kernels of the rank's graph,
// among which the product of the transfer in that part of the model is found; a transfer without
// one (of an embedding's rows) runs alone.
Exposed exposed_beside_product(const Transfer&, std::size_t part, const std::vector<Kernel>& all,
                               const LocalGraph&, const ParallelPlan&, const Cluster&,
                               const Framework&);

// The same in parts: the kernel of the product that a transfer can run beside, whatever the plan;
// what the transfer adds to it, and where it has none. `seconds` of the product.
std::optional<std::size_t> product_of(const Transfer&, std::size_t part,
                                      const std::vector<Kernel>& all, const LocalGraph&);
Exposed exposed_beside(const Transfer&, const MatmulShape& product, double seconds,
                       const ParallelPlan&, const Cluster&, const Framework&);
Exposed exposed_alone(const Transfer&, const ParallelPlan&, const Cluster&, const Framework&);

}  // namespace tenfold
