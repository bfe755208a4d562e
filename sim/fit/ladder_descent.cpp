#include "fit/ladder_descent.h"

#include <nlopt.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace tenfold {
namespace {

struct Box {
  LawVector low, high;
};

// A law outside is none that training runs show: exponents to 4, a power from 1/30 to 30, an E from
// a thousandth of the least loss up to it. The amplitudes a and b are logarithms of a term of the
// loss at the centre of the runs, before its power.
Box box_of(const LogRuns& runs) {
  const double least = *std::min_element(runs.y.begin(), runs.y.end());
  const double power = std::log(30.0);
  return {{-120, 1e-3, -120, 1e-3, least - std::log(1000.0), -power},
          {120, 4, 120, 4, least, power}};
}

LawVector inside(const LawVector& t, const Box& box) {
  LawVector x;
  for (std::size_t i = 0; i < law_size; ++i) x[i] = std::clamp(t[i], box.low[i], box.high[i]);
  return x;
}

LawVector expanded(const LawVector& base, const LawVector& step, LadderForm form) {
  LawVector t = base;
  const FreeSlots slots = free_slots(form);
  for (std::size_t i = 0; i < law_size; ++i)
    if (slots[i] >= 0) t[i] += step[static_cast<std::size_t>(slots[i])];
  return t;
}

// One slope of the objective in a model that a parameter at its bound leaves.
struct Model {
  LawVector gradient;
  LawMatrix curvature;
  std::size_t size;
};

// A parameter that its bound holds is taken out: its row says that it does not move.
Model model_of(const LawValue& v, const LawVector& at, const Box& box, LadderForm form) {
  Model m{reduced(v.gradient, form), reduced(v.curvature, form), free_count(form)};
  const FreeSlots slots = free_slots(form);
  for (std::size_t i = 0; i < law_size; ++i) {
    if (slots[i] < 0) continue;
    const auto s = static_cast<std::size_t>(slots[i]);
    const bool held =
        (at[i] <= box.low[i] && v.gradient[i] > 0) || (at[i] >= box.high[i] && v.gradient[i] < 0);
    if (!held) continue;
    for (std::size_t j = 0; j < m.size; ++j) m.curvature[s][j] = m.curvature[j][s] = 0;
    m.curvature[s][s] = 1;
    m.gradient[s] = 0;
  }
  return m;
}

// The step of the damped model; what it promises is nothing where the curvature is not positive.
struct Step {
  LawVector by{};
  double promised = 0;
  bool downhill = false;
};

Step step_of(const Model& m, double damping) {
  LawMatrix damped = m.curvature;
  for (std::size_t i = 0; i < m.size; ++i)
    damped[i][i] += damping * (std::abs(m.curvature[i][i]) + 1e-12);
  Step step;
  LawVector down{};
  for (std::size_t i = 0; i < m.size; ++i) down[i] = -m.gradient[i];
  step.downhill = solve(damped, down, m.size, step.by);
  for (std::size_t i = 0; i < m.size; ++i) step.promised += 0.5 * step.by[i] * down[i];
  return step;
}

struct Call {
  const LogRuns& runs;
  LadderForm form;
  LawVector base;
};

double nlopt_value(unsigned n, const double* x, double* gradient, void* data) {
  const Call& call = *static_cast<const Call*>(data);
  LawVector step{};
  std::copy(x, x + n, step.begin());
  const LawValue v = law_value(call.runs, expanded(call.base, step, call.form));
  if (gradient != nullptr) {
    const LawVector g = reduced(v.gradient, call.form);
    std::copy(g.begin(), g.begin() + n, gradient);
  }
  return v.value;
}

struct Destroy {
  void operator()(nlopt_opt_s* search) const { nlopt_destroy(search); }
};

}  // namespace

FreeSlots free_slots(LadderForm form) {
  constexpr std::array<FreeSlots, 3> slots{
      {{0, 1, 2, 3, 4, -1}, {0, 1, 2, 3, 4, 5}, {0, 1, 2, 1, 3, -1}}};
  return slots[index(form)];
}

std::size_t free_count(LadderForm form) {
  constexpr std::array<std::size_t, 3> counts{5, 6, 4};
  return counts[index(form)];
}

LawVector reduced(const LawVector& all, LadderForm form) {
  const FreeSlots slots = free_slots(form);
  LawVector few{};
  for (std::size_t i = 0; i < law_size; ++i)
    if (slots[i] >= 0) few[static_cast<std::size_t>(slots[i])] += all[i];
  return few;
}

