// Published throughputs as step times, and back. Private to scenario/.
#pragma once

#include <string>

#include "scenario/measured.h"
#include "scenario/situation.h"

namespace tenfold {

// What turns a row's value into a step time: value = amount / seconds, or seconds = value x amount.
struct Conversion {
  bool is_time = false;
  double amount = 1;
  std::string basis{};   // how FLOPs are counted: "exact", "Megatron, with recomputation"
  std::string reason{};  // why there is none; empty where there is one
};
Conversion conversion_of(Metric, const MeasuredRun&, const Situation&);

double step_seconds(const Conversion&, double value);
double row_value(const Conversion&, double step_seconds);

}  // namespace tenfold
