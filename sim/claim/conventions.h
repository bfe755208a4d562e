// FLOPs of a model under every convention of accounting. Private to claim/.
#pragma once

#include "claim/product.h"
#include "claim/verdict.h"

namespace tenfold {

// In the order 6nd-active as announced, 6nd-active as counted from the shape, exact,
// full-attention, 6nd-total, hardware. Counts that do not exist have no flops and a reason.
// `baseline` says whose handles the counts get.
ModelCounts model_counts(const Model&, bool baseline);

// The count of one convention that a verdict may rest on, or null.
const ConventionCount* count_of(const ModelCounts&, Convention);

bool is_sparse(const Architecture&);  // a mixture of experts

}  // namespace tenfold
