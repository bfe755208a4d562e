#include "io/hardware_checks.h"

#include <fmt/format.h>

#include <set>

namespace tenfold::io {
namespace {

// The place of the `i`-th table of an array, for faults.
const toml::node& element(const toml::table& table, std::string_view key, std::size_t i) {
  const toml::array* array = table[key].as_array();
  const toml::node* node = array ? array->get(i) : nullptr;
  return node ? *node : static_cast<const toml::node&>(table);
}

void check_protocols(const Tier& tier, const toml::node& where, Document& document) {
  for (const CollectiveEfficiency& collective : tier.collectives) {
    if (collective.protocols.empty())
      document.fault(where, fmt::format("{} of '{}' has no protocols: leave it out, or tell one",
                                        name(collective.kind), tier.name));
    for (const Protocol& p : collective.protocols)
      if (p.most_ranks != 0 && p.most_ranks < p.least_ranks)
        document.fault(where, fmt::format("'{}' of '{}' serves no number of ranks: {} to {}",
                                          p.name, tier.name, p.least_ranks, p.most_ranks));
  }
}

void check_tier(const Tier& tier, const toml::node& where, Document& document) {
  if (tier.pair_bandwidth && *tier.pair_bandwidth > tier.bandwidth)
    document.fault(where, fmt::format("'pair_bandwidth' of '{}' is over its bandwidth", tier.name));
  if (tier.topology == Topology::mesh && !tier.pair_bandwidth)
    document.fault(where, fmt::format("'{}' is a mesh: needs pair_bandwidth", tier.name));
  check_protocols(tier, where, document);
}

// Each network joins more than the one inside it; only the outermost may join all.
void check_tiers(const std::vector<Tier>& tiers, const toml::table& table, Document& document) {
  for (std::size_t i = 0; i < tiers.size(); ++i) {
    const toml::node& where = element(table, "tiers", i);
    check_tier(tiers[i], where, document);
    if (i == 0) continue;
    if (tiers[i - 1].reach == 0)
      document.fault(where, fmt::format("'{}' joins all already: '{}' can only stand before it",
                                        tiers[i - 1].name, tiers[i].name));
    else if (tiers[i].reach != 0 && tiers[i].reach <= tiers[i - 1].reach)
      document.fault(where, fmt::format("'{}' joins {}, no more than '{}' inside it: tiers stand "
                                        "from inside the node outwards",
                                        tiers[i].name, tiers[i].reach, tiers[i - 1].name));
  }
}

// One entry for each kernel that is told apart by `key`.
template <class Efficiency, class Key>
void check_distinct(const std::vector<Efficiency>& all, Key key, std::string_view list,
                    const toml::table& table, Document& document) {
  std::set<std::int64_t> seen;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (!seen.insert(static_cast<std::int64_t>(key(all[i]))).second)
      document.fault(element(table, list, i), fmt::format("'{}' tells this kernel twice", list));
}

}  // namespace

void check_accelerator(const Accelerator& a, const toml::table& table, Document& document) {
  if (a.usable_memory && *a.usable_memory > a.memory)
    document.fault(table, "'usable_memory' is over 'memory'");
  if (!a.fp16 && !a.bf16)
    document.fault(table, "needs bf16 or fp16: the rate that 16-bit training is rated against");
  check_distinct(
      a.matmul, [](const MatmulEfficiency& m) { return m.format; }, "matmul", table, document);
  check_distinct(
      a.attention, [](const AttentionEfficiency& m) { return m.head_dim; }, "attention", table,
      document);
  for (std::size_t i = 0; i < a.matmul.size(); ++i)
    if (!peak(a, a.matmul[i].format))
      document.fault(element(table, "matmul", i),
                     fmt::format("this part has no rate for {}", name(a.matmul[i].format)));
  check_tiers(a.tiers, table, document);
}

void check_cluster(const Cluster& cluster, const toml::table& table, Document& document) {
  check_tiers(cluster.tiers, table, document);
  if (cluster.tiers.empty()) return;
  if (const Tier& last = cluster.tiers.back(); last.reach != 0 && last.reach < cluster.accelerators)
    document.fault(element(table, "tiers", cluster.tiers.size() - 1),
                   fmt::format("'{}' joins {} of {} accelerators: nothing joins the rest",
                               last.name, last.reach, cluster.accelerators));
}

}  // namespace tenfold::io