LawMatrix reduced(const LawMatrix& all, LadderForm form) {
  const FreeSlots slots = free_slots(form);
  LawMatrix few{};
  for (std::size_t i = 0; i < law_size; ++i)
    for (std::size_t j = 0; j < law_size; ++j)
      if (slots[i] >= 0 && slots[j] >= 0)
        few[static_cast<std::size_t>(slots[i])][static_cast<std::size_t>(slots[j])] += all[i][j];
  return few;
}

std::vector<HeldAt> held_at_bounds(const LogRuns& runs, LadderForm form, const LawVector& at) {
  const Box box = box_of(runs);
  const FreeSlots slots = free_slots(form);
  std::vector<HeldAt> held;
  for (std::size_t i = 0; i < law_size; ++i) {
    if (slots[i] < 0) continue;
    const double near = 1e-6 * (box.high[i] - box.low[i]);
    if (at[i] <= box.low[i] + near) held.push_back({i, box.low[i]});
    if (at[i] >= box.high[i] - near) held.push_back({i, box.high[i]});
  }
  return held;
}

bool solve(const LawMatrix& m, const LawVector& y, std::size_t size, LawVector& x) {
  LawMatrix l{};
  for (std::size_t i = 0; i < size; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = m[i][j];
      for (std::size_t c = 0; c < j; ++c) sum -= l[i][c] * l[j][c];
      if (i == j && !(sum > 1e-14 * std::abs(m[i][i]))) return false;
      l[i][j] = i == j ? std::sqrt(sum) : sum / l[j][j];
    }
  for (std::size_t i = 0; i < size; ++i) {
    x[i] = y[i];
    for (std::size_t c = 0; c < i; ++c) x[i] -= l[i][c] * x[c];
    x[i] /= l[i][i];
  }
  for (std::size_t i = size; i-- > 0;) {
    for (std::size_t c = i + 1; c < size; ++c) x[i] -= l[c][i] * x[c];
    x[i] /= l[i][i];
  }
  return true;
}

Descent roughly_descended(const LogRuns& runs, LadderForm form, const LawVector& start) {
  const Box box = box_of(runs);
  Call call{runs, form, inside(start, box)};
  const auto size = static_cast<unsigned>(free_count(form));
  const std::unique_ptr<nlopt_opt_s, Destroy> search(nlopt_create(NLOPT_LD_LBFGS, size));
  LawVector low{}, high{}, x{};
  low.fill(-HUGE_VAL), high.fill(HUGE_VAL);
  const FreeSlots slots = free_slots(form);
  for (std::size_t i = 0; i < law_size; ++i) {
    if (slots[i] < 0) continue;
    const auto s = static_cast<std::size_t>(slots[i]);
    low[s] = std::max(low[s], box.low[i] - call.base[i]);
    high[s] = std::min(high[s], box.high[i] - call.base[i]);
  }
  nlopt_set_lower_bounds(search.get(), low.data());
  nlopt_set_upper_bounds(search.get(), high.data());
  nlopt_set_min_objective(search.get(), nlopt_value, &call);
  nlopt_set_maxeval(search.get(), 300);
  nlopt_set_ftol_rel(search.get(), 1e-7);
  double found = 0;
  nlopt_optimize(search.get(), x.data(), &found);  // where it fails, x is the best that it met
  const LawVector at = inside(expanded(call.base, x, form), box);
  return {at, law_value(runs, at).value};
}

Descent polished(const LogRuns& runs, LadderForm form, const LawVector& start, double tolerance,
                 int steps) {
  const Box box = box_of(runs);
  LawVector at = inside(start, box);
  LawValue here = law_value(runs, at);
  double damping = 1e-3;
  for (int i = 0; i < steps && damping < 1e12; ++i) {
    const Step step = step_of(model_of(here, at, box, form), damping);
    if (step.downhill && step.promised < tolerance && damping < 1e-2) break;
    const LawVector next = inside(expanded(at, step.by, form), box);
    const LawValue there = step.downhill ? law_value(runs, next) : LawValue{HUGE_VAL, {}, {}};
    if (there.value < here.value) {
      at = next;
      here = there;
      damping = damping < 1e-9 ? 0 : damping / 8;
    } else {
      damping = std::max(damping, 1e-9) * 6;
    }
  }
  return {at, here.value};
}

}  // namespace tenfold
