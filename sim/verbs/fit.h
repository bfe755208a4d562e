// What `fit` asks of tables of training runs, for the command line and for Python.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "fit/ladder_report.h"
#include "io/ladder_table.h"

namespace tenfold::verbs {

struct FitQuestion {
  std::vector<double> at;  // FLOPs at which optima and gains are told; empty: as fit_report()
  double delta = 1e-3;     // where Huber's loss turns straight
  int starts = 128, replicates = 1000, threads = 0;  // 0: all cores
  std::uint64_t seed = 1;                            // of the resamples
  double seed_noise = olmo_seed_noise;               // nats
  bool by_budget = false;                            // whole budgets are resampled
  bool tied = false;                                 // Gadre's form too
  std::function<void(double done, double all)> progress{};
};

struct LoadedLadders {
  std::vector<Ladder> ladders;
  std::vector<io::InputFile> files;
  std::vector<std::string> notes;
};

// The ladders of a table, and of a second one set against them; those without a recipe are named by
// their file. Throws InputError, also for a ladder with too few runs for a law.
LoadedLadders load_ladders(const std::vector<std::string>& tables, const io::LadderSelection&);

// Throws InputError where a ladder has fewer different runs than a law of six parameters needs.
void check_sizes(const std::vector<Ladder>&, const std::string& path);

FitReport fitted(const LoadedLadders&, const FitQuestion&);

}  // namespace tenfold::verbs
