#include "laws/progress.h"

#include <cmath>

namespace tenfold::laws {
namespace {

// Model 7: by year and by size, of the parameters' term (alpha) and the tokens' (beta).
constexpr double alpha_year = 0.003938, alpha_size = 0.067982;
constexpr double beta_year = 0.035620, beta_size = 0.039587;
constexpr double first_year = 2012;

}  // namespace

double reward(const RewardCurve& c, double compute) {
  return c.start + (c.asymptote - c.start) / (1 + std::pow(c.middle / compute, c.steepness));
}

double compute_for(const RewardCurve& c, double reward) {
  const double odds = (c.asymptote - c.start) / (reward - c.start) - 1;
  return c.middle / std::pow(odds, 1 / c.steepness);
}

LossLaw ho(double year) {
  const double years = year - first_year;
  return {0,          std::exp(1.90057507 - alpha_year * years),
          alpha_size, std::exp(1.33144744 - beta_year * years),
          beta_size,  1};
}

double ho_rate() { return alpha_year / alpha_size + beta_year / beta_size; }
double ho_doubling_months() { return 12 * std::log(2) / ho_rate(); }
double ho_gain(double from_year, double to_year) {
  return std::exp(ho_rate() * (to_year - from_year));
}

double benchmark_score(double capability, double difficulty, double slope) {
  return 1 / (1 + std::exp(-slope * (capability - difficulty)));
}

double points_for_compute(double ratio, double k) { return points_a_unit * k * std::log(ratio); }
double compute_for_points(double points, double k) {
  return std::exp(points / (points_a_unit * k));
}

double muon_gain(double pf_days) {
  return moonlight_adamw.inverse(moonlight_muon(pf_days)) / pf_days;
}

}  // namespace tenfold::laws
