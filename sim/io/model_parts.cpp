#include "io/model_parts.h"

#include <array>

#include "io/read.h"

namespace tenfold::io {
namespace {

// Sets `out` to an alternative of its variant, by the table's `kind`.
template <class Variant>
struct KindReader {
  std::string_view kind;
  Variant (*read)(const toml::table&, const Scope&, std::string, Document&);
};

template <class Variant, class T>
Variant read_kind(const toml::table& table, const Scope& scope, std::string path,
                  Document& document) {
  return read<T>(table, scope, std::move(path), document, {"kind"});
}

const std::array mixer_kinds{
    KindReader<Mixer>{"attention", read_kind<Mixer, Attention>},
    KindReader<Mixer>{"latent-attention", read_kind<Mixer, LatentAttention>},
    KindReader<Mixer>{"mamba2", read_kind<Mixer, Mamba2>},
    KindReader<Mixer>{"gated-deltanet", read_kind<Mixer, GatedDeltaNet>},
    KindReader<Mixer>{"lightning-attention", read_kind<Mixer, LightningAttention>},
};
const std::array feed_forward_kinds{
    KindReader<FeedForward>{"dense", read_kind<FeedForward, DenseFeedForward>},
    KindReader<FeedForward>{"mixture-of-experts", read_kind<FeedForward, MixtureOfExperts>},
};

template <class Kinds>
std::string list_kinds(const Kinds& kinds) {
  std::string list;
  for (const auto& k : kinds) list += (list.empty() ? "" : ", ") + std::string(k.kind);
  return list;
}

template <class Variant, class Kinds>
Parts<Variant> read_kinds(Document& document, std::string_view section, const Scope& outer,
                          const Kinds& kinds) {
  Parts<Variant> parts;
  for_each_table(document, section, outer,
                 [&](const std::string& name, const toml::table& table, const Scope& scope) {
                   const auto kind = table["kind"].template value_exact<std::string>();
                   for (const auto& known : kinds)
                     if (kind == known.kind) {
                       parts[name] = {known.read(table, scope, scope.at(name), document), &table};
                       return;
                     }
                   const toml::node* at = table.get("kind");
                   document.fault(
                       at ? *at : static_cast<const toml::node&>(table),
                       fmt::format("'{}' needs a kind, one of: {}", name, list_kinds(kinds)));
                   parts[name] = {Variant{}, &table};
                 });
  return parts;
}

}  // namespace

void for_each_table(Document& document, std::string_view section, const Scope& outer,
                    const EachTable& each) {
  const toml::node* node = document.root().get(section);
  if (!node) return;
  const toml::table* tables = node->as_table();
  if (!tables)
    return document.fault(*node, fmt::format("'{}' needs tables: [{}.NAME]", section, section));
  const Scope scope = scope_of(*tables, std::string(section), outer, document);
  for (const auto& [key, inner] : *tables) {
    if (key.str() == "source" || key.str() == "grade" || key.str() == "reasoning") continue;
    if (const toml::table* table = inner.as_table())
      each(std::string(key.str()), *table, scope);
    else
      document.fault(inner, fmt::format("'{}' needs to be a table", key.str()));
  }
}

Parts<Mixer> read_mixers(Document& document, const Scope& outer) {
  return read_kinds<Mixer>(document, "mixers", outer, mixer_kinds);
}

Parts<FeedForward> read_feed_forwards(Document& document, const Scope& outer) {
  return read_kinds<FeedForward>(document, "feed_forwards", outer, feed_forward_kinds);
}

std::string no_such_part(std::string_view section, const std::string& wanted,
                         const std::vector<std::string>& known) {
  return fmt::format("there is no [{}.{}]{}", section, wanted, suggestion(wanted, known));
}

}  // namespace tenfold::io
