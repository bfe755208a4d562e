#include "graph/parts.h"

namespace tenfold {
namespace {

void append(std::vector<Weight>& to, const std::vector<Weight>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

// Weights outside the tower's layers, named as in parameter_parts().
std::vector<Weight> outer_weights(const Tower& t) {
  std::vector<Weight> list{
      {.name = "patch", .rows = t.hidden, .columns = t.patch_elements, .matrix = true}};
  if (t.patch_bias) list.push_back({.name = "patch_bias", .rows = t.hidden});
  if (t.class_token) list.push_back({.name = "class_token", .rows = t.hidden});
  if (t.learned_positions > 0)
    list.push_back({.name = "positions", .rows = t.learned_positions, .columns = t.hidden});
  append(list, norm_weights(t.norm, t.hidden, "norms"));
  return list;
}

Value reshaped(Part& part, std::string_view name, Value x, Count elements,
               std::initializer_list<Value> weights = {}) {
  return part.tape()
      .record({.name = name,
               .rule = &rules::move,
               .inputs = {x},
               .weights = weights,
               .outputs = {{elements}}})
      .front();
}

Value embedded_patches(Part& part, const Tower& t, Size items) {
  const Count patches = Count{items} * t.positions;
  const Value pixels = part.tape().input("pixels", patches * t.patch_elements, 2);
  Value x = part.bias("patch_bias", part.matmul("patch", pixels));
  if (t.patch_norm) x = part.apply("norms", rules::norm, {x}, {"norms"});
  if (t.class_token)
    x = reshaped(part, "class_token", x, (patches + items) * t.hidden,
                 {part.tape().weight({.name = "class_token", .rows = t.hidden})});
  x = part.bias("positions", x);
  return t.input_norm ? part.apply("norms", rules::norm, {x}, {"norms"}) : x;
}

// Every `merge` positions become one token of the projector; the class token is dropped.
Value projected(Tape& tape, const Tower& t, Size items, Value x) {
  const Rows merged{items, t.positions / t.merge};
  Part norms(tape, norm_weights(t.projector_norm_kind, t.projector_norm, "projector_norm"), merged);
  if (t.class_token || t.merge > 1)
    x = reshaped(norms, "merge", x, Count{items} * t.positions * t.hidden);
  if (t.projector_norm > 0) x = norms.apply("projector_norm", rules::norm, {x}, {"projector_norm"});
  for (std::size_t i = 0; i < t.projector.size(); ++i) {
    const Linear& l = t.projector[i];
    std::vector<Weight> list{
        {.name = "projector", .rows = l.output, .columns = l.input, .matrix = true}};
    if (l.bias) list.push_back({.name = "projector_bias", .rows = l.output});
    Part part(tape, list, merged);
    if (i > 0) x = part.apply("projector_activation", rules::activation, {x});
    x = part.bias("projector_bias", part.matmul("projector", x));
  }
  return x;
}

}  // namespace

Value lower_tower(Tape& tape, const Tower& t, Size items, Value embedded) {
  const Rows patches{items, t.positions}, rows{items, t.positions + (t.class_token ? 1 : 0)};
  tape.enter(t.name);
  Part part(tape, outer_weights(t), patches);
  Value x = embedded_patches(part, t, items);
  for (std::size_t i = 0; i < t.layers.size(); ++i) {
    tape.enter(t.name + " " + t.layers[i].name, static_cast<Size>(i));
    x = lower_block(tape, t.layers[i], t.hidden, t.norm, rows, x);
  }
  tape.enter(t.name);
  if (t.output_norm) x = part.apply("norms", rules::norm, {x}, {"norms"});
  x = projected(tape, t, items, x);
  const Count text = tape.tensor(embedded).elements;
  return tape
      .record(
          {.name = "insert", .rule = &rules::move, .inputs = {embedded, x}, .outputs = {{text}}})
      .front();
}

}  // namespace tenfold
