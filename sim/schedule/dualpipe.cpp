#include "schedule/fold.h"

namespace tenfold {
namespace {

// A forward and a backward woven into each other, on the way down.
void pair_down(Fold& fold, Size r) {
  FoldedRank& k = fold[r];
  const double start = std::max({k.free, k.forward_down, k.backward_down});
  const double end = start + k.down.forward + k.up.backward;
  k.free = end + k.held_down;
  fold.give_forward_down(r, end);
  fold.give_backward_down(r, end);
}

void pair_up(Fold& fold, Size r) {
  FoldedRank& k = fold[r];
  const double start = std::max({k.free, k.forward_up, k.backward_up});
  const double end = start + k.up.forward + k.down.backward;
  k.free = end + k.held_up;
  fold.give_forward_up(r, end);
  fold.give_backward_up(r, end);
}

void dualpipe_in(Fold& fold) {
  const Size q = fold.ranks;
  first_forwards(fold, [&](Size r) { return 2 * (q - r - 1); });
  for (Size k = 0; k < q; ++k)
    for (Size r = q; r-- > k;) {
      early_forward_down(fold, r);
      fold.forward_up(r);
    }
  for (Size k = 0; k + 1 < q; ++k)
    for (Size r = 0; r < q - k - 1; ++r) {
      fold.backward_down(r, fold[r].up.input);
      fold[r].free += fold[r].up.weight;
      fold.forward_up(r);
    }
}

// The i-th weight gradient that the r-th rank from its end has put off: the two sides in turn, the
// last on side 0; then what its last backwards add.
double put_off(const FoldedRank& k, Size r, Size i) {
  const bool up = i < r && (r - i) % 2 == 1;
  return up ? k.up.weight : k.down.weight;
}

void dualpipe_out(Fold& fold) {
  const Size q = fold.ranks;
  for (Size k = 0; k < q; ++k)
    for (Size r = q; r-- > k;) {
      const FoldedRank& at = fold[r];
      const Size split_from = (r + 1) / 2;
      const bool split_down = k > split_from || (k == split_from && r % 2 == 1);
      fold.backward_down(r, split_down ? at.up.input : at.up.backward);
      fold.backward_up(r, k >= split_from ? at.down.input : at.down.backward);
    }
  for (Size k = 0; k + 1 < q; ++k)
    for (Size r = 0; r < q - k - 1; ++r) {
      fold[r].free += put_off(fold[r], r, k);
      fold.backward_up(r, fold[r].down.input);
    }
  for (Size r = 0; r < q; ++r)
    for (Size i = q - r - 1; i < q; ++i) fold[r].free += put_off(fold[r], r, i);
}

}  // namespace

double dualpipe(const PipelineProblem& p, double send) {
  Fold fold;
  fill(fold, p, send, true);
  dualpipe_in(fold);
  const Size full = p.micro_batches / 2 - p.stages + 1;
  rounds(fold, full, (p.micro_batches - p.stages) / 2, [&](Size r, Size j) {
    if (j == 0 && r + 1 == fold.ranks) {
      fold.forward_down(r);
      fold.backward_down(r, fold[r].up.backward);
    } else if (j < full + r) {
      pair_down(fold, r);
    } else {
      fold.backward_down(r, fold[r].up.backward);
    }
    pair_up(fold, r);
  });
  dualpipe_out(fold);
  return end_of(fold);
}

}  // namespace tenfold
