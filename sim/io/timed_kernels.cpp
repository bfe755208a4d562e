// Tables of timed kernels: products, attention, routed experts.
#include "io/timed_rows.h"

namespace tenfold::io {
namespace {

NumberFormat format_in(const std::string& name) {
  if (name.find("fp8_block") != std::string::npos) return NumberFormat::fp8_block;
  if (name.find("fp8") != std::string::npos) return NumberFormat::fp8;
  return name.find("nvfp4") != std::string::npos ? NumberFormat::nvfp4 : NumberFormat::bf16;
}

// Of the pairs of s queries and s keys, what a causal mask with a window keeps; 0: no window.
double kept_of(double s, double window) {
  const double w = window > 0 && window < s ? window : s;
  return (w * s - 0.5 * w * (w - 1)) / (s * s);
}

}  // namespace

void add_matmul(const TimedRow& row, const std::string& name, TimedTables& tables) {
  const NumberFormat format = format_in(name);
  table_of(tables, part_in(name), "cuBLAS")
      .matmuls.push_back({.shape = {.m = row.count("m"),
                                    .n = row.count("n"),
                                    .k = row.count("k"),
                                    .format = format},
                          .time = microseconds(row.number("us_median_over_collections"))});
}

void add_attention(const TimedRow& row, const std::string& name, TimedTables& tables) {
  const Size s = row.count("isl"), d = row.count("head_dim");
  const std::string source = row.text("kernel_source");
  if (row.number("step") > 0 || source.find("decode") != std::string::npos) return;
  table_of(tables, part_in(name), source)
      .attentions.push_back({.shape = {.sequences = row.count("batch_size"),
                                       .heads = row.count("num_heads"),
                                       .kv_heads = row.count("num_key_value_heads"),
                                       .queries = s,
                                       .keys = s,
                                       .key_width = d,
                                       .value_width = d,
                                       .kept = kept_of(real(s), row.number("window_size")),
                                       .kernel = AttentionKernel::flash_3},
                             .time = microseconds(row.number("us"))});
}

// The figures give TFLOP/s of the pairs that the mask keeps, with 3.5 times forward's for both.
void add_figure(const TimedRow& row, const std::string&, TimedTables& tables) {
  const std::string library = row.text("library");
  const Size s = row.count("seqlen"), d = row.count("head_dim");
  AttentionShape shape{.sequences = row.count("batch"),
                       .heads = row.count("heads"),
                       .kv_heads = row.count("heads"),
                       .queries = s,
                       .keys = s,
                       .key_width = d,
                       .value_width = d,
                       .kept = row.number("causal") > 0 ? 0.5 : 1.0,
                       .kernel = AttentionKernel::flash_3};
  if (library == "FA2") shape.kernel = AttentionKernel::flash_2;
  const bool backward = row.text("phase") == "fwd+bwd";
  const double flops = (backward ? 3.5 : 1) * 4 * shape.kept * real(s) * real(s) * real(d) *
                       real(shape.heads) * real(shape.sequences);
  table_of(tables, part_in(row.text("gpu")), "figures of " + library)
      .attentions.push_back({.shape = shape,
                             .backward = backward,
                             .time = flops * flop / (row.number("tflops") * TFLOP_per_s)});
}

void add_experts(const TimedRow& row, const std::string& name, TimedTables& tables) {
  const std::string source = row.text("kernel_source");
  if (row.text("moe_dtype") != "bfloat16" || row.number("moe_ep_size") != 1) return;
  const std::string spread = row.text("distribution");  // two kinds of uneven routing: the milder
  if (source.find("nongated") != std::string::npos || spread == "power_law_1.2") return;
  table_of(tables, part_in(name), source)
      .experts.push_back({.tokens = row.count("num_tokens"),
                          .hidden = row.count("hidden_size"),
                          .inner = row.count("inter_size") / row.count("moe_tp_size"),
                          .top_k = row.count("topk"),
                          .experts = row.count("num_experts"),
                          .balanced = spread == "balanced",
                          .time = Seconds::base(1e-3 * row.number("latency"))});
}

}  // namespace tenfold::io
