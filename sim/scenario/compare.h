// Offers of compute side by side under one job: what `tenfold compare` tells.
//
// Each offer runs the job by its own best plan. What is uncertain is drawn; offers share what they
// have in common: the engine's error of a framework and model, how failures and recoveries go.
// P(cheaper), P(misses the deadline) and intervals are counted over the draws. Method:
// docs/compare.md.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "campaign/operation.h"
#include "scenario/offer.h"
#include "scenario/run.h"

namespace tenfold {

// [job] of a file with [[offers]].
struct ComparedJob {
  std::string model;
  std::optional<Count> tokens;  // nothing: of the model's own training
  Size sequence_length = 0;
  NumberFormat format =
      NumberFormat::bf16;                // on every part that has it; else 16 bits, which is told
  Count batch_limit = 16'000'000;        // tokens of a step, at most
  std::optional<Seconds> deadline;       // of the run, from its start
  std::optional<Seconds> finish_within;  // from today, the wait for the start included
  std::string baseline;                  // an offer's name; empty: the first
  double confidence = 0.8;               // with which an offer must be cheaper to be named
  std::string as_of;                     // today: "2026-11-23"
  double research = 1;  // all compute of the project over the final run's: failed runs, ablations
};
template <>
struct Fields<ComparedJob> {
  static constexpr std::tuple table{
      Field{"model", &ComparedJob::model, "a model file, or a bare name"},
      Field{"tokens", &ComparedJob::tokens, "training tokens; default the model's own", optional},
      Field{"sequence_length", &ComparedJob::sequence_length, "tokens of a sequence", positive},
      Field{"format", &ComparedJob::format, "of matrix products, where a part has it", optional},
      Field{"batch_limit", &ComparedJob::batch_limit, "tokens of a step, at most", optional},
      Field{"deadline", &ComparedJob::deadline, "of the run, from its start", optional},
      Field{"finish_within", &ComparedJob::finish_within, "from today, the wait included",
            optional},
      Field{"baseline", &ComparedJob::baseline, "name of an offer; default the first", optional},
      Field{"confidence", &ComparedJob::confidence, "that a winner needs; default 0.8",
            Rule{.required = false, .low = 0.5, .high = 0.999}},
      Field{"as_of", &ComparedJob::as_of, "today, to tell stale prices; default the clock's",
            optional},
      Field{"research", &ComparedJob::research,
            "all compute over the final run's; default 1: the run alone",
            Rule{.required = false, .low = 1, .high = 100}},
  };
};

// An offer with all that it names. `run` has the job's model and tokens, and no plan where it is to
// be searched.
struct OfferInput {
  Offer offer;
  RunInput run;
  std::map<std::string, Provenance> provenance;  // of the offer's own numbers, by key
};

struct CompareInput {
  ComparedJob job;
  Count tokens = 0;
  std::vector<OfferInput> offers;
  std::string title;
  std::map<std::string, Provenance> provenance;  // of the job's numbers, by path
  bool accept_stale = false;  // dollars are told of stale prices and placeholders too
  std::int64_t draws = 1 << 14;
  std::uint64_t seed = 1;
  int threads = 0;
  // Called now and then, by any thread; what it throws ends the work.
  std::function<void()> between{};
};

// The value with every input at its median, and the ends of the middle 80 % of draws.
struct Range80 {
  double mid = 0, low = 0, high = 0;
};

// What keeps an offer's price out of the dollar columns.
enum class PriceFlaw : std::uint8_t { none, no_price, placeholder, stale };
template <>
inline constexpr std::array enum_names<PriceFlaw>{
    std::string_view("none"), std::string_view("no price"), std::string_view("placeholder"),
    std::string_view("stale")};

// Where a dollar of the gap to the baseline comes from, in the order in which inputs are exchanged.
enum class GapCause : std::uint8_t {
  peak_rate,
  share_of_peak,
  network,
  failures,
  price,
  power,
  other_costs,
  rounding
};
template <>
inline constexpr std::array enum_names<GapCause>{
    std::string_view("peak rate"),   std::string_view("share of peak"),
    std::string_view("network"),     std::string_view("failures, restarts"),
    std::string_view("price"),       std::string_view("power"),
    std::string_view("other costs"), std::string_view("whole steps")};
struct GapStep {
  GapCause cause = GapCause::peak_rate;
  double from = 0, to = 0;  // the input, baseline and offer
  double dollars = 0;
};

// Dollars at the 10 and the 90 % point of one input, the others at their medians; of a price that
// is certain, at a tenth less and a tenth more.
struct Swing {
  std::string_view what;
  double low = 0, high = 0;
};

// What an offer comes to; nothing of it where it does not run.
struct OfferCost {
  ParallelPlan plan;
  std::string settings;  // that --plan takes
  bool searched = true;
  Size plans_total = 0;
  NumberFormat format = NumberFormat::bf16;
  StepCost step;
  double spread = 0;  // standard deviation of the step's logarithm, widened where transferred
  Count tokens_of_step = 0, steps = 0;
  Bytes peak, capacity;
  double chance_to_fit = 0;
  Operation operation;
  Operated operated;  // at the medians
  Range80 days, accelerator_hours, energy_j, carbon_kg, interruptions;
  std::optional<Range80> dollars, committed;  // nothing without a price that can be used
  Rent hour{};                                // of an accelerator, at the median; 0 without
  std::optional<HourlyCost> owned;            // by part, where it is owned
  double grid_g_per_kwh = 0;                  // 0: no grid is known, and no carbon told
  std::string grid;
  std::optional<double> misses;      // P(misses the deadline); nothing without one
  std::optional<double> cheaper;     // P(cheaper than the baseline)
  std::optional<Rent> price_to_win;  // at which P(cheaper) is the job's confidence
  std::vector<Swing> swings;         // of the dollars, widest first
  std::vector<GapStep> gap;          // sums to the difference of the medians
};

struct OfferReport {
  std::string name;
  std::vector<std::string> reasons;  // why it cannot run the job; empty where it can
  std::optional<OfferCost> cost;
  PriceFlaw flaw = PriceFlaw::none;
  // Measured runs behind its accelerator; nothing: not counted. None at all: kernels and networks
  // are carried over from other parts, and the spread is widened.
  std::optional<std::int64_t> measured_runs;
  bool transferred = false;
  bool on_front = false;           // of days against dollars
  std::vector<std::string> notes;  // "no fp8: runs in bf16"
};

struct CompareReport {
  std::vector<OfferReport> offers;  // in the file's order
  std::size_t baseline = 0;
  std::vector<std::size_t> winners;  // cheaper than the baseline with the confidence, best first
  Count model_flops = 0;             // exact, of the run
  double seconds = 0;                // that the comparison took
};
CompareReport compare_report(const CompareInput&);

// What of a spread is wider where no measured run stands behind a part.
inline constexpr double transferred_widening = 1.5;
// Of the variance of the engine's error, what offers on one framework have in common: the variance
// between models over the whole, of 24 models that were measured on two or more parts of one
// framework (61 means; tests/measured/shared_error_test.py).
inline constexpr double shared_error = 0.34;

}  // namespace tenfold
