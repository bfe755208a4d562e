#include "plan/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace tenfold {
namespace {

using Faults = std::vector<std::string>;

void divides(Faults& faults, Size divisor, Size whole, std::string_view what, std::string_view of) {
  if (divisor > 0 && whole % divisor != 0)
    faults.push_back(fmt::format("{} {} does not divide {} {}", what, divisor, of, whole));
}

void check_heads(Faults& faults, const ParallelPlan& p, const Architecture& a) {
  const Size ranks = p.context_kind == ContextKind::ulysses ? p.tensor * p.context : p.tensor;
  for (const Block& block : a.layers) {
    if (const auto* m = std::get_if<Attention>(&block.mixer); m && m->heads % ranks != 0) {
      faults.push_back(fmt::format("{} tensor ranks do not divide the {} heads of layers '{}'",
                                   ranks, m->heads, block.name));
      return;
    }
  }
}

void check_experts(Faults& faults, const ParallelPlan& p, const Architecture& a) {
  const Size experts = most_experts(a), ranks = p.tensor * p.context * p.data;
  if (p.expert > 1 && experts == 0)
    faults.push_back("expert parallelism of a model without experts");
  if (experts > 0) divides(faults, p.expert, experts, "expert-parallel degree", "the experts,");
  divides(faults, p.expert * expert_tensor(p), ranks, "expert x expert-tensor degree",
          "tensor x context x data,");
  divides(faults, expert_tensor(p), p.tensor, "expert-tensor degree", "tensor degree");
}

// What a schedule needs of virtual stages: see schedule/pipeline.h, whose check() refuses the rest.
void check_virtual_stages(Faults& faults, const ParallelPlan& p) {
  const Size v = p.virtual_stages;
  if (there_and_back(p.schedule)) {
    if (v != 2)
      faults.push_back(fmt::format("{} needs virtual_stages 2, not {}", name(p.schedule), v));
  } else if (p.schedule == PipelineSchedule::interleaved) {
    if (v < 2) faults.push_back("interleaved needs virtual_stages of 2 or more: with 1 it is 1f1b");
  } else if (v != 1) {
    faults.push_back(fmt::format("virtual_stages {} need the interleaved schedule, not {}", v,
                                 name(p.schedule)));
  }
}

void check_micro_batches(Faults& faults, const ParallelPlan& p) {
  const Size m = micro_batches(p), least = 2 * p.pipeline;
  if (p.schedule == PipelineSchedule::interleaved && p.pipeline > 1)
    divides(faults, p.pipeline, m, "interleaving: pipeline degree", "micro-batches,");
  if (p.schedule != PipelineSchedule::dualpipe) return;
  if (p.pipeline % 2 != 0)
    faults.push_back(fmt::format("dualpipe needs an even pipeline degree, not {}", p.pipeline));
  if (m % 2 != 0 || m < least)
    faults.push_back(fmt::format(
        "dualpipe needs an even number of micro-batches, at least {}, not {}", least, m));
}

void check_pipeline(Faults& faults, const ParallelPlan& p, const Architecture& a) {
  const auto layers = static_cast<Size>(a.layers.size());
  const Size stages = distinct_stages(p);
  if (stages > layers + 2)
    faults.push_back(
        fmt::format("{} stages are more than {} layers, embedding and head", stages, layers));
  if (!p.stage_layers.empty()) {
    const Size sum = std::accumulate(p.stage_layers.begin(), p.stage_layers.end(), Size{0});
    if (sum != layers || static_cast<Size>(p.stage_layers.size()) != stages)
      faults.push_back(fmt::format("stage_layers holds {} layers in {} stages: needs {} in {}", sum,
                                   p.stage_layers.size(), layers, stages));
  }
  check_virtual_stages(faults, p);
  check_micro_batches(faults, p);
  const Size most = largest_stage(p, layers);
  if (p.recompute == Recompute::full && p.recompute_layers > most)
    faults.push_back(fmt::format("recompute_layers {} are more than the {} layers of a stage",
                                 p.recompute_layers, most));
}

}  // namespace

std::optional<Offload> offload_named(std::string_view words) {
  if (words == name(Offload::none)) return Offload::none;
  Offload set = Offload::none;
  for (;;) {
    const auto plus = std::min(words.find('+'), words.size());
    const auto one = named<Offload>(words.substr(0, plus));
    if (!one || *one == Offload::none || holds(set, *one)) return std::nullopt;
    set = set | *one;
    if (plus == words.size()) return set;
    words.remove_prefix(plus + 1);
  }
}

Size largest_stage(const ParallelPlan& p, Size layers) {
  if (!p.stage_layers.empty())
    return *std::max_element(p.stage_layers.begin(), p.stage_layers.end());
  const Size stages = distinct_stages(p);
  return (layers + stages - 1) / stages;
}

Size most_experts(const Architecture& a) {
  Size experts = 0;
  for (const Block& block : a.layers)
    if (const auto* m = std::get_if<MixtureOfExperts>(&block.feed_forward))
      experts = std::max(experts, m->experts);
  return experts;
}

std::vector<std::string> plan_faults(const ParallelPlan& p, const Architecture& a, Size length) {
  Faults faults;
  divides(faults, p.micro_batch * p.data, p.global_batch, "micro-batch x data degree",
          "the global batch,");
  if (p.global_batch < p.micro_batch * p.data)
    faults.push_back(
        fmt::format("a global batch of {} is less than a micro-batch of {} on each of "
                    "{} data ranks",
                    p.global_batch, p.micro_batch, p.data));
  check_heads(faults, p, a);
  check_experts(faults, p, a);
  check_pipeline(faults, p, a);
  if (p.context > 1)
    divides(faults, 2 * p.context, length, "twice the context degree", "the sequence,");
  if (p.sequence_parallel && p.tensor > 1)
    divides(faults, p.tensor * p.context, length, "tensor x context degree", "the sequence,");
  if (p.tensor > 1) divides(faults, p.tensor, a.hidden, "tensor degree", "the model width,");
  if (p.shard_group > 0)
    divides(faults, p.shard_group, p.data * p.context, "shard group", "data x context,");
  return faults;
}

}  // namespace tenfold
