// Attention of every layer of a family: what it sees, and whether it knows positions.
#include <fmt/format.h>

#include <algorithm>

#include "io/hf_family.h"

namespace tenfold::io {
namespace {

// layer_types, where it is given: one name a layer.
std::vector<std::string> layer_types(const HfConfig& c, Size layers) {
  std::vector<std::string> types = c.texts("layer_types");
  if (types.empty() || types.size() == static_cast<std::size_t>(layers)) return types;
  c.fault("layer_types",
          fmt::format("'layer_types' has {} entries: needs one a layer, {}", types.size(), layers));
  return {};
}

Size window(const HfConfig& c, const Windows& w) {
  if (w.period == 0) return 0;
  const auto types = c.texts("layer_types");
  const bool named = std::find(types.begin(), types.end(), "sliding_attention") != types.end();
  if (w.asks_first && !c.flag("use_sliding_window", false) && !named) {
    c.skip({"sliding_window", "max_window_layers"});
    return 0;
  }
  return c.count("sliding_window", c.given("sliding_window") ? 0 : w.span);
}

// Every period-th layer has no window: sliding_window_pattern = 6, or "LLLG".
Size period(const HfConfig& c, const Windows& w) {
  if (w.period <= 1) return w.period;
  c.skip({"order_of_interleaved_layers"});  // Cohere's: "local_attn_first", always
  if (!c.is_text("sliding_window_pattern")) return c.size("sliding_window_pattern", w.period);
  const std::string pattern = c.text("sliding_window_pattern", "");
  if (pattern.find('G') + 1 == pattern.size()) return static_cast<Size>(pattern.size());
  c.fault("sliding_window_pattern",
          fmt::format("'sliding_window_pattern' is '{}': needs local layers and one global at the "
                      "end, as in LLLG",
                      pattern));
  return w.period;
}

std::vector<bool> windowed_by_type(const HfConfig& c, const std::vector<std::string>& types,
                                   Size span) {
  std::vector<bool> windowed;
  for (const std::string& type : types) {
    windowed.push_back(type == "sliding_attention");
    if (type != "full_attention" && type != "sliding_attention")
      c.fault("layer_types", fmt::format("'layer_types' has '{}': model_type '{}' knows "
                                         "full_attention and sliding_attention",
                                         type, c.model_type()));
    if (type == "sliding_attention" && span == 0)
      c.fault("layer_types", "'layer_types' has 'sliding_attention': needs sliding_window");
  }
  return windowed;
}

// Which layers attend to a window only.
std::vector<bool> windowed(const HfConfig& c, const Family& f, const Shape& s, Size span) {
  const Size each = period(c, f.windows);
  const Size first = f.windows.asks_first ? c.count("max_window_layers", 28) : 0;
  if (const auto types = layer_types(c, s.layers); !types.empty())
    return windowed_by_type(c, types, span);
  std::vector<bool> list;
  for (Size i = 0; i < s.layers; ++i)
    list.push_back(each == 1 ? i >= first : each > 1 && (i + 1) % each != 0);
  return list;
}

}  // namespace

// Which layers tell positions: no_rope_layers has a 1 for each that does.
std::vector<Size> placed_layers(const HfConfig& c, const Shape& s) {
  const auto layers = static_cast<std::size_t>(s.layers);
  const Size interval = c.size("no_rope_layer_interval", 4);
  std::vector<Size> list = c.counts("no_rope_layers");
  if (list.size() == layers) return list;
  if (!list.empty())
    c.fault("no_rope_layers", fmt::format("'no_rope_layers' has {} entries: needs one a layer, {}",
                                          list.size(), s.layers));
  list.clear();
  for (Size i = 0; i < s.layers; ++i) list.push_back((i + 1) % interval != 0 ? 1 : 0);
  return list;
}

Attention attention(const HfConfig& c, const Family& f, const Shape& s) {
  Attention a{.heads = s.heads, .kv_heads = s.kv_heads, .head_dim = s.head_dim};
  a.positions = f.positions;
  a.qkv_bias = is_on(c, f.qkv_bias);
  a.output_bias = is_on(c, f.output_bias);
  if (is_on(c, f.qk_norm_if)) a.qk_norm = f.qk_norm;
  a.qk_norm_bias = f.qk_norm_bias && a.qk_norm != QkNorm::none;
  if (f.score_cap > 0) a.soft_cap = c.number("attn_logit_softcapping", f.score_cap);
  return a;
}

std::vector<Mixer> attentions(const HfConfig& c, const Family& f, const Shape& s) {
  const Attention plain = attention(c, f, s);
  const Size span = window(c, f.windows);
  const std::vector<bool> local = windowed(c, f, s, span);
  std::vector<Size> told(local.size(), 1);
  if (f.unplaced == Unplaced::listed) told = placed_layers(c, s);
  std::vector<Mixer> mixers;
  for (std::size_t i = 0; i < local.size(); ++i) {
    Attention a = plain;
    if (local[i] && span > 0) {
      a.mask = MaskKind::sliding;
      a.span = span;
    } else if (f.unplaced == Unplaced::outside_windows && span > 0) {
      a.positions = Positions::none;
    }
    if (told[i] == 0) a.positions = Positions::none;
    mixers.emplace_back(a);
  }
  return mixers;
}

}  // namespace tenfold::io
