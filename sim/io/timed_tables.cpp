#include "io/timed_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <map>

#include "base/error.h"
#include "io/csv.h"
#include "io/gzip.h"
#include "io/units.h"
#include "scenario/words.h"

namespace tenfold::io {
namespace {

// A row by the names of its columns.
class Row {
 public:
  Row(const std::string& path, const CsvRow& heading, const CsvRow& row)
      : path_(path), heading_(heading), row_(row) {}

  std::string text(std::string_view column) const {
    for (std::size_t i = 0; i < heading_.cells.size() && i < row_.cells.size(); ++i)
      if (heading_.cells[i] == column) return row_.cells[i];
    return "";
  }
  double number(std::string_view column) const {
    const std::string cell = text(column);
    const auto value = parse_number(cell);
    if (!value || !std::isfinite(*value) || *value < 0)
      throw InputError({{path_, row_.line, 0,
                         fmt::format("'{}' is '{}': needs a number from 0", column, cell)}});
    return *value;
  }
  Size count(std::string_view column) const { return std::llround(number(column)); }

 private:
  const std::string& path_;
  const CsvRow& heading_;
  const CsvRow& row_;
};

bool has(const CsvRow& heading, std::string_view column) {
  return std::find(heading.cells.begin(), heading.cells.end(), column) != heading.cells.end();
}

constexpr std::string_view parts[] = {"GB200", "GB300", "B200", "B300", "A100", "H100", "H200"};

// The part that a text names: "gemm_bfloat16_H100.csv.gz", "A100-80G". Empty where it names none,
// or leaves open which.
std::string part_in(const std::string& text) {
  if (says(text, " or ")) return "";
  for (const std::string_view part : parts)
    if (says(text, part)) return std::string(part);
  return "";
}

NumberFormat format_in(const std::string& name) {
  if (name.find("fp8_block") != std::string::npos) return NumberFormat::fp8_block;
  if (name.find("fp8") != std::string::npos) return NumberFormat::fp8;
  return name.find("nvfp4") != std::string::npos ? NumberFormat::nvfp4 : NumberFormat::bf16;
}

Seconds microseconds(double us) { return Seconds::base(1e-6 * us); }

// A known kind of table: its columns, and how a row of it goes into the tables by part and system.
using Tables = std::map<std::pair<std::string, std::string>, TimedTable>;
struct Kind {
  std::vector<std::string_view> columns;
  std::function<void(const Row&, const std::string& name, Tables&)> add;
};

TimedTable& table_of(Tables& tables, const std::string& part, const std::string& system) {
  TimedTable& table = tables[{part, system}];
  table.part = part;
  table.system = system;
  return table;
}

void add_matmul(const Row& row, const std::string& name, Tables& tables) {
  const NumberFormat format = format_in(name);
  table_of(tables, part_in(name), "cuBLAS")
      .matmuls.push_back({.shape = {.m = row.count("m"),
                                    .n = row.count("n"),
                                    .k = row.count("k"),
                                    .format = format},
                          .time = microseconds(row.number("us_median_over_collections"))});
}

// Of the pairs of s queries and s keys, what a causal mask with a window keeps; 0: no window.
double kept_of(double s, double window) {
  const double w = window > 0 && window < s ? window : s;
  return (w * s - 0.5 * w * (w - 1)) / (s * s);
}

void add_attention(const Row& row, const std::string& name, Tables& tables) {
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
void add_figure(const Row& row, const std::string&, Tables& tables) {
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

void add_experts(const Row& row, const std::string& name, Tables& tables) {
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

std::optional<CollectiveKind> collective_in(const std::string& op) {
  if (op == "all_reduce") return CollectiveKind::all_reduce;
  if (op == "all_gather") return CollectiveKind::all_gather;
  if (op == "reduce_scatter") return CollectiveKind::reduce_scatter;
  if (op == "alltoall") return CollectiveKind::all_to_all;
  if (op == "sendrecv") return CollectiveKind::point_to_point;
  return std::nullopt;
}

void add_collective(const Row& row, const std::string&, Tables& tables) {
  const auto kind = collective_in(row.text("op"));
  if (!kind || row.number("us") <= 0) return;
  table_of(tables, part_in(row.text("gpu")), "NCCL")
      .collectives.push_back({.kind = *kind,
                              .group = {{row.count("ranks")}},
                              .bytes = row.number("bytes_nccltests_size") * byte,
                              .time = microseconds(row.number("us"))});
}

// "IB 8x400G CX7": a node's network cards and their rate in Gbit/s; shared by its accelerators.
Bandwidth network_of(const std::string& fabric, double accelerators) {
  const std::size_t x = fabric.find('x', fabric.find_first_of("0123456789"));
  if (x == std::string::npos || accelerators <= 0) return {};
  const std::size_t first = fabric.find_last_not_of("0123456789", x - 1) + 1;
  const auto cards = parse_number(fabric.substr(first, x - first));
  const std::size_t end = fabric.find_first_not_of("0123456789", x + 1);
  const auto rate = parse_number(fabric.substr(x + 1, end - x - 1));
  if (!cards || !rate || end == std::string::npos || fabric[end] != 'G') return {};
  return *cards * *rate / (8 * accelerators) * giga * byte / second;
}

// Whether a small message's time was worked out from a bandwidth of two decimals: it has no digits.
// A bandwidth of more decimals was worked out from the time.
bool worked_out(const Row& row, CollectiveKind kind, double ranks) {
  if (row.text("busbw_GBps").empty() || row.number("busbw_GBps") >= 1) return false;
  const double hundredths = 100 * row.number("busbw_GBps");
  if (std::abs(hundredths - std::round(hundredths)) > 1e-6) return false;
  const double passes = kind == CollectiveKind::all_reduce ? 2 : 1;
  const double wire = passes * (ranks - 1) / ranks * row.number("bytes");
  return std::abs(1e3 * row.number("busbw_GBps") * row.number("us") / wire - 1) < 1e-6;
}

void add_log(const Row& row, const std::string&, Tables& tables) {
  const auto kind = collective_in(row.text("op"));
  const Size nodes = row.count("nodes"), each = row.count("gpus_per_node");
  if (!kind || row.text("us").empty() || row.number("us") <= 0) return;
  if (worked_out(row, *kind, real(nodes * each))) return;
  // Inside a node the part's own table tells collectives; none times point to point.
  if (nodes == 1 && *kind != CollectiveKind::point_to_point) return;
  TimedTable& table =
      table_of(tables, part_in(row.text("gpu")), row.text("system") + ", " + row.text("fabric"));
  table.network = network_of(row.text("fabric"), real(each));
  table.collectives.push_back({.kind = *kind,
                               .group = nodes > 1 ? Group{{each, nodes}} : Group{{each}},
                               .bytes = row.number("bytes") * byte,
                               .time = microseconds(row.number("us"))});
}

TimedExchange exchange(const Row& row, Size ranks, const char* top_k, const char* tokens, bool back,
                       double bytes, double us) {
  const Size copies = row.count(top_k), sent = row.count(tokens);
  return {.back = back,
          .tokens = sent,
          .bytes = bytes * real(sent * copies) * row.number("hidden_size") * byte,
          .routing = {.copies = copies},
          .group = {{ranks}},
          .time = microseconds(us)};
}

// Bytes of an element: 8 bits with a scale of 32 bits for 128, 4 bits with one of 8 for 16.
constexpr double wide = 2, fp8_scaled = 1 + 4.0 / 128, fp4_scaled = 0.5 + 1.0 / 16;

// DeepEP's kernels of training and prefill, on the 20 processors that its README times; nodes of 8.
// A rate across nodes needs their network, which the table does not name.
void add_deepep(const Row& row, const std::string&, Tables& tables) {
  if (row.number("node_num") != 1 || row.number("dispatch_sms") != 20) return;
  const std::string part = part_in(row.text("device"));
  const Size ranks = part == "GB200" ? 4 : 8;
  auto& to = table_of(tables, part, "DeepEP").exchanges;
  to.push_back(exchange(row, ranks, "num_topk", "num_token", false, fp8_scaled,
                        row.number("dispatch_transmit_us")));
  to.push_back(
      exchange(row, ranks, "num_topk", "num_token", true, wide, row.number("combine_transmit_us")));
}

// TensorRT-LLM's, in milliseconds; the preparation moves no tokens.
void add_exchange(const Row& row, const std::string&, Tables& tables) {
  const std::string op = row.text("op_name"), format = row.text("moe_dtype");
  const bool back = op == "alltoall_combine";
  if (!back && op != "alltoall_dispatch") return;
  const double bytes = back || format == "bfloat16" ? wide
                       : format == "fp8"            ? fp8_scaled
                                                    : fp4_scaled;
  table_of(tables, part_in(row.text("device")), "TensorRT-LLM " + row.text("kernel_source"))
      .exchanges.push_back(exchange(row, row.count("moe_ep_size"), "topk", "num_tokens", back,
                                    bytes, 1e3 * row.number("latency")));
}

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> known{
      {{"m", "n", "k", "us_median_over_collections"}, add_matmul},
      {{"batch_size", "isl", "num_heads", "num_key_value_heads", "head_dim", "us"}, add_attention},
      {{"gpu", "phase", "causal", "head_dim", "library", "seqlen", "tflops"}, add_figure},
      {{"moe_dtype", "num_tokens", "inter_size", "moe_ep_size", "num_experts", "latency",
        "kernel_source", "moe_tp_size"},
       add_experts},
      {{"gpu", "op", "ranks", "bytes_nccltests_size", "us"}, add_collective},
      {{"gpu", "system", "fabric", "nodes", "gpus_per_node", "op", "bytes", "us"}, add_log},
      {{"device", "node_num", "num_token", "num_topk", "dispatch_sms", "dispatch_transmit_us",
        "combine_transmit_us"},
       add_deepep},
      {{"device", "op_name", "moe_dtype", "num_tokens", "topk", "moe_ep_size", "latency"},
       add_exchange}};
  return known;
}

const Kind* kind_of(const CsvRow& heading) {
  for (const Kind& kind : kinds())
    if (std::all_of(kind.columns.begin(), kind.columns.end(),
                    [&](std::string_view column) { return has(heading, column); }))
      return &kind;
  return nullptr;
}

// Why tables with such a column are not read.
struct Unread {
  std::string_view column, why;
};
constexpr Unread unread[] = {
    {"dispatch_avg_t_us", "low-latency kernels of decoding, which send padded buffers"},
    {"busbw_NVLS_off_GBps", "bus bandwidths of single sizes, no times by size"},
    {"peak_busbw", "parameters that somebody fitted, no times"},
    {"bottleneck_GBps", "bandwidths without the sizes they were timed at"},
    {"mamf_tflops", "the best rate of a part, no times by shape"}};

}  // namespace

std::vector<TimedTable> read_timed_tables(const std::string& path) {
  const std::vector<CsvRow> rows = csv_rows(table_bytes(path));
  if (rows.empty()) return {};
  const std::string name = std::filesystem::path(path).filename().string();
  Tables tables;
  if (const Kind* kind = kind_of(rows[0]))
    for (std::size_t i = 1; i < rows.size(); ++i) kind->add({path, rows[0], rows[i]}, name, tables);
  std::vector<TimedTable> list;
  for (auto& [key, table] : tables) {
    table.path = path;
    list.push_back(std::move(table));
  }
  return list;
}

std::string why_not_read(const std::string& path) {
  const std::vector<CsvRow> rows = csv_rows(table_bytes(path));
  if (rows.empty()) return "it is empty";
  for (const auto& [column, why] : unread)
    if (has(rows[0], column)) return std::string(why);
  return kind_of(rows[0]) == nullptr ? "its columns are of no known kind"
                                     : "no row is of a kind that is taken";
}

std::vector<std::string> timed_paths(const std::string& path) {
  if (!std::filesystem::is_directory(path)) return {path};
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
    const std::string file = entry.path().string();
    if (entry.is_regular_file() && (file.ends_with(".csv") || file.ends_with(".csv.gz")))
      found.push_back(file);
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace tenfold::io
