#include "fit/ladder_average.h"

#include <algorithm>
#include <cmath>

#include "fit/ladder_descent.h"

namespace tenfold {
namespace {

// ln(L / L of the law) of all runs held out, in one list a form.
using Residuals = std::vector<std::vector<double>>;

bool too_few(const SplitLadder& parts) {
  return parts.below.size() < law_size + 2 || parts.above.size() == 0 ||
         budgets(parts.below).size() < 2;
}

double root_mean_square(const std::vector<double>& values) {
  double squares = 0;
  for (const double v : values) squares += v * v;
  return std::sqrt(squares / static_cast<double>(values.size()));
}

// Of the first of two forms: where the average's squares are least, within [0, 1].
double stacked(const std::vector<double>& first, const std::vector<double>& second) {
  double across = 0, squares = 0;
  for (std::size_t i = 0; i < first.size(); ++i) {
    const double apart = second[i] - first[i];
    across += second[i] * apart;
    squares += apart * apart;
  }
  return squares > 0 ? std::clamp(across / squares, 0.0, 1.0) : 0.5;
}

}  // namespace

SplitLadder split_at(const Ladder& all, double most) {
  std::vector<std::size_t> below, above;
  for (std::size_t i = 0; i < all.size(); ++i) (all.budget[i] <= most ? below : above).push_back(i);
  return {chosen(all, below), chosen(all, above)};
}

std::vector<HeldOutForm> held_out_weights(const std::vector<Ladder>& ladders,
                                          const std::vector<LadderForm>& forms,
                                          const LadderFitOptions& o) {
  std::vector<HeldOutForm> told;
  for (const LadderForm form : forms)
    told.push_back({form, 0, 1 / static_cast<double>(forms.size())});
  Residuals residuals(forms.size());
  for (const Ladder& ladder : ladders) {
    const std::vector<double> each = budgets(ladder);
    if (each.size() < 3) return told;
    const SplitLadder parts = split_at(ladder, each[each.size() - 2]);
    if (too_few(parts)) return told;
    for (std::size_t f = 0; f < forms.size(); ++f)
      for (const double r : log_residuals(parts.above, fitted_law(parts.below, forms[f], o).law))
        residuals[f].push_back(r);
  }
  for (std::size_t f = 0; f < forms.size(); ++f) told[f].log_error = root_mean_square(residuals[f]);
  if (forms.size() != 2) return told;
  told[0].weight = stacked(residuals[0], residuals[1]);
  told[1].weight = 1 - told[0].weight;
  return told;
}

}  // namespace tenfold
