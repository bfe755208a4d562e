// How much less compute one recipe needs than another, as two ladders of runs tell it.
//
// At a baseline's compute C the level is the baseline's least loss L*(C); the gain is C over the
// least compute at which the challenger reaches that level (the compute-equivalent gain of Davidson
// et al. 2023, arXiv:2312.07413). A level beyond the runs rests on the form of the law that is
// fitted: with a true gain of 10 and k = 0.7, the additive form says about 100 at 3.5 decades
// beyond. So forms are averaged up to 1.5 decades, and stand side by side beyond.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace tenfold {

struct GainUnderForm {
  std::string form;
  double point = 1;                     // of all the runs
  double median = 1, p05 = 1, p95 = 1;  // of the resampled runs
  double weight = 0;                    // in the average
  std::vector<double> log10_draws{};    // of the gain, one a resample
};

struct RecipeGain {
  double baseline_compute = 0;  // FLOPs
  double level = 0;             // nats, by the form of the greatest weight
  double decades_beyond = 0;    // from the nearest run of either ladder; 0 in range
  bool form_dependent = false;  // too far beyond for an average
  std::vector<GainUnderForm> forms{};
  std::optional<GainUnderForm> interpolated{};  // without a law; in range only
  std::optional<GainUnderForm> averaged{};      // absent where it is form-dependent
};

// A gain is told as at most this many decades either way: one recipe may never reach a level.
inline constexpr double most_gain_decades = 12;

}  // namespace tenfold
