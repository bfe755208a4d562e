// Progress: reinforcement learning's curve (Khatri), algorithms over years (Ho), the capability
// index of Epoch, and an optimizer's ladder (Moonlight).
#pragma once

#include "laws/frontier.h"
#include "laws/loss_law.h"

namespace tenfold::laws {

// Khatri et al. 2025, arXiv:2510.13786: R - R0 = (A - R0) / (1 + (Cmid/C)^B). A is where a recipe
// ends; Cmid and B how fast it gets there.
struct RewardCurve {
  double start = 0, asymptote = 0, middle = 0, steepness = 0;  // R0, A, Cmid, B
};
double reward(const RewardCurve&, double compute);
double compute_for(const RewardCurve&, double reward);  // not a number outside start to asymptote

// Ho et al. 2024, arXiv:2403.05812, model 7 on WikiText-103: a law of each year with
//   L = exp(1.90057507 - .003938 (Y - 2012) - .067982 ln N)
//     + exp(1.33144744 - .035620 (Y - 2012) - .039587 ln D)
LossLaw ho(double year);
// How much less compute a level needs each year, as ln: .003938 / .067982 + .035620 / .039587.
double ho_rate();
double ho_doubling_months();
double ho_gain(double from_year, double to_year);

// Epoch's capabilities index: a benchmark's score is a logistic of capability less difficulty. One
// unit of capability is 29.74 points, and a family gains k units an e-fold of compute.
double benchmark_score(double capability, double difficulty, double slope);
inline constexpr double points_a_unit = 29.74;
inline constexpr double units_an_e_fold = 0.1683;  // mean of LLaMA .1760, .2049 and .1240
double points_for_compute(double ratio, double k = units_an_e_fold);
double compute_for_points(double points, double k = units_an_e_fold);

// Moonlight, arXiv:2502.16982: L of C in PFLOP/s-days, compute-optimal.
inline constexpr PowerLaw moonlight_muon{2.506, -0.052};
inline constexpr PowerLaw moonlight_adamw{2.608, -0.054};
// How many times Muon's compute AdamW needs for its loss.
double muon_gain(double pf_days);

}  // namespace tenfold::laws
