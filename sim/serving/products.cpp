#include "serving/products.h"

#include <algorithm>
#include <array>

#include "model/parameters.h"
#include "plan/sharding.h"

namespace tenfold {
namespace {

using enum WeightSplit;

// Matrices of one input that every serving engine runs as one product.
struct Joined {
  std::string_view name, as;
};
constexpr std::array joined{Joined{"q", "qkv"},
                            Joined{"k", "qkv"},
                            Joined{"v", "qkv"},
                            Joined{"output_gate", "qkv"},
                            Joined{"q_down", "down projections"},
                            Joined{"kv_down", "down projections"},
                            Joined{"gate", "up"},
                            Joined{"shared.gate", "shared.up"},
                            Joined{"residual.gate", "residual.up"},
                            Joined{"experts.gate", "experts.up"}};

std::string_view joined_name(std::string_view name) {
  for (const Joined& j : joined)
    if (j.name == name) return j.as;
  return name;
}

// A part of an extent of whole heads, or of any elements where `units` is 0. Fewer heads than ranks
// are copied.
Size part(Size whole, Size units, Size ranks) {
  if (units <= 0) return ceil_divide(whole, ranks);
  return whole / units * ceil_divide(units, ranks);
}

LocalProduct local(const Weight& w, const ServingUnit& u) {
  LocalProduct p{joined_name(w.name), ProductKind::dense, w.rows, w.columns, w.copies};
  const Size expert_tensor = std::max<Size>(1, u.accelerators / u.expert_ranks());
  switch (weight_split(w.name)) {
    case whole:
      break;
    case columns:
      p.n = part(w.rows, w.units, u.tensor);
      break;
    case rows:
      p.k = part(w.columns, w.units, u.tensor);
      break;
    case expert_columns:
      p.kind = ProductKind::routed, p.n = ceil_divide(w.rows, expert_tensor);
      break;
    case expert_rows:
      p.kind = ProductKind::routed, p.k = ceil_divide(w.columns, expert_tensor);
      break;
  }
  if (w.name == "kv_up") p.kind = ProductKind::keys_up;
  return p;
}

}  // namespace

Size experts_held(const MixtureOfExperts& m, const ServingUnit& u) {
  return ceil_divide(m.experts + u.redundant, u.expert_ranks());
}

std::vector<LocalProduct> local_products(const Block& b, Size hidden, Norm norm,
                                         const ServingUnit& u) {
  const auto* moe = std::get_if<MixtureOfExperts>(&b.feed_forward);
  std::vector<LocalProduct> all;
  for (const Weight& w : weights(b, hidden, norm)) {
    if (!w.matrix) continue;
    LocalProduct p = local(w, u);
    if (p.kind == ProductKind::routed && moe) p.copies = experts_held(*moe, u);
    const auto same = std::find_if(all.begin(), all.end(), [&](const LocalProduct& other) {
      return other.name == p.name && other.k == p.k && other.copies == p.copies;
    });
    if (same != all.end())
      same->n += p.n;
    else
      all.push_back(p);
  }
  return all;
}

LocalElements local_elements(const Block& b, Size hidden, Norm norm, const ServingUnit& u) {
  LocalElements sum;
  for (const LocalProduct& p : local_products(b, hidden, norm, u))
    sum.matrix += real(p.n) * real(p.k) * real(p.copies);
  for (const Weight& w : weights(b, hidden, norm))
    if (!w.matrix) sum.other += real(w.parameters());
  return sum;
}

}  // namespace tenfold
