#include "io/fields_text.h"

#include <array>

#include "io/model_fields.h"

namespace tenfold::io {
namespace {

std::string escaped(char c) {
  switch (c) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\n':
      return "\\n";
    case '\t':
      return "\\t";
    default:
      break;
  }
  const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  return control ? fmt::format("\\u{:04x}", static_cast<unsigned char>(c)) : std::string(1, c);
}

// Kinds of a variant, in its order, as the reader knows them.
template <std::size_t N, class Variant>
std::string with_kind(const std::array<std::string_view, N>& kinds, const Variant& part) {
  static_assert(std::variant_size_v<Variant> == N);
  return std::visit(
      [&](const auto& alternative) -> std::string {
        if constexpr (std::is_same_v<std::decay_t<decltype(alternative)>, std::monostate>)
          return "";
        else
          return fmt::format("kind = {}\n{}", toml_text(kinds[part.index()]),
                             fields_text(alternative));
      },
      part);
}

}  // namespace

std::string toml_text(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) result += escaped(c);
  return result + "\"";
}

std::string fields_text(const Mixer& mixer) {
  constexpr std::array<std::string_view, 6> kinds{
      "", "attention", "latent-attention", "mamba2", "gated-deltanet", "lightning-attention"};
  return with_kind(kinds, mixer);
}

std::string fields_text(const FeedForward& part) {
  constexpr std::array<std::string_view, 3> kinds{"", "dense", "mixture-of-experts"};
  return with_kind(kinds, part);
}

std::string fields_text(const Block& b) {
  const BlockTable table{.mixer = {},
                         .feed_forward = {},
                         .parallel = b.parallel,
                         .pre_mixer_norm = b.pre_mixer_norm,
                         .post_mixer_norm = b.post_mixer_norm,
                         .pre_feed_forward_norm = b.pre_feed_forward_norm,
                         .post_feed_forward_norm = b.post_feed_forward_norm,
                         .residual_gates = b.residual_gates};
  return fields_text(table);
}

}  // namespace tenfold::io
