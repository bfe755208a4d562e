// The minimum of a function of several positive parameters.
#pragma once

#include <functional>
#include <variant>
#include <vector>

#include "base/units.h"

namespace tenfold {

using Loss = std::function<double(const std::vector<double>&)>;

// A point of the box [low, high] where the loss is least, from the best of the starts: Sbplx of
// NLopt (Rowan 1990) on the logarithms. `evaluations` of the loss at most, from each start. Depends
// on its arguments only.
std::vector<double> minimise(const Loss&, const std::vector<std::vector<double>>& starts,
                             const std::vector<double>& low, const std::vector<double>& high,
                             int evaluations);

// A parameter of a struct that a fit may turn, and its range in base units.
template <class Struct>
struct Knob {
  std::variant<double Struct::*, Seconds Struct::*> member;
  double low, high;  // positive

  double get(const Struct& s) const {
    if (const auto* seconds = std::get_if<Seconds Struct::*>(&member)) return (s.**seconds).base();
    return s.*std::get<double Struct::*>(member);
  }
  void set(Struct& s, double value) const {
    if (const auto* seconds = std::get_if<Seconds Struct::*>(&member))
      s.** seconds = Seconds::base(value);
    else
      s.*std::get<double Struct::*>(member) = value;
  }
};

// The struct with its knobs turned to where the loss is least.
template <class Struct, class Of>
Struct fitted(const std::vector<Struct>& starts, const std::vector<Knob<Struct>>& knobs,
              int evaluations, const Of& loss) {
  const auto turned = [&](const std::vector<double>& x) {
    Struct s = starts.front();
    for (std::size_t i = 0; i < knobs.size(); ++i) knobs[i].set(s, x[i]);
    return s;
  };
  std::vector<double> low, high;
  for (const auto& knob : knobs) low.push_back(knob.low), high.push_back(knob.high);
  std::vector<std::vector<double>> points;
  for (const Struct& start : starts) {
    points.emplace_back();
    for (const auto& knob : knobs) points.back().push_back(knob.get(start));
  }
  return turned(minimise([&](const std::vector<double>& x) { return loss(turned(x)); }, points, low,
                         high, evaluations));
}

}  // namespace tenfold
