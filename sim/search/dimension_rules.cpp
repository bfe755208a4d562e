// Which values a dimension has where nobody names any.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "search/default_plan.h"
#include "search/dimensions.h"
#include "search/rank_order.h"

namespace tenfold {
namespace {

using Sizes = std::vector<Size>;

constexpr double tokens_of_step = 16e6;      // as default_plan()
constexpr Size micro_batch_tokens = 32'768;  // of the largest micro-batch of several sequences
constexpr Size split_from = 16'384, tokens_of_rank = 4'096;  // context parallelism

Sizes divisors(Size n) {
  Sizes all;
  for (Size d = 1; d * d <= n; ++d) {
    if (n % d != 0) continue;
    all.push_back(d);
    if (d * d != n) all.push_back(n / d);
  }
  std::sort(all.begin(), all.end());
  return all;
}

template <class Keep>
Sizes divisors(Size n, const Keep& keep) {
  Sizes all = divisors(n);
  all.erase(std::remove_if(all.begin(), all.end(), [&](Size d) { return !keep(d); }), all.end());
  return all;
}

}  // namespace

std::vector<StageSplit> splits_tried(const Task& t, const SearchSpace& s) {
  if (!s.stage_layers.empty()) return s.stage_layers;
  std::vector<StageSplit> splits{{}};
  if (!t.framework.offers.uneven_stages) return splits;
  splits.push_back({.first_less = 1, .last_less = 1});
  if (const Size head = head_in_layers(t.architecture); head > 0)
    splits.push_back({.last_less = head});
  return splits;
}

SpaceFacts::SpaceFacts(const Task& t, const SearchSpace& s, Size count)
    : accelerators(count),
      node(std::max<Size>(1, t.cluster.node_size)),
      layers(std::ssize(t.architecture.layers)),
      hidden(t.architecture.hidden),
      experts(most_experts(t.architecture)),
      sequence_length(t.sequence_length),
      splits(splits_tried(t, s)),
      offers(&t.framework.offers) {
  for (const Block& block : t.architecture.layers)
    if (const auto* m = std::get_if<Attention>(&block.mixer)) heads = std::gcd(heads, m->heads);
  const ParallelPlan usual = usual_parts(t.cluster.accelerator);
  attention = usual.attention;
  format = usual.format;
}

namespace rules {

Sizes tensor(const Facts& f, const Plan&) {
  return divisors(std::gcd(std::gcd(f.accelerators, f.hidden), f.heads),
                  [&](Size t) { return t <= f.node; });
}

Sizes context(const Facts& f, const Plan& p) {
  const auto& kinds = f.offers->context_kinds;
  if (f.sequence_length < split_from || (kinds && kinds->empty())) return {1};
  return divisors(f.accelerators / p.tensor, [&](Size c) {
    return c * tokens_of_rank <= f.sequence_length &&
           (c == 1 || f.sequence_length % (2 * c * p.tensor) == 0);
  });
}

Sizes pipeline(const Facts& f, const Plan& p) {
  const auto& schedules = f.offers->schedules;
  if (schedules && schedules->empty()) return {1};
  return divisors(f.accelerators / (p.tensor * p.context), [&](Size stages) {
    return stages <= f.layers && (f.offers->uneven_stages || f.layers % stages == 0);
  });
}

Sizes data(const Facts& f, const Plan& p) {
  const Size ranks = p.tensor * p.context * p.pipeline;
  if (f.accelerators % ranks != 0) return {};
  return {f.accelerators / ranks};
}

Sizes expert(const Facts& f, const Plan& p) {
  return divisors(std::gcd(f.experts, p.tensor * p.context * p.data));
}

Sizes expert_tensor(const Facts&, const Plan& p) {
  if (p.tensor == 1) return {1};
  const Size ranks = p.tensor * p.context * p.data;
  return ranks % (p.expert * p.tensor) == 0 ? Sizes{1, p.tensor} : Sizes{1};
}

Sizes global_batch(const Facts& f, const Plan&) {
  const double usual = tokens_of_step / real(std::max<Size>(1, f.sequence_length));
  return {Size{1} << std::lround(std::log2(std::max(1.0, usual)))};
}

Sizes micro_batch(const Facts& f, const Plan& p) {
  if (p.data < 1 || p.global_batch % p.data != 0) return {1};
  return divisors(p.global_batch / p.data, [&](Size sequences) {
    return sequences == 1 || sequences * f.sequence_length <= micro_batch_tokens;
  });
}

std::vector<bool> sequence_parallel(const Facts& f, const Plan& p) {
  const bool can = f.offers->sequence_parallel && p.tensor > 1 &&
                   f.sequence_length % (p.tensor * p.context) == 0;
  return can ? std::vector<bool>{false, true} : std::vector<bool>{false};
}

// The newest of the part's that the framework offers; where it offers none of those, its oldest.
std::vector<AttentionKernel> attention(const Facts& f, const Plan&) {
  const auto& offered = f.offers->attention;
  if (!offered) return {f.attention};
  AttentionKernel best = *std::min_element(offered->begin(), offered->end());
  for (const AttentionKernel k : *offered)
    if (k <= f.attention) best = std::max(best, k);
  return {best};
}
std::vector<NumberFormat> format(const Facts& f, const Plan&) { return {f.format}; }

Sizes virtual_stages(const Facts& f, const Plan& p) {
  if (there_and_back(p.schedule)) return {2};
  if (p.schedule != PipelineSchedule::interleaved) return {1};
  if (f.layers % p.pipeline == 0)
    return divisors(f.layers / p.pipeline, [](Size v) { return v > 1; });
  Sizes all;  // some stages have a layer more than others, whatever their number
  for (Size v = 2; p.pipeline * v <= f.layers + 2; ++v) all.push_back(v);
  return all;
}

std::vector<Sizes> stage_layers(const Facts& f, const Plan& p) {
  std::vector<Sizes> all;
  for (const StageSplit& split : f.splits) {
    const auto layers = tenfold::stage_layers(split, p, f.layers);
    if (layers && std::find(all.begin(), all.end(), *layers) == all.end()) all.push_back(*layers);
  }
  return all;
}

Sizes recompute_layers(const Facts& f, const Plan& p) {
  const Size each = largest_stage(p, f.layers);
  Sizes some{0};
  for (const Size quarters : {1, 2, 3}) {
    const Size layers = each * quarters / 4;
    if (layers > std::max<Size>(0, some.back()) && layers < each) some.push_back(layers);
  }
  return some;
}

Sizes zero(const Facts& f, const Plan&) { return f.offers->zero.value_or(Sizes{0, 1, 2, 3}); }

Sizes shard_group(const Facts& f, const Plan& p) {
  const Size copies = p.data * p.context, inside = f.node / std::gcd(f.node, p.tensor);
  const bool part = inside > 1 && inside < copies && copies % inside == 0;
  return part ? Sizes{0, inside} : Sizes{0};
}

bool tensor_fits(const Facts& f, const Plan&, Size t) { return f.accelerators % t == 0; }
bool context_fits(const Facts& f, const Plan& p, Size c) {
  return f.accelerators % (p.tensor * c) == 0;
}
bool pipeline_fits(const Facts& f, const Plan& p, Size stages) {
  return f.accelerators % (p.tensor * p.context * stages) == 0;
}
bool data_fits(const Facts& f, const Plan& p, Size copies) {
  return p.tensor * p.context * p.pipeline * copies == f.accelerators;
}
bool micro_batch_fits(const Facts&, const Plan& p, Size sequences) {
  return p.global_batch % p.data != 0 || p.global_batch / p.data % sequences == 0;
}

bool virtual_stages_fit(const Facts&, const Plan& p, Size v) {
  if (there_and_back(p.schedule)) return v == 2;
  return p.schedule == PipelineSchedule::interleaved ? v > 1 : v == 1;
}

// Of orders that differ in axes of one rank alone, the first.
bool placement_fits(const Facts&, const Plan& p, Placement placement) {
  return first_alike(placement, p) == placement;
}

// A layer's input is all that full recomputation keeps: too little to be worth a way.
bool offload_fits(const Facts&, const Plan& p, Offload set) {
  return p.recompute != Recompute::full || !holds(set, Offload::activations);
}

}  // namespace rules
}  // namespace tenfold
