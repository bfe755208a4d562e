#include "laws/ladder.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tenfold {
namespace {

using Runs = std::vector<std::size_t>;
constexpr double isoflop_gap = 0.1, isoflop_width = 0.2;  // decades

Runs upwards(const std::vector<double>& flops) {
  Runs order(flops.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&flops](std::size_t a, std::size_t b) { return flops[a] < flops[b]; });
  return order;
}

// Where each rung ends, in `order`: at a gap.
Runs near_ends(const std::vector<double>& flops, const Runs& order) {
  Runs ends;
  for (std::size_t i = 1; i <= order.size(); ++i)
    if (i == order.size() || std::log10(flops[order[i]] / flops[order[i - 1]]) >= isoflop_gap)
      ends.push_back(i);
  return ends;
}

Runs half_decade_ends(const std::vector<double>& flops, const Runs& order) {
  const auto half = [&](std::size_t i) { return std::floor(2 * std::log10(flops[order[i]])); };
  Runs ends;
  for (std::size_t i = 1; i <= order.size(); ++i)
    if (i == order.size() || half(i) > half(i - 1)) ends.push_back(i);
  return ends;
}

double widest(const std::vector<double>& flops, const Runs& order, const Runs& ends) {
  double most = 0;
  std::size_t first = 0;
  for (const std::size_t end : ends) {
    most = std::max(most, std::log10(flops[order[end - 1]] / flops[order[first]]));
    first = end;
  }
  return most;
}

}  // namespace

Ladder chosen(const Ladder& all, const std::vector<std::size_t>& runs) {
  Ladder few{all.recipe, {}, {}, {}, {}, {}, all.isoflop};
  for (const std::size_t i : runs) {
    few.parameters.push_back(all.parameters[i]);
    few.tokens.push_back(all.tokens[i]);
    few.flops.push_back(all.flops[i]);
    few.loss.push_back(all.loss[i]);
    few.budget.push_back(all.budget[i]);
  }
  return few;
}

std::vector<double> budgets(const Ladder& ladder) {
  std::vector<double> each = ladder.budget;
  std::sort(each.begin(), each.end());
  each.erase(std::unique(each.begin(), each.end()), each.end());
  return each;
}

Rungs rungs_of(const std::vector<double>& flops) {
  const Runs order = upwards(flops);
  std::vector<std::size_t> ends = near_ends(flops, order);
  const bool isoflop = widest(flops, order, ends) < isoflop_width;
  if (!isoflop) ends = half_decade_ends(flops, order);
  Rungs rungs{std::vector<double>(flops.size()), isoflop};
  std::size_t first = 0;
  for (const std::size_t end : ends) {
    double logs = 0;
    for (std::size_t i = first; i < end; ++i) logs += std::log(flops[order[i]]);
    const double mean = std::exp(logs / static_cast<double>(end - first));
    for (; first < end; ++first) rungs.budget[order[first]] = mean;
  }
  return rungs;
}

laws::LossLaw loss_law(const LadderLaw& law) {
  return {law.E, law.A, law.alpha, law.B, law.beta, law.k};
}

double loss(const LadderLaw& law, double parameters, double tokens) {
  return laws::loss(loss_law(law), parameters, tokens);
}

laws::Allocation optimum(const LadderLaw& law, double flops) {
  return laws::optimum(loss_law(law), flops);
}

double compute_for(const LadderLaw& law, double level) {
  return laws::compute_for(loss_law(law), level);
}

double allocation_exponent(const LadderLaw& law) { return law.beta / (law.alpha + law.beta); }

}  // namespace tenfold
