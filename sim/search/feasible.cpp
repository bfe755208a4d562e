#include "search/feasible.h"

#include <fmt/format.h>

#include <cctype>
#include <exception>

#include "base/count.h"
#include "cost/block_cost.h"
#include "schedule/stage_layout.h"

namespace tenfold {
namespace {

// Wide enough for any four degrees that a plan may have.
Count model_ranks(const ParallelPlan& p) { return Count{p.tensor} * p.context * p.pipeline; }

// "tensor 8 x pipeline 16 = 128"
std::string product_words(const ParallelPlan& p, bool with_data) {
  return fmt::format("tensor {} x context {} x pipeline {}{} = {}", p.tensor, p.context, p.pipeline,
                     with_data ? fmt::format(" x data {}", p.data) : "",
                     grouped(model_ranks(p) * (with_data ? p.data : 1)));
}

// What the plan and the accelerators say of each other.
std::vector<std::string> count_faults(const ParallelPlan& p, const Cluster& c) {
  const Count ranks = model_ranks(p), all = c.accelerators;
  if (p.data >= 1 && ranks * p.data == all) return {};
  if (p.data >= 1)
    return {fmt::format("{} accelerators: the job has {}", product_words(p, true), grouped(all))};
  if (ranks > all)
    return {fmt::format("{} are more than the job's {} accelerators", product_words(p, false),
                        grouped(all))};
  return {
      fmt::format("{} does not divide {} accelerators; the nearest count below that it does is "
                  "{}",
                  product_words(p, false), grouped(all), grouped(all / ranks * ranks))};
}

bool by_nvidia(const Accelerator& a) {
  std::string maker = a.maker;
  for (char& c : maker) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return maker == "nvidia";
}

// FlashAttention 3 needs Hopper's asynchronous copies and products. Ampere and Volta rate no FP8;
// Ada and cards for workstations do, but have GDDR memory of less than 1.9 TB/s (H100 PCIe: 2.0).
bool is_hopper_or_later(const Accelerator& a) {
  return by_nvidia(a) && a.fp8 && a.memory_bandwidth > Bandwidth::base(1.9e12);
}

// Scales of blocks of 16 or 32 elements are the hardware's own on those parts that rate FP4 too.
bool is_rated(const Accelerator& a, NumberFormat f) {
  using enum NumberFormat;
  if (f == fp16) return a.fp16.has_value();
  if (f == mxfp8) return a.fp8 && a.fp4;
  return peak(a, f).has_value();
}

std::vector<std::string> format_faults(const ParallelPlan& p, const Accelerator& a) {
  using enum NumberFormat;
  if (p.format == int8) return {"format int8: training in integers is not modelled"};
  if (p.format == fp32 || p.format == tf32)
    return {fmt::format("format {}: activations and weights of 32 bits are not modelled",
                        name(p.format))};
  if (is_rated(a, p.format)) return {};
  return {fmt::format("{} has no rated peak for products in {}", a.name, name(p.format))};
}

std::vector<std::string> kernel_faults(const ParallelPlan& p, const Accelerator& a) {
  std::vector<std::string> faults;
  if (p.attention == AttentionKernel::flash_3 && !is_hopper_or_later(a))
    faults.push_back(fmt::format(
        "attention flash-3 needs an NVIDIA part of Hopper's generation or later, not {}", a.name));
  return faults;
}

// A schedule's own conditions, which pipeline.h checks.
std::vector<std::string> schedule_faults(const ParallelPlan& p) {
  try {
    check(pipeline_problem(p));
    return {};
  } catch (const std::exception& refused) {
    return {refused.what()};
  }
}

void append(std::vector<std::string>& to, std::vector<std::string> more) {
  for (std::string& m : more) to.push_back(std::move(m));
}

}  // namespace

std::vector<std::string> part_faults(const ParallelPlan& p, const Accelerator& a) {
  std::vector<std::string> faults = format_faults(p, a);
  append(faults, kernel_faults(p, a));
  return faults;
}

namespace {

// Faults of the plan with the model, with the accelerators and with its schedule.
std::vector<std::string> faults_of(const ParallelPlan& p, const Task& t) {
  constexpr Count most_ranks = 1'000'000'000'000;  // beyond it the plan's own products overflow
  std::vector<std::string> faults = count_faults(p, t.cluster);
  append(faults, part_faults(p, t.cluster.accelerator));
  if (p.data < 1 || model_ranks(p) * p.data > most_ranks) return faults;
  append(faults, plan_faults(p, t.architecture, t.sequence_length));
  append(faults, placement_faults(p, t.cluster));
  if (faults.empty()) append(faults, schedule_faults(p));
  return faults;
}

}  // namespace

Feasibility feasibility(const ParallelPlan& p, const Task& t) {
  Feasibility f{.faults = faults_of(p, t),
                .memory = {},
                .peak = {},
                .capacity = usable_memory(t.cluster.accelerator)};
  if (!f.faults.empty()) return f;
  f.memory = footprint(t.architecture, p, t.sequence_length, t.framework);
  f.peak = f.memory->stages.at(f.memory->fullest).total() * byte;
  return f;
}

ParallelPlan with_data(ParallelPlan p, Size all) {
  const Count ranks = model_ranks(p);
  p.data = ranks > 0 && all % ranks == 0 ? static_cast<Size>(all / ranks) : 0;
  return p;
}

ParallelPlan resolved(ParallelPlan p, const Cluster& cluster) {
  return p.data > 0 ? p : with_data(std::move(p), cluster.accelerators);
}

}  // namespace tenfold
