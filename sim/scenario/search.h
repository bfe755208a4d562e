// Every plan of a job tried: what `tenfold search` tells.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/parameters.h"
#include "scenario/run.h"
#include "search/ladder_sweep.h"

namespace tenfold {

// What a sweep found, and the seconds of its parts that were swept before.
struct Swept {
  SweepResult found;
  double earlier_seconds = 0;
};
// Another way to sweep a range than at once: by blocks, on many machines, from files. What it finds
// on each rung.
using SweepWay = std::function<std::vector<Swept>(LadderSweep&, PlanRange, const SweepOptions&)>;

// A job, and which of its plans to try. Where the space names no global batch or format, those of
// the job's plan stand: they are what is trained, not how.
struct SearchInput {
  RunInput run;  // a plan that it has is set beside the best
  SearchSpace space;
  std::vector<RunInput> ladder;     // the job with each model of a ladder; empty: with its own
  std::optional<std::size_t> rung;  // of the ladder, to be told in full; nothing: told_rung()
  std::size_t top = 10;             // plans that are told, fastest first
  Size part = 0, parts = 1;         // of the plans' numbers
  int threads = 0;                  // 0: all cores
  std::function<void(Size done, Size all)> progress = {};
  SweepWay way = {};  // empty: at once
};

// A rung alone, as if there were no ladder.
SearchInput of_rung(const SearchInput&, std::size_t rung);

// A plan with what it costs, ready to be told and run.
struct RankedPlan {
  CostedPlan cost;
  ParallelPlan plan;
  std::string settings;                 // that --plan takes, for the scenario's own plan
  std::optional<Dollars> step_dollars;  // nothing without a price
  std::optional<RunCost> run;           // nothing without tokens
  double chance = 0;                    // that it fits, for the spread of predicted peaks
};

// Values that a dimension has in the space, in order.
struct SearchedDimension {
  std::string name;
  std::vector<std::string> values;
  bool named = false;  // by the scenario, not by its rule
};

// The best plan of the space that has another value of one dimension. What goes with it may follow:
// micro-batch, recomputation, schedule, virtual stages, ZeRO; everything else is as in the best.
struct Alternative {
  std::string dimension, best, other;  // "tensor", "8", "4"; other empty: none fits
  std::optional<RankedPlan> plan;
  std::vector<std::string> also;       // what followed: "micro_batch=2"
  std::optional<Rejection> rejection;  // where none fits, why most do not
  double slower(const RankedPlan& than) const { return slowdown(plan->cost, than.cost) - 1; }
};

// Plans that cannot run or do not fit for one reason, with the first of them.
struct RejectedPlans {
  Rejected rejected;
  ParallelPlan plan;
  std::string settings;  // empty where no plan has its axes on such networks
  std::string why;       // of that plan: "stage 0 of 16 needs 93.2 GiB of 79.1 GiB"; as settings
};

// The job's own plan beside those tried.
struct OwnPlan {
  ParallelPlan plan;
  std::vector<std::string> faults;  // why it does not run; empty where it does
  std::optional<CostedPlan> cost;
  std::optional<Size> number;  // nothing where the space does not hold it
  std::optional<Size> faster;  // plans of those searched; nothing where it does not run
};

inline constexpr double enough_chance = 0.9;

// What there is to try.
struct Tried {
  Size plans_total = 0, plans_costed = 0, plans_feasible = 0;
};

// What was found with one model of a ladder.
struct RungReport {
  std::string model;     // its name
  std::string settings;  // that --plan takes for it: "layers=24,width=2048"
  Shape shape;
  ParameterCount parameters;    // embeddings and head included, prediction modules not
  Count sequence_flops = 0;     // exact, forward and backward of a sequence
  std::optional<Count> tokens;  // of its run
  PlanRange numbers;            // of its plans, in those of the whole ladder
  SweepResult found;
  std::vector<RankedPlan> best;
  std::optional<RankedPlan> leanest, cheapest;
};

// The rung whose best plan does most of its model's FLOPs a second: of runs of equal compute the
// shortest. Of no rung that has a plan, the first.
std::size_t told_rung(const std::vector<RungReport>&);

struct SearchReport {
  Size space_plans = 0;           // of the whole space, of all rungs
  PlanRange range;                // that was searched
  Tried tried;                    // on all rungs
  std::vector<RungReport> rungs;  // of a ladder; empty without
  std::size_t rung = 0;           // that all below is of
  SweepResult found;
  double seconds = 0;  // that the search took
  std::vector<RankedPlan> best, front;
  std::optional<RankedPlan> leanest, cheapest;
  std::optional<RankedPlan> with_room;  // the fastest that fits with `enough_chance` or more
  std::vector<SearchedDimension> dimensions;
  std::vector<Alternative> alternatives;  // to best.front(); smallest loss first; none of a part
  std::vector<RejectedPlans> rejected;    // most frequent first
  std::optional<OwnPlan> own;
  Bytes capacity;  // of an accelerator
};

SearchReport search_report(const SearchInput&);

// Plans of one rung that fit, in order of their numbers.
struct CostedPlans {
  std::size_t rung = 0;
  const std::vector<CostedPlan>& costs;
  const std::vector<ParallelPlan>& plans;  // each of costs
};

// Costs all plans of the part that is searched, and visits those that fit, some at a time.
void each_costed(const SearchInput&, const std::function<void(const CostedPlans&)>& visit);

// Of plans_total; the plan and what --plan takes for it. Throws std::out_of_range.
struct NumberedPlan {
  ParallelPlan plan;
  std::string settings;
};
NumberedPlan plan_of_number(const SearchInput&, Size number);
Size plans_total(const SearchInput&);

// FLOPs of the model, forward and backward of a sequence of the job: exact, as MFU counts them.
Count sequence_flops(const Architecture&, Size sequence_length);

}  // namespace tenfold
