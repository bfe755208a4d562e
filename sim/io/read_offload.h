// A plan's set of what is offloaded. Every reader of a struct that has one includes this: read<T>()
// finds it by its argument's namespace. Private to io/.
#pragma once

#include "io/read.h"
#include "plan/plan.h"

namespace tenfold::io {

// "weights+optimizer", or ["weights", "optimizer"].
inline void set(Offload& out, const toml::node& node, const Slot& slot) {
  constexpr std::string_view needs = "none, optimizer, activations, weights, or a list of them";
  if (const toml::array* list = node.as_array()) {
    out = Offload::none;
    for (const toml::node& element : *list) {
      Offload one = Offload::none;
      if (element.is_array()) return wrong(slot, element, needs);
      set(one, element, slot);
      if (one == Offload::none ? list->size() > 1 : holds(out, one))
        return slot.document.fault(
            element,
            fmt::format("'{}' needs each of what is offloaded once, or none alone", slot.key));
      out = out | one;
    }
    return;
  }
  const auto text = node.value_exact<std::string>();
  if (!text) return wrong(slot, node, needs);
  if (const auto value = offload_named(*text))
    out = *value;
  else
    slot.document.fault(node, fmt::format("'{}' is '{}': needs {}", slot.key, *text, needs));
}

}  // namespace tenfold::io
