// Laws of mixtures of experts: Clark, Krajewski, Abnar, Ludziejewski (joint), Tian.
#pragma once

#include "laws/loss_law.h"

namespace tenfold::laws {

// The number of experts, saturated at both ends, as Clark's and the joint law write it:
// 1/E^ = 1 / (E - 1 + (1/start - 1/max)^-1) + 1/max.
struct ExpertCount {
  double start = 0, max = 0;
  double operator()(double experts) const;
};

// Clark et al. 2022, arXiv:2202.01169: log10 L = a log10 N + b log10 E^ + c log10 N log10 E^ + d,
// at 130 B tokens. N is the size of the dense part.
struct RoutedLaw {
  double a = 0, b = 0, c = 0, d = 0;
  ExpertCount experts{};
};
inline constexpr RoutedLaw clark_s_base{-0.082, -0.108, 0.009, 1.104, {1.847, 314.478}};
inline constexpr RoutedLaw clark_rl_r{-0.083, -0.126, 0.012, 1.111, {1.880, 469.982}};
inline constexpr RoutedLaw clark_hash{-0.087, -0.136, 0.012, 1.157, {4.175, 477.741}};
inline constexpr double clark_tokens = 130e9;
double loss(const RoutedLaw&, double parameters, double experts);
// The dense part with which a model of so many experts has this loss; with one expert, the dense
// model of the same loss.
double parameters_for(const RoutedLaw&, double loss, double experts);
// The dense law of the same paper: (Nc / N)^alpha.
double clark_dense_loss(double parameters);
double clark_dense_parameters_for(double loss);

// Krajewski et al. 2024, arXiv:2402.07871: L = c + (g / G^gamma + a) / N^alpha + b / D^beta for 64
// experts of granularity G. N is all parameters but the embeddings.
LossLaw krajewski(double granularity);
inline constexpr LossLaw krajewski_dense{0.47, 16.3, 0.126, 26.7, 0.127, 1};
// The share of N that serves a token where 64 experts stand in every feed-forward layer and one
// dense layer's worth is used: 12 of 4 + 8 * 64 squared widths.
inline constexpr double krajewski_active_share = 12.0 / (4 + 8 * 64);

// Abnar et al. 2025, arXiv:2501.12370: L = a/N^al + b/D^be + c/(1-S)^la + d/((1-S)^de N^ga) + e,
// where N is all parameters and S the share of experts that rest.
double abnar_loss(double parameters, double tokens, double sparsity);

// Ludziejewski et al. 2025 (joint MoE laws), arXiv:2502.05172: for a number of experts an additive
// law of the active parameters.
LossLaw joint_moe(double experts);
// How many times its FLOPs the dense model needs to reach what `experts` reach on `compute`.
double joint_moe_multiplier(double experts, double compute);

// Tian et al. 2025 (Ling), arXiv:2507.17702: the efficiency leverage, which is the compute of the
// dense model over that of the mixture of the same loss. `active_share` is A, the share of experts
// that serve a token; G the granularity.
double efficiency_leverage(double active_share, double granularity, double compute);
double best_granularity();
// FLOPs with which the mixture reaches what a dense model reaches on `dense_compute`.
double moe_compute_for(double active_share, double granularity, double dense_compute);
double tian_learning_rate(double compute);
double tian_batch(double compute);

}  // namespace tenfold::laws
