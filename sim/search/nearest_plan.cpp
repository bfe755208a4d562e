#include "search/nearest_plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "schedule/step_cost.h"

namespace tenfold {
namespace {

constexpr int most_changes = 3;
constexpr Size most_sequences = 100'000'000;  // as a plan's batch may have
constexpr std::size_t widest = 24;            // plans that a further change starts from

class Neighbours {
 public:
  Neighbours(const ParallelPlan& from, const Task& task) : from_(from), task_(task) {}

  std::vector<PlanChange> all() {
    recomputes();
    micro_batches();
    degrees("tensor", &ParallelPlan::tensor, 64);
    degrees("pipeline", &ParallelPlan::pipeline, 1024);
    degrees("context", &ParallelPlan::context, 256);
    degrees("expert", &ParallelPlan::expert, 1024);
    for (const Size zero : {Size{1}, Size{3}})
      if (zero > from_.zero) change(fmt::format("zero={}", zero), &ParallelPlan::zero, zero);
    batches();
    schedules();
    data();
    refused();
    return std::move(found_);
  }

 private:
  template <class Value>
  void change(const std::string& setting, Value ParallelPlan::*field, Value value) {
    ParallelPlan p = from_;
    p.*field = value;
    add(setting, p);
  }
  // Sequence parallelism comes with tensor parallelism; data parallelism takes the rest.
  void add(std::string setting, ParallelPlan p) {
    p = with_data(p, task_.cluster.accelerators);
    if (p.tensor > 1 && from_.tensor == 1 && !p.sequence_parallel) {
      p.sequence_parallel = true;
      setting += ",sequence_parallel=true";
    }
    found_.push_back({std::move(setting), p});
  }
  void recomputes() {
    for (const Recompute r : {Recompute::none, Recompute::selective, Recompute::full})
      if (r > from_.recompute)
        change(fmt::format("recompute={}", name(r)), &ParallelPlan::recompute, r);
  }
  void micro_batches() {
    const Size now = from_.micro_batch;
    for (const Size to : {now / 2, now * 2, now / 4, now * 4, Size{1}})
      if (to >= 1 && to <= 1 << 16 && to != now)
        change(fmt::format("micro_batch={}", to), &ParallelPlan::micro_batch, to);
  }
  // Whatever the accelerators can be divided by: 48 is as near to 64 as to 32.
  void degrees(std::string_view key, Size ParallelPlan::*field, Size most) {
    const Size all = task_.cluster.accelerators;
    for (Size to = 1; to <= std::min(most, all); ++to)
      if (all % to == 0 && to != from_.*field) change(fmt::format("{}={}", key, to), field, to);
  }
  // Micro-batches that the schedule takes at once, and the fewest that it runs.
  static Size round_of(const ParallelPlan& p) {
    if (p.schedule == PipelineSchedule::interleaved) return p.pipeline;
    return p.schedule == PipelineSchedule::dualpipe ? 2 : 1;
  }
  static Size fewest(const ParallelPlan& p) {
    return p.schedule == PipelineSchedule::dualpipe ? 2 * p.pipeline : round_of(p);
  }
  // To a multiple of what the data-parallel ranks take at once, down and up.
  void batches() {
    const ParallelPlan p = with_data(from_, task_.cluster.accelerators);
    const Size at_once = p.micro_batch * p.data * round_of(p);
    if (at_once < 1) return;
    const Size below = p.global_batch / at_once * at_once;
    for (Size to : {below, below + at_once}) {
      to = std::max(to, p.micro_batch * p.data * fewest(p));
      if (to >= 1 && to <= most_sequences && to != p.global_batch)
        change(fmt::format("global_batch={}", to), &ParallelPlan::global_batch, to);
    }
  }
  void scheduled(PipelineSchedule schedule, Size virtual_stages) {
    ParallelPlan p = from_;
    p.schedule = schedule;
    p.virtual_stages = virtual_stages;
    add(fmt::format("schedule={},virtual_stages={}", name(schedule), virtual_stages), p);
  }
  void schedules() {
    if (from_.recompute_layers > largest_stage(from_, std::ssize(task_.architecture.layers)))
      change("recompute_layers=0", &ParallelPlan::recompute_layers, Size{0});
    if (!from_.stage_layers.empty()) change("stage_layers=even", &ParallelPlan::stage_layers, {});
    if (from_.schedule != PipelineSchedule::one_f_one_b || from_.virtual_stages != 1)
      scheduled(PipelineSchedule::one_f_one_b, 1);
    if (from_.virtual_stages > 1 && from_.schedule != PipelineSchedule::interleaved)
      scheduled(PipelineSchedule::interleaved, from_.virtual_stages);
    if (there_and_back(from_.schedule) && from_.virtual_stages != 2) scheduled(from_.schedule, 2);
  }
  // A data degree that is not what the accelerators leave.
  void data() {
    const Size left = with_data(from_, task_.cluster.accelerators).data;
    if (left >= 1 && left != from_.data) add(fmt::format("data={}", left), from_);
  }
  // What the part or we cannot run whatever the degrees, and finer choices that may not divide.
  void refused() {
    const Accelerator& a = task_.cluster.accelerator;
    const NumberFormat usual = a.bf16 ? NumberFormat::bf16 : NumberFormat::fp16;
    if (!part_faults(from_, a).empty()) {
      change(fmt::format("format={}", name(usual)), &ParallelPlan::format, usual);
      change("attention=flash-2", &ParallelPlan::attention, AttentionKernel::flash_2);
      change("offload=none", &ParallelPlan::offload, Offload::none);
    }
    if (from_.placement != Placement{})
      change(fmt::format("placement={}", name(Placement{})), &ParallelPlan::placement, Placement{});
    if (from_.shard_group > 0) change("shard_group=0", &ParallelPlan::shard_group, Size{0});
    if (from_.expert_tensor > 1) change("expert_tensor=1", &ParallelPlan::expert_tensor, Size{1});
    if (from_.sequence_parallel)
      change("sequence_parallel=false", &ParallelPlan::sequence_parallel, false);
  }

