// Downstream error as a function of loss: Err = epsilon - k exp(-gamma L) (Gadre et al. 2024,
// arXiv:2403.08540, equation 5).
#pragma once

#include <vector>

namespace tenfold {

struct ErrorLaw {
  double epsilon = 0, k = 0, gamma = 0;
};

double downstream_error(const ErrorLaw&, double loss);

// By least squares of the errors; at least three runs.
ErrorLaw fitted_error_law(const std::vector<double>& losses, const std::vector<double>& errors);

}  // namespace tenfold
