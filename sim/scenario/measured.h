// A published measurement of a training run, as a row of a table gives it. The columns and what
// they mean: docs/formats.md, section "Measured runs".
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/fields.h"
#include "base/names.h"
#include "base/number_format.h"
#include "model/layer.h"

namespace tenfold {

// What was measured, in base units. `each` is of one accelerator.
enum class Metric : std::uint8_t {
  step_time,
  tokens_each,
  tokens,
  sequences_each,
  sequences,
  samples_4k,
  flops_each,
  flops_total,
  mfu,
  hfu,
  percent_of_peak,
  micro_batch_time,
  peak_memory,
  peak_allocated,
  out_of_memory
};
template <>
inline constexpr std::array enum_names<Metric>{std::string_view("step_time_s"),
                                               std::string_view("tokens_per_s_per_accelerator"),
                                               std::string_view("tokens_per_s"),
                                               std::string_view("sequences_per_s_per_accelerator"),
                                               std::string_view("sequences_per_s"),
                                               std::string_view("samples4k_per_s"),
                                               std::string_view("flops_per_accelerator"),
                                               std::string_view("flops_total"),
                                               std::string_view("mfu"),
                                               std::string_view("hfu"),
                                               std::string_view("percent_of_peak"),
                                               std::string_view("microbatch_iteration_time_s"),
                                               std::string_view("peak_memory_bytes"),
                                               std::string_view("peak_allocated_memory_bytes"),
                                               std::string_view("out_of_memory")};
constexpr bool is_memory(Metric m) {
  return m == Metric::peak_memory || m == Metric::peak_allocated;
}

// Empty where the source does not say.
struct MeasuredRun {
  std::string id, family, source, url;
  std::optional<Size> year;
  std::string model, model_key, phase;
  std::optional<double> params_total, params_active;
  std::optional<Size> layers, hidden, heads, kv_heads, ffn_hidden;
  std::optional<bool> gated;
  std::optional<Size> vocab, experts, topk;
  std::string accelerator;
  std::optional<Size> accelerators, node_size;
  std::optional<double> nic_gbps;  // Gbit/s of the network for each accelerator
  std::optional<NumberFormat> format;
  std::string attention_kernel, norm_kernel, exclude;
  std::optional<Size> seq_len, global_batch, micro_batch;
  std::optional<Size> tp, pp, vp, cp, ep, dp, zero;
  std::string recompute;
  std::optional<bool> sequence_parallel;
  std::string quantity;
  double value = 0;
  std::string flop_convention, framework, accelerator_text, convention_text, sharding_text,
      recompute_text, notes;

  std::int64_t line = 0;      // in its file
  std::string configuration;  // all columns but id, quantity, value and notes, as written
};
template <>
struct Fields<MeasuredRun> {
  using Run = MeasuredRun;
  static constexpr std::tuple table{
      Field{"id", &Run::id, "of the row"},
      Field{"family", &Run::family, "rows that are averaged together"},
      Field{"source", &Run::source, "who published it", optional},
      Field{"url", &Run::url, "where", optional},
      Field{"year", &Run::year, "of the measurement", optional},
      Field{"model", &Run::model, "as the source calls it", optional},
      Field{"model_key", &Run::model_key, "file in models/; \":layers=4\" is a slice", optional},
      Field{"phase", &Run::phase, "pretrain, sft, lora", optional},
      Field{"params_total", &Run::params_total, "parameters", optional},
      Field{"params_active", &Run::params_active, "parameters that serve a token", optional},
      Field{"layers", &Run::layers, "layers", optional_positive},
      Field{"hidden", &Run::hidden, "width of the model", optional_positive},
      Field{"heads", &Run::heads, "query heads", optional_positive},
      Field{"kv_heads", &Run::kv_heads, "key and value heads", optional_positive},
      Field{"ffn_hidden", &Run::ffn_hidden, "inner width of a feed-forward part",
            optional_positive},
      Field{"gated", &Run::gated, "feed-forward parts have a gate, y or n", optional},
      Field{"vocab", &Run::vocab, "vocabulary", optional_positive},
      Field{"experts", &Run::experts, "routed experts", optional_positive},
      Field{"topk", &Run::topk, "experts that a token visits", optional_positive},
      Field{"accelerator", &Run::accelerator, "profile in hardware_profiles/", optional},
      Field{"accelerators", &Run::accelerators, "how many", optional_positive},
      Field{"node_size", &Run::node_size, "accelerators a node", optional_positive},
      Field{"nic_gbps", &Run::nic_gbps, "network Gbit/s for each accelerator",
            Rule{.required = false, .low = 1e-3, .high = 1e6}},
      Field{"format", &Run::format, "number format of the matrix products", optional},
      Field{"attention_kernel", &Run::attention_kernel, "kernel of attention", optional},
      Field{"norm_kernel", &Run::norm_kernel, "fused, where the source says so", optional},
      Field{"exclude", &Run::exclude, "why the row is not to be scored", optional},
      Field{"seq_len", &Run::seq_len, "tokens of a sequence", optional_positive},
      Field{"global_batch", &Run::global_batch, "sequences of a step", optional_positive},
      Field{"micro_batch", &Run::micro_batch, "sequences of a micro-batch", optional_positive},
      Field{"tp", &Run::tp, "tensor-parallel degree", optional_positive},
      Field{"pp", &Run::pp, "pipeline stages", optional_positive},
      Field{"vp", &Run::vp, "virtual stages a rank", optional_positive},
      Field{"cp", &Run::cp, "context-parallel degree", optional_positive},
      Field{"ep", &Run::ep, "expert-parallel degree", optional_positive},
      Field{"dp", &Run::dp, "data-parallel degree", optional_positive},
      Field{"zero", &Run::zero, "ZeRO stage, 3 for FSDP", Rule{.required = false, .high = 3}},
      Field{"recompute", &Run::recompute, "none, selective, full", optional},
      Field{"sequence_parallel", &Run::sequence_parallel, "y or n", optional},
      Field{"quantity", &Run::quantity, "what was measured"},
      Field{"value", &Run::value, "in base units", Rule{.low = -1e30, .high = 1e30}},
      Field{"flop_convention", &Run::flop_convention, "of a FLOP rate", optional},
      Field{"framework", &Run::framework, "in the source's words", optional},
      Field{"accelerator_text", &Run::accelerator_text, "in the source's words", optional},
      Field{"convention_text", &Run::convention_text, "in the source's words", optional},
      Field{"sharding_text", &Run::sharding_text, "in the source's words", optional},
      Field{"recompute_text", &Run::recompute_text, "in the source's words", optional},
      Field{"notes", &Run::notes, "what was inferred, and how", optional},
  };
};

}  // namespace tenfold
