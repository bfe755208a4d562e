#include "io/model_checks.h"

#include <fmt/format.h>

namespace tenfold::io {
namespace {

// Where a key stands, or else its table.
const toml::node& at(const toml::table& table, std::string_view key) {
  const toml::node* node = table.get(key);
  return node ? *node : table;
}

void check_mask(MaskKind mask, Size span, const toml::table& table, Document& document) {
  const bool needs =
      mask == MaskKind::sliding || mask == MaskKind::chunked || mask == MaskKind::sparse;
  if (needs && span == 0)
    document.fault(at(table, "mask"), fmt::format("'mask' is {}: needs a span", name(mask)));
  if (!needs && span > 0)
    document.fault(at(table, "span"), fmt::format("'span' has no meaning for a {} mask: leave it "
                                                  "out, or say sliding, chunked or sparse",
                                                  name(mask)));
}

void check(std::monostate, const toml::table&, Document&) {}

void check(const Attention& a, const toml::table& table, Document& document) {
  check_mask(a.mask, a.span, table, document);
  if (a.heads > 0 && a.kv_heads > 0 && a.heads % a.kv_heads != 0)
    document.fault(at(table, "kv_heads"),
                   fmt::format("'kv_heads' is {}: needs to divide heads, {}", a.kv_heads, a.heads));
}

void check(const LatentAttention& a, const toml::table& table, Document& document) {
  check_mask(a.mask, a.span, table, document);
  if (a.indexer && a.query_rank == 0)
    document.fault(at(table, "indexer"), "'indexer' reads the query's latent: needs query_rank");
}

void check(const Mamba2& m, const toml::table& table, Document& document) {
  if (m.heads > 0 && m.heads % m.groups != 0)
    document.fault(at(table, "groups"),
                   fmt::format("'groups' is {}: needs to divide heads, {}", m.groups, m.heads));
}

void check(const GatedDeltaNet& g, const toml::table& table, Document& document) {
  if (g.key_heads > 0 && g.value_heads % g.key_heads != 0)
    document.fault(at(table, "key_heads"), fmt::format("'key_heads' is {}: needs to divide "
                                                       "value_heads, {}",
                                                       g.key_heads, g.value_heads));
}

void check(const LightningAttention&, const toml::table&, Document&) {}

void check(const DenseFeedForward&, const toml::table&, Document&) {}

void check_groups(const MixtureOfExperts& m, const toml::table& table, Document& document) {
  if (m.groups < 1 || m.experts % m.groups != 0)
    return document.fault(
        at(table, "groups"),
        fmt::format("'groups' is {}: needs to divide experts, {}", m.groups, m.experts));
  if (m.kept_groups > m.groups)
    document.fault(at(table, "kept_groups"),
                   fmt::format("'kept_groups' is {}: needs to be at most groups, {}", m.kept_groups,
                               m.groups));
  else if (const Size in_reach = m.experts / m.groups * m.kept_groups;
           m.top_k > in_reach && in_reach < m.experts)
    document.fault(at(table, "kept_groups"),
                   fmt::format("'kept_groups' is {}: they have {} experts, top_k is {}",
                               m.kept_groups, in_reach, m.top_k));
}

void check(const MixtureOfExperts& m, const toml::table& table, Document& document) {
  check_groups(m, table, document);
  if (m.experts > 0 && m.top_k > m.experts)
    document.fault(at(table, "top_k"), fmt::format("'top_k' is {}: needs to be at most experts, {}",
                                                   m.top_k, m.experts));
  if ((m.shared > 0) != (m.shared_width > 0))
    document.fault(at(table, "shared"), "'shared' and 'shared_width' need each other");
}

constexpr Count most_parameters = Count{1'000'000} * 1'000'000'000'000;

void check_size(const Architecture& a, Document& document) {
  const ModelParameters p = model_parameters(a);
  if (p.text.total + p.prediction.total + p.towers.total > most_parameters)
    document.fault(at(document.root(), "architecture"),
                   "has over 1e18 parameters: is a size in the wrong unit?");
}

}  // namespace

void check_mixer(const Mixer& mixer, const toml::table& table, Document& document) {
  std::visit([&](const auto& m) { check(m, table, document); }, mixer);
}

void check_feed_forward(const FeedForward& part, const toml::table& table, Document& document) {
  std::visit([&](const auto& f) { check(f, table, document); }, part);
}

void check_model(const Model& model, Document& document) {
  const toml::table& root = document.root();
  if (model.architecture) check_size(*model.architecture, document);
  if (model.architecture && model.undisclosed)
    document.fault(at(root, "undisclosed"),
                   "a model has an [architecture] or is [undisclosed], not both");
  if (!root.contains("architecture") && !root.contains("undisclosed"))
    document.fault(root,
                   "'architecture' is missing: needs [architecture], or [undisclosed] with "
                   "distributions where nothing is published");
  if (const auto& range = model.training.sequence_length_range;
      !range.empty() && (range.size() != 2 || range[0] > range[1]))
    document.fault(at(root, "training"), "'sequence_length_range' needs a lowest and a highest");
}

}  // namespace tenfold::io
