#include "io/timed_tables.h"

#include <algorithm>
#include <filesystem>

#include "io/csv.h"
#include "io/gzip.h"
#include "io/timed_rows.h"

namespace tenfold::io {
namespace {

bool has(const CsvRow& heading, std::string_view column) {
  return std::find(heading.cells.begin(), heading.cells.end(), column) != heading.cells.end();
}

// A known kind of table: its columns, and how a row of it goes into the tables.
struct Kind {
  std::vector<std::string_view> columns;
  AddTimedRow add;
};

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
  TimedTables tables;
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
