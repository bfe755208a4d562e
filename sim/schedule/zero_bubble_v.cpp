#include "schedule/fold.h"

namespace tenfold {
namespace {

// FoldedRank r: 2 (p - r) - 1 forwards down; r forwards of each side; p - r forwards up, each with
// its backward; then in turn forward, backward, weight gradient of side 0 and of side 1.
void zero_bubble_v_in(Fold& fold) {
  const Size p = fold.ranks;
  first_forwards(fold, [&](Size r) { return 2 * (p - r) - 1; });
  for (Size k = 0; k < p; ++k)
    for (Size r = p; r-- > k + 1;) {
      fold.forward_up(r);
      early_forward_down(fold, r);
    }
  for (Size k = 0; k < p; ++k)
    for (Size r = 0; r < p - k; ++r) {
      fold.forward_up(r);
      fold.backward_down(r, fold[r].up.input);
      fold[r].free += fold[r].up.weight;
    }
}

void zero_bubble_v_out(Fold& fold) {
  const Size p = fold.ranks;
  for (Size k = 0; k < p; ++k)
    for (Size r = p; r-- > k + 1;) {
      fold.backward_up(r, fold[r].down.input);
      fold.backward_down(r, fold[r].up.input);
    }
  for (Size k = 0; k < p; ++k)
    for (Size r = 0; r < p - k; ++r) {
      fold.backward_up(r, fold[r].down.input);
      fold[r].free += fold[r].down.weight;
    }
  for (Size r = 0; r < p; ++r)
    fold[r].free += static_cast<double>(r) * (fold[r].up.weight + fold[r].down.weight);
}

}  // namespace

double zero_bubble_v(const PipelineProblem& p, double send) {
  Fold fold;
  fill(fold, p, send);
  zero_bubble_v_in(fold);
  const Size full = p.micro_batches - 2 * p.stages + 1;  // after them, side 0 has no more forwards
  rounds(fold, full, p.micro_batches - p.stages, [&](Size r, Size j) {
    if (j < full + r) fold.forward_down(r);
    fold.backward_up(r, fold[r].down.input);
    fold[r].free += fold[r].down.weight;
    fold.forward_up(r);
    fold.backward_down(r, fold[r].up.input);
    fold[r].free += fold[r].up.weight;
  });
  zero_bubble_v_out(fold);
  return end_of(fold);
}

}  // namespace tenfold
