// All plans of a space, or a range of them, costed: the best, the front, and why the others do not
// run. The result is the same for any number of threads, and for any way to cut a space in ranges
// that are swept apart and merged.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/names.h"
#include "search/space.h"

namespace tenfold {

// Why a plan is not costed; of several reasons the first.
enum class Rejection : std::uint8_t {
  part,           // the accelerator cannot run it, or it is not modelled
  placement,      // no order of ranks, or no network, puts the axes so
  batch,          // micro-batch x data does not divide the global batch
  heads,          // tensor, or Ulysses, ranks do not divide the heads
  width,          // tensor ranks do not divide the model's width
  experts,        // expert parallelism that the experts or the ranks do not allow
  sequence,       // context or sequence-parallel ranks do not divide the sequence
  stages,         // more than layers, virtual ones that the schedule cannot run, more recomputed
                  // layers than they have
  micro_batches,  // a number of micro-batches that the schedule cannot run
  shard_group,    // does not divide the data ranks
  memory_state,   // weights, gradients and optimizer alone exceed the memory
  memory_first,   // the first stage exceeds it
  memory_last,    // the last stage
  memory_inner    // a stage between
};
template <>
inline constexpr std::array enum_names<Rejection>{
    std::string_view("part"),          std::string_view("placement"),
    std::string_view("batch"),         std::string_view("heads"),
    std::string_view("width"),         std::string_view("experts"),
    std::string_view("sequence"),      std::string_view("stages"),
    std::string_view("micro-batches"), std::string_view("shard-group"),
    std::string_view("memory-state"),  std::string_view("memory-first"),
    std::string_view("memory-last"),   std::string_view("memory-inner")};
inline constexpr std::size_t rejections = enum_names<Rejection>.size();
// The reason as a sentence for a report.
std::string_view sentence(Rejection);

struct Rejected {
  Rejection reason = Rejection::part;
  Size count = 0;
  Size witness = 0;  // the lowest number of such a plan
  bool operator==(const Rejected&) const = default;
};

// A plan that fits, with what it costs.
struct CostedPlan {
  Size index = 0;
  Size accelerators = 0;
  double seconds = 0;  // of a step
  double spread = 0;   // standard deviation of the logarithm of `seconds`
  double peak_bytes = 0;
  double mfu = 0, hfu = 0;
  double tokens = 0;  // of a step
  double accelerator_seconds() const { return static_cast<double>(accelerators) * seconds; }
  double token_seconds() const { return seconds / tokens; }
  bool operator==(const CostedPlan&) const = default;
};

struct SweepResult {
  Size plans_total = 0;                 // of the range
  Size plans_costed = 0;                // in full: time and memory
  Size plans_feasible = 0;              // that can run and fit
  Size plans_faster = 0;                // of them, faster than SweepOptions::yardstick
  std::vector<Rejected> rejected = {};  // by reason, in the enum's order, none with a count of 0
  // Time is that of a token: where plans have different batches, their steps tell nothing. Fastest
  // first; of equals the lowest number.
  std::vector<CostedPlan> best = {};
  // Of time, memory and accelerators, no plan is better in one and as good in the others; by
  // accelerators, then time. Of plans equal in all three the lowest number.
  std::vector<CostedPlan> front = {};
  std::optional<CostedPlan> leanest = {};   // least peak memory, then fastest
  std::optional<CostedPlan> cheapest = {};  // fewest accelerator-seconds a token, then fastest
  std::size_t top = 0;                      // that `best` has at most
  bool operator==(const SweepResult&) const = default;
};

// Of two ranges that do not overlap; the same result in any order and grouping.
SweepResult merged(SweepResult, const SweepResult&);

struct SweepOptions {
  int threads = 0;       // 0: all cores
  std::size_t top = 10;  // plans of `best`
  double yardstick = 0;  // seconds of a token: how many plans are faster is counted
  // Told after each piece of work: plans done so far. From any thread, one call at a time.
  std::function<void(Size)> progress = {};
  // Told at the end of all plans that fit, in order of their numbers, some at a time.
  std::function<void(const std::vector<CostedPlan>&)> costed = {};
};

// Sweeps ranges of one space, one call at a time; what plans share is compiled once and kept from
// range to range.
class Sweep {
 public:
  Sweep(const Task&, const SearchSpace&);  // the task's parts live as long
  ~Sweep();
  Sweep(const Sweep&) = delete;
  Sweep& operator=(const Sweep&) = delete;

  const PlanSpace& space() const;
  SweepResult operator()(PlanRange, const SweepOptions&);
  SweepResult operator()(const SweepOptions& o) { return (*this)({0, space().plans_total()}, o); }

 private:
  struct Shared;
  std::unique_ptr<Shared> shared_;
};

SweepResult sweep(const Task&, const SearchSpace&, PlanRange, const SweepOptions&);

// Time a token of one plan over that of another.
double slowdown(const CostedPlan&, const CostedPlan& than);

// What a step costs in dollars at a rent of an accelerator.
double dollars(const CostedPlan&, Rent);

}  // namespace tenfold
