#include <algorithm>
#include <map>

#include "ledger/ledger.h"

namespace tenfold {
namespace {

void add(LedgerRow& row, const Entry& e) {
  row.layers = std::max(row.layers, e.layers);
  row.bytes_read += e.bytes_read;
  row.bytes_written += e.bytes_written;
  if (!is_product(e.kind)) {
    row.other_flops += e.flops;
    return;
  }
  row.full_flops += e.full_flops;
  if (e.pass == Pass::forward) row.forward += e.flops;
  if (e.pass == Pass::backward_input) row.backward_input += e.flops;
  if (e.pass == Pass::backward_weight) row.backward_weight += e.flops;
}

std::vector<LedgerRow> grouped(const Ledger& ledger, bool by_name) {
  std::vector<LedgerRow> rows;
  std::map<std::pair<std::string, std::string_view>, std::size_t> places;
  for (const Entry& e : ledger.entries) {
    const std::string_view name = by_name ? e.name : std::string_view{};
    const auto [place, is_new] = places.try_emplace({e.block, name}, rows.size());
    if (is_new) rows.push_back({.block = e.block, .name = name});
    add(rows[place->second], e);
  }
  return rows;
}

}  // namespace

std::vector<LedgerRow> by_block(const Ledger& ledger) { return grouped(ledger, false); }

std::vector<LedgerRow> by_operator(const Ledger& ledger) { return grouped(ledger, true); }

}  // namespace tenfold