  const ParallelPlan& from_;
  const Task& task_;
  std::vector<PlanChange> found_;
};

struct Candidate {
  ParallelPlan plan;
  std::vector<std::string> changes;
  Feasibility feasibility;
};

// How far a plan is from working: the number of its faults, then what it needs beyond the memory.
double distance(const Feasibility& f) {
  if (!f.memory) return 1e6 * static_cast<double>(f.faults.size());
  return std::max(0.0, f.peak / f.capacity - 1);
}

bool same_key(const std::string& a, const std::string& b) {
  return a.substr(0, a.find('=')) == b.substr(0, b.find('='));
}

// Every candidate changed once more, no key twice.
std::vector<Candidate> changed(const std::vector<Candidate>& from, const Task& task) {
  std::vector<Candidate> found;
  for (const Candidate& c : from)
    for (PlanChange& change : one_change(c.plan, task)) {
      const bool twice = std::any_of(c.changes.begin(), c.changes.end(), [&](const auto& known) {
        return same_key(known, change.setting);
      });
      if (twice) continue;
      Candidate next{change.plan, c.changes, feasibility(change.plan, task)};
      next.changes.push_back(change.setting);
      found.push_back(std::move(next));
    }
  return found;
}

std::optional<NearestPlan> fastest(const std::vector<Candidate>& candidates, const Task& t) {
  std::optional<NearestPlan> best;
  for (const Candidate& c : candidates) {
    if (!c.feasibility.fits()) continue;
    const Seconds step =
        second *
        step_cost(t.architecture, c.plan, t.sequence_length, t.cluster, t.framework).seconds;
    if (!best || step < best->step) best = NearestPlan{c.plan, c.changes, c.feasibility, step};
  }
  return best;
}

}  // namespace

std::vector<PlanChange> one_change(const ParallelPlan& p, const Task& t) {
  return Neighbours(p, t).all();
}

std::optional<NearestPlan> nearest_plan(const ParallelPlan& p, const Task& t) {
  std::vector<Candidate> from{{p, {}, feasibility(p, t)}};
  for (int changes = 1; changes <= most_changes; ++changes) {
    std::vector<Candidate> found = changed(from, t);
    if (auto best = fastest(found, t)) return best;
    std::stable_sort(found.begin(), found.end(), [](const Candidate& a, const Candidate& b) {
      return distance(a.feasibility) < distance(b.feasibility);
    });
    if (found.size() > widest && changes > 1) found.resize(widest);
    from = std::move(found);
  }
  return std::nullopt;
}

}  // namespace tenfold
