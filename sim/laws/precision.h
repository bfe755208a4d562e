// Loss at low precision. Kumar et al. 2024, arXiv:2411.04330, appendix K.
//
//   L = A / (N f)^alpha + B / D^alpha + E,  f = prod_x (1 - exp(-P_x / g_x + n_x))
//
// over weights, activations and the cache of keys and values, P bits each. The offsets n stand in
// the paper's table and not in the formula of its text; with them the law says, as was seen, that
// training diverges at 3 bits. After training, quantising to P bits adds
// C_T D^gD / N^gN exp(-P / g).
#pragma once

#include "laws/loss_law.h"

namespace tenfold::laws {

struct Bits {
  double weights = 16, activations = 16, cache = 16;
};

// The share of parameters that count; 0 where a factor would be negative. `offsets` takes the n of
// the table.
double effective_share(const Bits&, bool offsets = true);

// The law at these bits: an additive one whose parameters count by that share. Its A is infinite
// where none count.
LossLaw kumar(const Bits&, bool offsets = true);

// What quantising the trained weights to so many bits adds to the loss.
double post_training_loss(double parameters, double tokens, double bits);

}  // namespace tenfold::laws
