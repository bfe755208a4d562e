#include "scenario/score.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <map>

#include "base/estimate.h"
#include "base/parallel.h"
#include "scenario/convert.h"
#include "scenario/situation.h"
#include "scenario/words.h"
#include "schedule/footprint.h"
#include "schedule/step_cost.h"

namespace tenfold {
namespace {

// What the engine says of a configuration.
struct Prediction {
  ReadSituation read;
  Footprint memory;
  double step = 0, step_spread = 0;
  double micro_batch = 0;  // seconds that one more micro-batch takes
};

double peak_bytes(const Footprint& f) { return f.stages.at(f.fullest).total(); }

bool fits(const Situation& s, const Footprint& f) {
  return peak_bytes(f) <= usable_memory(s.cluster.accelerator).base();
}

Footprint footprint_of(const Situation& s) {
  return footprint(s.architecture, s.plan, s.sequence_length, s.framework);
}

StepCost step_of(const Situation& s) {
  return step_cost(s.architecture, s.plan, s.sequence_length, s.cluster, s.framework);
}

// The fewest layers of a stage that must be made again for the plan to fit; all where none do.
Size fewest_layers(const Situation& s) {
  const Size all = largest_stage(s.plan, std::ssize(s.architecture.layers));
  Size most = all, least = 1;
  while (least < most) {
    Situation tried = s;
    tried.plan.recompute_layers = (least + most) / 2;
    if (fits(tried, footprint_of(tried)))
      most = tried.plan.recompute_layers;
    else
      least = tried.plan.recompute_layers + 1;
  }
  return most == all ? 0 : most;
}

// A run took place, so its plan fitted: where the source is silent on recomputation and the default
// does not fit, selective is assumed, else full of as few layers as fit.
void lighten(Situation& s, Footprint& memory) {
  const Recompute usual = s.plan.recompute;
  for (const Recompute heavier : {Recompute::selective, Recompute::full}) {
    if (heavier <= s.plan.recompute || fits(s, memory)) continue;
    Situation lighter = s;
    lighter.plan.recompute = heavier;
    if (!fits(lighter, footprint_of(lighter))) continue;
    if (heavier == Recompute::full) lighter.plan.recompute_layers = fewest_layers(lighter);
    s = std::move(lighter);
    memory = footprint_of(s);
  }
  std::string words = fmt::format("recompute {}", name(s.plan.recompute));
  if (s.plan.recompute_layers > 0)
    words += fmt::format(" of {} layers a stage", s.plan.recompute_layers);
  if (s.plan.recompute != usual) words += fmt::format(", as {} does not fit", name(usual));
  s.assumed.push_back(words);
}

// LitGPT, whose quantity this is, logs the iteration that ends an accumulation: one micro-batch
// with the reduction of gradients and the optimizer.
double last_micro_batch(const Situation& s) {
  Situation one = s;
  one.plan.global_batch = s.plan.micro_batch * s.plan.data;
  return step_of(one).seconds;
}

Prediction predict(const MeasuredRun& run, const Catalogue& catalogue) {
  Prediction p{situation_of(run, catalogue), {}};
  if (!p.read.situation) return p;
  Situation& s = *p.read.situation;
  try {
    p.memory = footprint_of(s);
    if (s.recompute_unstated && run.quantity != "out_of_memory") lighten(s, p.memory);
    const StepCost step = step_of(s);
    p.step = step.seconds;
    p.step_spread = step.spread;
    if (run.quantity == "microbatch_iteration_time_s") p.micro_batch = last_micro_batch(s);
  } catch (const std::exception& refused) {
    p.read = {{}, fmt::format("the engine refuses it: {}", refused.what())};
  }
  return p;
}

void set_interval(RowScore& row, double spread) {
  const Estimate<double> e{row.predicted, spread};
  row.interval80 = {e.low(), e.high()};
  row.covered = row.measured >= e.low() && row.measured <= e.high();
}

// nvidia-smi and its like show all; PyTorch tells what is reserved or allocated.
MemoryKind memory_kind_of(const MeasuredRun& run) {
  if (run.quantity == "peak_allocated_memory_bytes") return MemoryKind::allocated;
  if (says(run.notes, "smi")) return MemoryKind::total;
  return says(run.notes, "reserved") ? MemoryKind::reserved : MemoryKind::allocated;
}

double bytes_of(const StageFootprint& stage, MemoryKind kind) {
  if (kind == MemoryKind::allocated) return stage.allocated();
  return kind == MemoryKind::reserved ? stage.reserved() : stage.total();
}

double predicted_bytes(const MeasuredRun& run, const Footprint& memory, MemoryKind kind) {
  if (says(run.notes, "last PP rank")) return bytes_of(memory.stages.back(), kind);
  double most = 0;
  for (const StageFootprint& stage : memory.stages) most = std::max(most, bytes_of(stage, kind));
  return most;
}

void score_memory(const MeasuredRun& run, const Prediction& p, RowScore& row) {
  row.memory_kind = memory_kind_of(run);
  row.predicted = predicted_bytes(run, p.memory, row.memory_kind);
  row.error = row.predicted / row.measured - 1;
  set_interval(row, p.memory.spread);
}

void score_time(const MeasuredRun& run, const Prediction& p, RowScore& row) {
  const Conversion c = conversion_of(*row.metric, run, *p.read.situation);
  row.scored = c.reason.empty();
  row.reason = c.reason;
  if (!row.scored) return;
  row.basis = c.basis;
  row.predicted_step = *row.metric == Metric::micro_batch_time ? p.micro_batch : p.step;
  row.measured_step = step_seconds(c, run.value);
  row.predicted = row_value(c, row.predicted_step);
  row.error = row.predicted_step / row.measured_step - 1;
  set_interval(row, p.step_spread);
}

std::string unusable(const MeasuredRun& run) {
  if (!named<Metric>(run.quantity)) return "quantity is not a step's: " + run.quantity;
  if (run.quantity != "out_of_memory" && !(run.value > 0)) return "value is not above zero";
  return {};
}

RowScore score_row(const MeasuredRun& run, const Prediction& p) {
  RowScore row;
  row.side = side_of(run);
  row.metric = named<Metric>(run.quantity);
  row.measured = run.value;
  row.reason = run.exclude.empty() ? unusable(run) : p.read.reason;
  if (row.reason.empty()) row.reason = p.read.reason;
  if (!row.reason.empty()) return row;
  const Situation& s = *p.read.situation;
  row.scored = true;
  row.framework = s.framework.key;
  row.assumed = s.assumed;
  row.memory_fraction = peak_bytes(p.memory) / usable_memory(s.cluster.accelerator).base();
  if (*row.metric == Metric::out_of_memory) {
    row.predicted = row.memory_fraction > 1 ? 1 : 0;
    row.error = row.predicted - row.measured;
  } else if (is_memory(*row.metric)) {
    score_memory(run, p, row);
  } else {
    score_time(run, p, row);
  }
  if (row.scored && !std::isfinite(row.error))
    return {.reason = "the engine gives no finite value",
            .side = row.side,
            .metric = row.metric,
            .measured = row.measured};
  return row;
}

// Rows that differ in what was measured alone share a prediction.
std::string prediction_key(const MeasuredRun& run) {
  const bool labelled = run.quantity == "out_of_memory";
  const bool micro = run.quantity == "microbatch_iteration_time_s";
  return run.configuration + "\x1f" + run.notes + (labelled ? "o" : micro ? "m" : "");
}

}  // namespace

// FNV-1a, mixed at its end so that the lowest bit depends on every character.
Side side_of(const MeasuredRun& run) {
  std::uint64_t h = 14695981039346656037U;
  for (const char c : run.configuration) h = (h ^ static_cast<unsigned char>(c)) * 1099511628211U;
  h = (h ^ (h >> 33)) * 0xff51afd7ed558ccdU;
  return ((h ^ (h >> 33)) & 1) == 0 ? Side::fit : Side::read;
}

Scores score(std::vector<MeasuredRun> runs, const Catalogue& catalogue, int threads) {
  std::map<std::string, std::size_t> seen;
  std::vector<std::size_t> first, which;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto [place, is_new] = seen.try_emplace(prediction_key(runs[i]), first.size());
    if (is_new) first.push_back(i);
    which.push_back(place->second);
  }
  std::vector<Prediction> predictions(first.size());
  for_each_job(std::ssize(first), thread_count(threads), [&](std::int64_t job) {
    const auto i = static_cast<std::size_t>(job);
    predictions[i] = predict(runs[first[i]], catalogue);
  });
  Scores scores;
  scores.rows.reserve(runs.size());
  for (std::size_t i = 0; i < runs.size(); ++i)
    scores.rows.push_back(score_row(runs[i], predictions[which[i]]));
  scores.runs = std::move(runs);
  return scores;
}

}  // namespace tenfold
