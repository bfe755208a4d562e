#include "model/scaled.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <type_traits>

#include "base/count.h"

namespace tenfold {
namespace {

constexpr Size tile = 128;  // elements: see the header

// From one width to another.
struct Ratio {
  Size from = 1, to = 1;
  Size heads(Size n) const { return n * to / from; }  // exact: see width_step()
  Size inner(Size width) const {
    if (width == 0 || from == to) return width;
    const Count tiles = (Count{2} * width * to / from + tile) / (Count{2} * tile);
    return std::max<Size>(1, static_cast<Size>(tiles)) * tile;
  }
};

// Heads that belong together: their number times h'/h must be whole.
Size head_groups(const Attention& a) { return a.kv_heads > 1 ? a.kv_heads : a.heads; }
Size head_groups(const LatentAttention& a) { return a.heads; }
Size head_groups(const Mamba2& m) { return m.heads / m.groups; }
Size head_groups(const GatedDeltaNet& g) { return g.key_heads; }
Size head_groups(const LightningAttention& l) { return l.heads; }

void scale(Attention& a, const Ratio& r) {
  a.heads = r.heads(a.heads);
  if (a.kv_heads > 1) a.kv_heads = r.heads(a.kv_heads);
}
void scale(LatentAttention& a, const Ratio& r) { a.heads = r.heads(a.heads); }
void scale(Mamba2& m, const Ratio& r) { m.heads = r.heads(m.heads); }
void scale(GatedDeltaNet& g, const Ratio& r) {
  g.key_heads = r.heads(g.key_heads);
  g.value_heads = r.heads(g.value_heads);
}
void scale(LightningAttention& l, const Ratio& r) { l.heads = r.heads(l.heads); }

void scale(DenseFeedForward& f, const Ratio& r) { f.width = r.inner(f.width); }
void scale(MixtureOfExperts& m, const Ratio& r) {
  for (Size* width : {&m.width, &m.shared_width, &m.latent_width, &m.residual_width})
    *width = r.inner(*width);
}

template <class Part>
constexpr bool is_part = !std::is_same_v<std::decay_t<Part>, std::monostate>;

void scale(Block& block, const Ratio& r) {
  const auto each = [&](auto& part) {
    if constexpr (is_part<decltype(part)>) scale(part, r);
  };
  std::visit(each, block.mixer);
  std::visit(each, block.feed_forward);
}

// Widths of which the heads of a block are whole are its multiples.
Size width_step(const Block& block, Size hidden) {
  return std::visit(
      [&](const auto& mixer) -> Size {
        if constexpr (is_part<decltype(mixer)>)
          return hidden / std::gcd(hidden, head_groups(mixer));
        else
          return 1;
      },
      block.mixer);
}

Size width_step(const Architecture& a) {
  Size step = 1;
  for (const Block& block : a.layers) step = std::lcm(step, width_step(block, a.hidden));
  if (a.multi_token_prediction)
    step = std::lcm(step, width_step(a.multi_token_prediction->block, a.hidden));
  return step;
}

std::string width_reason(const Architecture& a, Size hidden) {
  if (!a.towers.empty())
    return fmt::format("its '{}' feeds a width of {}: it has no other", a.towers.front().name,
                       a.hidden);
  if (a.embedding_width > 0 && a.embedding_width != a.hidden)
    return fmt::format("its embedding has a width of its own, {}", a.embedding_width);
  const Size step = width_step(a);
  if (hidden % step == 0) return "";
  const Size below = hidden / step * step;
  return fmt::format("its heads are whole at multiples of {}: {} is next", step,
                     below > 0 && hidden - below <= step / 2 ? below : below + step);
}

// Layers first to first + length - 1 come again and again after `first` others.
struct Pattern {
  std::size_t first = 0, length = 0;
};

bool repeats(const std::vector<Block>& layers, Pattern p) {
  for (std::size_t i = p.first; i + p.length < layers.size(); ++i)
    if (layers[i].name != layers[i + p.length].name) return false;
  return true;
}

// The shortest that comes twice at least and makes half of the layers: hybrids repeat a pair at
// their end by chance. A block's name tells it from others of its model.
std::optional<Pattern> pattern_of(const std::vector<Block>& layers) {
  for (std::size_t sum = 1; sum < layers.size(); ++sum)
    for (std::size_t length = 1; length <= sum; ++length) {
      const Pattern p{sum - length, length};
      const bool most = p.first + 2 * p.length <= layers.size() && 2 * p.first <= layers.size();
      if (most && repeats(layers, p)) return p;
    }
  return std::nullopt;
}

ScaledArchitecture deepened(Architecture a, Size depth) {
  const auto layers = static_cast<std::size_t>(depth);
  if (layers == a.layers.size()) return {std::move(a), ""};
  const std::optional<Pattern> p = pattern_of(a.layers);
  if (!p)
    return {std::nullopt,
            fmt::format("its {} layers repeat no pattern that could go on", a.layers.size())};
  if (layers < p->first + p->length)
    return {std::nullopt,
            fmt::format("its pattern of layers needs {} at least", p->first + p->length)};
  std::vector<Block> all;
  all.reserve(layers);
  for (std::size_t i = 0; i < layers; ++i)
    all.push_back(i < p->first ? a.layers[i] : a.layers[p->first + (i - p->first) % p->length]);
  a.layers = std::move(all);
  return {std::move(a), ""};
}

}  // namespace

ScaledArchitecture scaled(const Architecture& a, Shape shape) {
  Architecture other = a;
  if (shape.hidden > 0 && shape.hidden != a.hidden) {
    if (const std::string reason = width_reason(a, shape.hidden); !reason.empty())
      return {std::nullopt, fmt::format("a width of {}: {}", shape.hidden, reason)};
    const Ratio ratio{a.hidden, shape.hidden};
    for (Block& block : other.layers) scale(block, ratio);
    if (other.multi_token_prediction) scale(other.multi_token_prediction->block, ratio);
    other.hidden = shape.hidden;
  }
  if (shape.layers == 0) return {std::move(other), ""};
  ScaledArchitecture deep = deepened(std::move(other), shape.layers);
  if (!deep.architecture) deep.reason = fmt::format("{} layers: {}", shape.layers, deep.reason);
  return deep;
}

}  // namespace tenfold
