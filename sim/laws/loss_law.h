// Losses that are a floor plus one term of the model's size and one of its data.
//
//   L(N, D) = E + (A / N^alpha + B / D^beta)^k
//
// N parameters and D training tokens, C = 6 N D FLOPs, L nats a token unless a law says otherwise:
// plain doubles, since they are raised to fitted powers. k = 1 is Hoffmann's additive form; other k
// couple the terms, as in Busbridge et al. 2025 (arXiv:2502.08606) and Skaling (arXiv:2608.07222).
// Laws of more arguments become one of these once the others are fixed.
#pragma once

namespace tenfold::laws {

struct LossLaw {
  double E = 0;  // the floor: what no model of the family goes below
  double A = 0, alpha = 0;
  double B = 0, beta = 0;
  double k = 1;
};

// FLOPs of training for each parameter and token: 2 forward, 4 backward.
inline constexpr double dense_work = 6;

struct Allocation {
  double parameters = 0, tokens = 0, loss = 0;
};

double loss(const LossLaw&, double parameters, double tokens);

// The split of `compute` that has the least loss, where a token costs `work` FLOPs a parameter.
Allocation optimum(const LossLaw&, double compute, double work = dense_work);

// FLOPs that reach `loss` at the best split; infinite at the floor and below it.
double compute_for(const LossLaw&, double loss, double work = dense_work);

// Tokens with which a model of this size reaches `loss`; infinite where none do.
double tokens_for(const LossLaw&, double loss, double parameters);

// The share of a model's compute that the best split would have needed for its loss: 1 on the
// frontier, less for a model trained on more or fewer tokens.
double allocative_efficiency(const LossLaw&, double parameters, double tokens);

// How many times the FLOPs of `challenger` the baseline needs for `loss`, both at their best
// splits: the compute-equivalent gain (Davidson et al. 2023, arXiv:2312.07413).
double compute_equivalent_gain(const LossLaw& baseline, const LossLaw& challenger, double loss);

// The law of a recipe for which each parameter, or each token, counts as `q`.
LossLaw with_parameter_efficiency(LossLaw, double q);
LossLaw with_token_efficiency(LossLaw, double q);

}  // namespace tenfold::laws
