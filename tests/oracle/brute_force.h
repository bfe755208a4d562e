// The slow, obvious twin of lower() and account(): every multiply-add of a small model's step is
// counted by a loop that stands where the model's arithmetic would, and every mask pair by asking
// whether the query sees the key. It knows nothing of the graph, of weights() or of closed forms.
#pragma once

#include "base/count.h"
#include "graph/op_graph.h"
#include "model/architecture.h"

namespace tenfold::twin {

// Whether position `query` sees position `key`. A sparse mask picks any `span` of the keys so far;
// which ones is no matter for their number, so the latest stand for them.
bool sees(MaskKind, Size span, Size query, Size key);

struct Flops {
  Count forward = 0, backward_input = 0, backward_weight = 0;
  Count total() const { return forward + backward_input + backward_weight; }
};

// Matrix, attention and recurrence products. `every_pair`: as if every query saw every key.
Flops flops(const Architecture&, const Step&, bool every_pair);

// Parameters, counted one by one.
struct Parameters {
  Count text = 0, text_active = 0, prediction = 0, towers = 0;
};
Parameters parameters(const Architecture&);

}  // namespace tenfold::twin
