#include "io/part_names.h"

#include <fmt/format.h>

#include <array>
#include <set>

#include "io/fields_text.h"

namespace tenfold::io {
namespace {

std::string_view attention_label(MaskKind mask) {
  const bool local = mask == MaskKind::sliding || mask == MaskKind::chunked;
  return local ? "local" : "full";
}

// What the block's parts are, with everything that tells one from another.
std::string identity(const Block& b) {
  return fmt::format("{}|{}|{}", fields_text(b.mixer), fields_text(b.feed_forward), fields_text(b));
}

}  // namespace

const std::string& PartNames::name(std::string_view label, const std::string& identity) {
  const auto [entry, is_new] = by_identity_.try_emplace(fmt::format("{}|{}", label, identity));
  if (!is_new) return entry->second;
  const int use = ++uses_[std::string(label)];
  entry->second = use == 1 ? std::string(label) : fmt::format("{}_{}", label, use);
  return entry->second;
}

std::string_view label(const Mixer& mixer) {
  constexpr std::array<std::string_view, 6> labels{"",      "full",   "latent",
                                                   "mamba", "linear", "linear"};
  static_assert(std::variant_size_v<Mixer> == labels.size());
  if (const auto* a = std::get_if<Attention>(&mixer)) return attention_label(a->mask);
  return labels[mixer.index()];
}

std::string_view label(const FeedForward& part) {
  constexpr std::array<std::string_view, 3> labels{"", "dense", "moe"};
  static_assert(std::variant_size_v<FeedForward> == labels.size());
  return labels[part.index()];
}

void name_blocks(std::vector<Block>& layers) {
  std::set<std::string_view> mixers;
  for (const Block& b : layers) mixers.insert(label(b.mixer));
  PartNames names;
  for (Block& b : layers) {
    const std::string_view mixer = label(b.mixer), part = label(b.feed_forward);
    const bool both = !part.empty() && !mixer.empty() && mixers.size() > 1;
    const std::string own =
        both ? fmt::format("{}_{}", part, mixer) : std::string(part.empty() ? mixer : part);
    b.name = names.name(own, identity(b));
  }
}

}  // namespace tenfold::io
