// The weight matrices of a block as one rank of a unit holds and multiplies them. Private to
// serving/.
#pragma once

#include <string_view>
#include <vector>

#include "model/architecture.h"
#include "serving/unit.h"

namespace tenfold {

// What multiplies what: every token of the rank, keys and values of the tokens before them as well
// (the up projection of latent attention), or tokens that were sent to an expert.
enum class ProductKind : std::uint8_t { dense, keys_up, routed };

// An n x k matrix of the rank, `copies` of them. Matrices that kernels join are one.
struct LocalProduct {
  std::string_view name;
  ProductKind kind = ProductKind::dense;
  Size n = 0, k = 0, copies = 1;
};
std::vector<LocalProduct> local_products(const Block&, Size hidden, Norm, const ServingUnit&);

// Elements that a rank holds of a block: those of matrices in the unit's format, others in 16 bits.
struct LocalElements {
  double matrix = 0, other = 0;
};
LocalElements local_elements(const Block&, Size hidden, Norm, const ServingUnit&);

// Of experts that a rank holds, redundant ones among them.
Size experts_held(const MixtureOfExperts&, const ServingUnit&);

}  // namespace tenfold
