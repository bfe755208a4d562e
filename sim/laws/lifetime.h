// The model that is cheapest over training and use. Sardana et al. 2024, arXiv:2401.00448: the
// least 6 N D + 2 N D_inf FLOPs with L(N, D) = l, where D_inf tokens will be read and written in
// use. At the best N, (A-term's slope) / (B-term's slope) = 1 + D_inf / 3D.
#pragma once

#include "laws/loss_law.h"

namespace tenfold::laws {

struct Lifetime {
  double parameters = 0, tokens = 0;
  double training = 0, inference = 0;  // FLOPs
  double total() const { return training + inference; }
};

// FLOPs over the life of a model.
Lifetime lifetime(double parameters, double tokens, double inference_tokens);

// The cheapest over its life of the models that reach `loss`, which lies above the law's floor.
Lifetime lifetime_optimum(const LossLaw&, double loss, double inference_tokens);

// The model that is best to train for that loss, used as much.
Lifetime training_optimum(const LossLaw&, double loss, double inference_tokens);

}  // namespace tenfold::laws
