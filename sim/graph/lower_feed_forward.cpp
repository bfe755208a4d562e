#include "graph/parts.h"

namespace tenfold {
namespace {

// The names of one feed-forward part's weights.
struct Names {
  std::string_view gate, gate_bias, up, up_bias, activation, down, down_bias;
};
constexpr Names dense{"gate", "gate_bias", "up", "up_bias", "activation", "down", "down_bias"};
constexpr Names expert{"experts.gate",     "experts.gate_bias",  "experts.up",
                       "experts.up_bias",  "experts.activation", "experts.down",
                       "experts.down_bias"};
constexpr Names shared{"shared.gate", "", "shared.up", "", "shared.activation", "shared.down", ""};
constexpr Names residual{"residual.gate", "", "residual.up", "", "residual.activation",
                         "residual.down", ""};

Value activated(Part& part, const Names& n, const OperatorRule& rule, Value x) {
  const Value up = part.bias(n.up_bias, part.matmul(n.up, x, rule));
  if (!part.has(n.gate)) return part.apply(n.activation, rules::activation, {up});
  const Value gate = part.bias(n.gate_bias, part.matmul(n.gate, x, rule));
  return part.apply(n.activation, rules::gated_activation, {gate, up});
}

Value fed_forward(Part& part, const Names& n, const OperatorRule& rule, Value x) {
  const Value down = part.matmul(n.down, activated(part, n, rule, x), rule);
  return part.bias(n.down_bias, down);
}

// The sum over shared experts is part of the product: its inner width is all of theirs.
Value shared_experts(Part& part, Value x) {
  const Value inner = activated(part, shared, rules::shared, x);
  const Value y = part.matmul(shared.down, {inner}, {{part.elements(x)}}, rules::shared).front();
  if (!part.has("shared.sigmoid")) return y;
  return part.apply("shared.gating", rules::gated_activation,
                    {y, part.matmul("shared.sigmoid", x)});
}

Value routing_weights(Part& part, const MixtureOfExperts& m, Value x) {
  const Value logits = part.bias("router_bias", part.matmul("router", x));
  Call call{.name = "routing",
            .rule = &rules::routing,
            .work = same(part.elements(logits)),
            .inputs = {logits},
            .outputs = {{part.tokens() * m.top_k}}};
  if (m.router_correction)
    call.reads = {part.tape().weight({.name = "router_correction", .rows = m.experts})};
  return part.tape().record(call).front();
}

Value routed_experts(Part& part, const MixtureOfExperts& m, Value x, Value weights) {
  const Count elements = part.elements(x), routed = elements * m.top_k;
  const Value sent = part.tape()
                         .record({.name = "dispatch",
                                  .rule = &rules::dispatch,
                                  .work = same(routed),
                                  .inputs = {x},
                                  .reads = {weights},
                                  .outputs = {{routed}}})
                         .front();
  return part.tape()
      .record({.name = "combine",
               .rule = &rules::combine,
               .work = same(routed),
               .inputs = {fed_forward(part, expert, rules::routed, sent), weights},
               .outputs = {{elements}}})
      .front();
}

Value lower_part(Part&, std::monostate, Value x, Value) { return x; }

Value lower_part(Part& part, const DenseFeedForward&, Value x, Value) {
  return fed_forward(part, dense, rules::product, x);
}

Value lower_part(Part& part, const MixtureOfExperts& m, Value x, Value stream) {
  const Value weights = routing_weights(part, m, x);
  Value y = m.latent_width > 0 ? part.matmul("latent_down", x) : x;
  y = routed_experts(part, m, y, weights);
  if (m.latent_width > 0) y = part.matmul("latent_up", y);
  if (m.shared > 0) y = part.apply("shared.add", rules::add, {y, shared_experts(part, x)});
  if (m.residual_width > 0) {
    const Value n = part.apply("residual_norm", rules::norm, {stream}, {"residual_norm"});
    y = part.apply("residual.add", rules::add, {y, fed_forward(part, residual, rules::product, n)});
  }
  return y;
}

}  // namespace

Value lower_feed_forward(Part& part, const FeedForward& feed_forward, Value x, Value stream) {
  return std::visit([&](const auto& f) { return lower_part(part, f, x, stream); }, feed_forward);
}

}  // namespace tenfold
