#include "graph/parts.h"

namespace tenfold {
namespace {

// A branch's way back to the residual stream.
struct Return {
  std::string_view norm, gate, sum;
};
constexpr Return from_mixer{"mixer_post_norm", "mixer_residual_gate", "mixer_residual"};
constexpr Return from_feed_forward{"feed_forward_post_norm", "feed_forward_residual_gate",
                                   "feed_forward_residual"};

Value normed(Part& part, bool present, std::string_view name, Value x) {
  return present ? part.apply(name, rules::norm, {x}, {name}) : x;
}

Value added(Part& part, const Return& names, bool post_norm, Value stream, Value branch) {
  Value y = normed(part, post_norm, names.norm, branch);
  if (part.has(names.gate)) y = part.apply(names.gate, rules::scale, {y}, {names.gate});
  return part.apply(names.sum, rules::add, {stream, y});
}

}  // namespace

Value lower_mixer(Part& part, const Mixer& mixer, Value x) {
  return std::visit(
      [&](const auto& m) {
        if constexpr (std::is_same_v<decltype(m), const std::monostate&>)
          return x;
        else
          return lower_mixer(part, m, x);
      },
      mixer);
}

// In a parallel block without a norm of its own the feed-forward part reads the mixer's.
Value lower_block(Tape& tape, const Block& b, Size hidden, Norm norm, const Rows& rows, Value x) {
  Part part(tape, weights(b, hidden, norm), rows);
  const bool mixes = !std::holds_alternative<std::monostate>(b.mixer);
  const bool feeds = !std::holds_alternative<std::monostate>(b.feed_forward);
  const Value start = x;
  Value mixer_input = x;
  if (mixes) {
    mixer_input = normed(part, b.pre_mixer_norm, "mixer_norm", start);
    const Value mixed = lower_mixer(part, b.mixer, mixer_input);
    x = added(part, from_mixer, b.post_mixer_norm, start, mixed);
  }
  if (!feeds) return x;
  const Value stream = b.parallel ? start : x;
  const Value shared = b.parallel && !b.pre_feed_forward_norm ? mixer_input : stream;
  const Value input = normed(part, b.pre_feed_forward_norm, "feed_forward_norm", shared);
  const Value fed = lower_feed_forward(part, b.feed_forward, input, stream);
  return added(part, from_feed_forward, b.post_feed_forward_norm, x, fed);
}

}  // namespace tenfold
