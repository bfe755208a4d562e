// Laws of dense models' loss: Kaplan, Hoffmann (Chinchilla), Besiroglu, Gadre, Skaling, OLMo,
// Farseer. Symbols as in loss_law.h.
#pragma once

#include "laws/loss_law.h"

namespace tenfold::laws {

// Kaplan et al. 2020, arXiv:2001.08361. N leaves the embeddings out; C is in PF-days.
inline constexpr double pf_day = 8.64e19;  // FLOPs
double kaplan_loss_of_parameters(double parameters);
double kaplan_loss_of_tokens(double tokens);
double kaplan_loss_of_compute(double pf_days);
double kaplan_critical_batch(double loss);  // tokens
double kaplan_compute_for(double loss);     // PF-days: the inverse of kaplan_loss_of_compute
Allocation kaplan_optimum(double pf_days);  // N and D of the paper's fits of the frontier
// L(N, D) is the coupled form with E = 0: [(Nc/N)^(aN/aD) + Dc/D]^aD.
LossLaw kaplan_joint();

// Hoffmann et al. 2022, arXiv:2203.15556, approach 3, at the precision of the paper's TeX source
// (ln E, ln A, ln B), and as printed: rounding alone moves the best split by half.
LossLaw chinchilla();
inline constexpr LossLaw chinchilla_rounded{1.69, 406.4, 0.34, 410.7, 0.28, 1};

// Besiroglu et al. 2024, arXiv:2404.10102: the same runs read from the figure. 240 points as
// published; the optimum of the stated objective on them; all 245 points.
inline constexpr LossLaw besiroglu{1.8172, 482.01, 0.3478, 2085.43, 0.3658, 1};
inline constexpr LossLaw besiroglu_optimum{1.8172181,  477.82586,  0.34731050,
                                           2143.41735, 0.36717243, 1};
inline constexpr LossLaw besiroglu_all{1.8913385, 495.7260, 0.3493129, 12845.61, 0.4530493, 1};

// Skaling's coupled form, arXiv:2608.07222, fitted to Besiroglu's 240 points by Huber's loss of
// 1e-3 on ln L: objective 9.542e-4 against 1.0183e-3 of k = 1.
inline constexpr LossLaw coupled_chinchilla{1.7571363, 2305.0198,  0.42435902,
                                            9957.1846, 0.43052674, 0.77414423};

// Gadre et al. 2024, arXiv:2403.08540: L = E + (a M^h + b M^-h) C^-h with M = D/N, and the error
// of 17 tasks Err = eps - k exp(-gamma L).
struct OverTrainingLaw {
  double E = 0, a = 0, b = 0, h = 0;
  double eps = 0, k = 0, gamma = 0;
};
inline constexpr OverTrainingLaw gadre_c4{1.508, 141.3, 189.5, 0.1212, 0.850, 2.08, 0.756};
inline constexpr OverTrainingLaw gadre_redpajama{1.837, 212.2, 366.7, 0.1364, 0.857, 2.21, 0.715};
inline constexpr OverTrainingLaw gadre_refinedweb{1.734, 157.1, 246.2, 0.1272, 0.865, 2.21, 0.707};
double loss(const OverTrainingLaw&, double compute, double tokens_per_parameter);
double task_error(const OverTrainingLaw&, double loss);
// With C = 6 N D it is the additive form with alpha = beta = 2 h.
LossLaw in_parameters_and_tokens(const OverTrainingLaw&);

// Bhagia et al. 2024 (OLMo ladder), arXiv:2412.04403: bits a byte of a task's answer, here MMLU,
// and the accuracy that follows from them.
inline constexpr LossLaw olmo_mmlu_bits{0.45, 38.07, 0.23, 100.09, 0.24, 1};
struct AccuracyLaw {
  double a = 0, k = 0, midpoint = 0, b = 0;  // a / (1 + exp(-k (L - midpoint))) + b; k < 0
};
double accuracy(const AccuracyLaw&, double bits);
double bits_for(const AccuracyLaw&, double accuracy);  // not a number beyond the two levels

// Farseer, arXiv:2506.10972: bits a character, N in billions:
// exp(a3 N^g3 + b3) + exp(a2 N^g2 + b2) D^(-exp(a1 N^g1 + b1)).
double farseer_loss(double parameters, double tokens);
// Above this size the fitted law falls again at any number of tokens, down to nothing.
inline constexpr double farseer_most_parameters = 1e13;

}  // namespace tenfold::laws
