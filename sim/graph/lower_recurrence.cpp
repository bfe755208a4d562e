#include "graph/parts.h"

namespace tenfold {
namespace {

// Depthwise along the sequence, with its bias and activation.
Value convolved(Part& part, Value x, Count channels, Size taps) {
  const Value y = part.apply("conv", rules::short_convolution,
                             same(part.tokens() * channels * taps), {x}, {"conv"});
  return part.apply("conv_activation", rules::activation, {part.bias("conv_bias", y)});
}

Value recurrence(Part& part, const OperatorRule& rule, Count work_a_token, const Values& inputs,
                 Count output_width) {
  return part.tape()
      .record({.name = "recurrence",
               .rule = &rule,
               .work = same(part.tokens() * work_a_token),
               .inputs = inputs,
               .outputs = {{part.tokens() * output_width}}})
      .front();
}

Value gated_norm(Part& part, Value y, Value gate) {
  const Value n = part.apply("inner_norm", rules::norm, {y}, {"inner_norm"});
  return part.apply("gating", rules::gated_activation, {n, gate});
}

}  // namespace

Value lower_mixer(Part& part, const Mamba2& m, Value x) {
  const Count tokens = part.tokens(), inner = Count{m.heads} * m.head_dim;
  const Count channels = inner + Count{2} * m.groups * m.state;
  const Value input = part.bias("input_bias", part.matmul("input", x));
  const Values pieces =
      part.tape().record({.name = "split",
                          .rule = &rules::move,
                          .inputs = {input},
                          .outputs = {{tokens * inner}, {tokens * channels}, {tokens * m.heads}}});
  const Value xbc = convolved(part, pieces[1], channels, m.conv_kernel);
  const Value step =
      part.apply("step", rules::recurrence_step, {pieces[2]}, {"step_bias", "decay"});
  const Value y = recurrence(part, rules::mamba2, inner * m.state, {xbc, step}, inner);
  const Value skipped = part.apply("skip", rules::skip, {y, xbc}, {"skip"});
  return part.bias("output_bias", part.matmul("output", gated_norm(part, skipped, pieces[0])));
}

Value lower_mixer(Part& part, const GatedDeltaNet& g, Value x) {
  const Count tokens = part.tokens(), keys = Count{g.key_heads} * g.key_dim;
  const Count values = Count{g.value_heads} * g.value_dim;
  const Values qkv_z =
      part.matmul("qkvz", {x}, {{tokens * (2 * keys + values)}, {tokens * values}});
  const Value step = part.apply("step", rules::recurrence_step, {part.matmul("beta_alpha", x)},
                                {"step_bias", "decay"});
  const Value qkv = convolved(part, qkv_z[0], 2 * keys + values, g.conv_kernel);
  const Value unit = part.apply("qk_norm", rules::norm, same(tokens * 2 * keys), {qkv});
  const Value y =
      recurrence(part, rules::gated_delta_net, values * g.key_dim, {unit, step}, values);
  return part.matmul("output", gated_norm(part, y, qkv_z[1]));
}

Value lower_mixer(Part& part, const LightningAttention& l, Value x) {
  const Count inner = Count{l.heads} * l.head_dim;
  const Value qkv = part.apply("qkv_activation", rules::activation, {part.matmul("qkv", x)});
  const Value y = recurrence(part, rules::lightning, inner * l.head_dim, {qkv}, inner);
  return part.matmul("output", gated_norm(part, y, part.matmul("output_gate", x)));
}

}  // namespace tenfold
