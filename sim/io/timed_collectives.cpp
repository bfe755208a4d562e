// Tables of timed collectives, and of tokens sent to experts.
#include <cmath>
#include <optional>

#include "io/timed_rows.h"
#include "io/units.h"

namespace tenfold::io {
namespace {

std::optional<CollectiveKind> collective_in(const std::string& op) {
  if (op == "all_reduce") return CollectiveKind::all_reduce;
  if (op == "all_gather") return CollectiveKind::all_gather;
  if (op == "reduce_scatter") return CollectiveKind::reduce_scatter;
  if (op == "alltoall") return CollectiveKind::all_to_all;
  if (op == "sendrecv") return CollectiveKind::point_to_point;
  return std::nullopt;
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
bool worked_out(const TimedRow& row, CollectiveKind kind, double ranks) {
  if (row.text("busbw_GBps").empty() || row.number("busbw_GBps") >= 1) return false;
  const double hundredths = 100 * row.number("busbw_GBps");
  if (std::abs(hundredths - std::round(hundredths)) > 1e-6) return false;
  const double passes = kind == CollectiveKind::all_reduce ? 2 : 1;
  const double wire = passes * (ranks - 1) / ranks * row.number("bytes");
  return std::abs(1e3 * row.number("busbw_GBps") * row.number("us") / wire - 1) < 1e-6;
}

TimedExchange exchange(const TimedRow& row, Size ranks, const char* top_k, const char* tokens,
                       bool back, double bytes, double us) {
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

}  // namespace

void add_collective(const TimedRow& row, const std::string&, TimedTables& tables) {
  const auto kind = collective_in(row.text("op"));
  if (!kind || row.number("us") <= 0) return;
  table_of(tables, part_in(row.text("gpu")), "NCCL")
      .collectives.push_back({.kind = *kind,
                              .group = {{row.count("ranks")}},
                              .bytes = row.number("bytes_nccltests_size") * byte,
                              .time = microseconds(row.number("us"))});
}

void add_log(const TimedRow& row, const std::string&, TimedTables& tables) {
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

// DeepEP's kernels of training and prefill, on the 20 processors that its README times; nodes of 8.
// A rate across nodes needs their network, which the table does not name.
void add_deepep(const TimedRow& row, const std::string&, TimedTables& tables) {
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
void add_exchange(const TimedRow& row, const std::string&, TimedTables& tables) {
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

}  // namespace tenfold::io
