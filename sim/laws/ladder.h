// Ladders of small training runs, and the laws that are fitted to them.
//
// N parameters, D training tokens, C = 6 N D training FLOPs (or as a table gives them), L loss in
// nats a token. The fitted law is
//
//   L = E + (A / N^alpha + B / D^beta)^k
//
// whose additive form has k = 1 (Hoffmann et al. 2022, arXiv:2203.15556, equation 2), whose coupled
// form leaves k free (arXiv:2608.07222), and whose tied form has k = 1 and alpha = beta (Gadre et
// al. 2024, arXiv:2403.08540, equation 4, with eta = alpha / 2).
//
// With C = 6 N D the optimum splits alike for every k, and the reducible loss there is a power of
// C, so that both the frontier L*(C) and its inverse are closed forms.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/names.h"
#include "laws/loss_law.h"

namespace tenfold {

enum class LadderForm : std::uint8_t { additive, coupled, tied };
template <>
inline constexpr std::array enum_names<LadderForm>{
    std::string_view("additive"), std::string_view("coupled"), std::string_view("tied")};

// The runs of one recipe, a column an entry; every column is as long as the others.
struct Ladder {
  std::string recipe;
  std::vector<double> parameters, tokens, flops, loss;
  std::vector<double> budget;  // FLOPs of the rung that a run belongs to
  bool isoflop = true;         // the runs of a rung have the same compute, near enough

  std::size_t size() const { return loss.size(); }
};

// The runs whose number is listed.
Ladder chosen(const Ladder&, const std::vector<std::size_t>& runs);

// Its budgets, each once, upwards.
std::vector<double> budgets(const Ladder&);

// Rungs for runs that no table assigns to budgets. Neighbours less than a tenth of a decade apart
// share one, where that leaves none wider than a fifth of a decade; else the runs are no isoFLOP
// ladder, and each half of a decade is a rung. A rung's budget is the geometric mean of its runs.
struct Rungs {
  std::vector<double> budget;  // of each run
  bool isoflop = false;
};
Rungs rungs_of(const std::vector<double>& flops);

struct LadderLaw {
  LadderForm form = LadderForm::additive;
  double E = 0, A = 0, B = 0, alpha = 0, beta = 0, k = 1;
};

double loss(const LadderLaw&, double parameters, double tokens);

// The law without the name of its form, as all laws of that shape are used.
laws::LossLaw loss_law(const LadderLaw&);

// The split of C = 6 N D FLOPs that has the least loss.
laws::Allocation optimum(const LadderLaw&, double flops);

// The least FLOPs that reach a loss; infinite for one that no compute reaches.
double compute_for(const LadderLaw&, double loss);

// The exponent a of N* ~ C^a.
double allocation_exponent(const LadderLaw&);

}  // namespace tenfold
