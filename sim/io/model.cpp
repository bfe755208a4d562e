#include "io/model.h"

#include <filesystem>
#include <set>

#include "io/layer_pattern.h"
#include "io/model_checks.h"
#include "io/model_fields.h"
#include "io/model_parts.h"
#include "io/read.h"

namespace tenfold::io {
namespace {

class ModelReader {
 public:
  explicit ModelReader(Document& document) : document_(document) {
    read_sources(document_);
    scope_ = scope_of(document_.root(), "", {}, document_);
  }

  Model model() {
    Model model;
    read_title(model);
    read_blocks();
    if (const toml::table* table = table_at("architecture")) model.architecture = shape(*table);
    read_section("undisclosed", model.undisclosed);
    read_section("published", model.published);
    read_section("training", model.training);
    read_published_flops(model);
    check_model(model, document_);
    check_unused();
    model.sources = document_.sources;
    model.provenance = document_.provenance;
    return model;
  }

 private:
  const toml::table* table_at(std::string_view key) {
    const toml::node* node = document_.root().get(key);
    if (node && !node->is_table())
      document_.fault(*node, fmt::format("'{}' needs to be a table: [{}]", key, key));
    return node ? node->as_table() : nullptr;
  }

  void read_title(Model& model) {
    check_format(document_, "model/1");
    const Title title = read<Title>(
        document_.root(), {}, "", document_,
        {"sources", "architecture", "mixers", "feed_forwards", "blocks", "towers",
         "multi_token_prediction", "undisclosed", "published", "training", "published_flops"});
    model.name = title.name;
    model.family = title.family;
    model.developer = title.developer;
    model.released = title.released;
    model.note = title.note;
  }

  void read_blocks() {
    mixers_ = read_mixers(document_, scope_);
    feed_forwards_ = read_feed_forwards(document_, scope_);
    for (const auto& [name, part] : mixers_) check_mixer(part.value, *part.table, document_);
    for (const auto& [name, part] : feed_forwards_)
      check_feed_forward(part.value, *part.table, document_);
    for_each_table(document_, "blocks", scope_,
                   [&](const std::string& name, const toml::table& table, const Scope& scope) {
                     blocks_[name] = {block(name, table, scope), &table};
                   });
  }

  Block block(const std::string& name, const toml::table& table, const Scope& scope) {
    const auto fields = read<BlockTable>(table, scope, scope.at(name), document_);
    Block block{.name = name,
                .mixer = {},
                .feed_forward = {},
                .parallel = fields.parallel,
                .pre_mixer_norm = fields.pre_mixer_norm,
                .post_mixer_norm = fields.post_mixer_norm,
                .pre_feed_forward_norm = fields.pre_feed_forward_norm,
                .post_feed_forward_norm = fields.post_feed_forward_norm,
                .residual_gates = fields.residual_gates};
    if (!fields.mixer.empty())
      if (const Mixer* m = find_part(mixers_, fields.mixer, "mixers", table, document_))
        block.mixer = *m;
    if (!fields.feed_forward.empty())
      if (const FeedForward* f =
              find_part(feed_forwards_, fields.feed_forward, "feed_forwards", table, document_))
        block.feed_forward = *f;
    used_.insert("mixers." + fields.mixer);
    used_.insert("feed_forwards." + fields.feed_forward);
    if (fields.mixer.empty() && fields.feed_forward.empty())
      document_.fault(table, fmt::format("block '{}' needs a mixer or a feed_forward", name));
    return block;
  }

  std::vector<Block> layers(const std::string& pattern, const toml::table& table) {
    const toml::node* node = table.get("layers");
    if (!node || !node->is_string()) return {};  // its absence is a fault already
    const LayerNames list = layer_names(pattern);
    if (!list.fault.empty()) {
      document_.fault(*node, "'layers' " + list.fault);
      orderly_ = false;
    }
    std::vector<Block> blocks;
    std::set<std::string> unknown;
    for (const std::string& name : list.fault.empty() ? list.names : std::vector<std::string>{}) {
      if (unknown.count(name) > 0) continue;
      used_.insert("blocks." + name);
      if (const Block* found = find_part(blocks_, name, "blocks", *node, document_))
        blocks.push_back(*found);
      else
        unknown.insert(name);
      orderly_ = orderly_ && unknown.empty();
    }
    return blocks;
  }

  Architecture shape(const toml::table& table) {
    const auto fields = read<ArchitectureTable>(table, scope_, "architecture", document_);
    Architecture a{.name = {},
                   .hidden = fields.hidden,
                   .vocabulary = fields.vocabulary,
                   .embedding_width = fields.embedding_width,
                   .tied_embeddings = fields.tied_embeddings,
                   .has_head = fields.has_head,
                   .head_bias = fields.head_bias,
                   .learned_positions = fields.learned_positions,
                   .embedding_norm = fields.embedding_norm,
                   .final_norm = fields.final_norm,
                   .norm = fields.norm,
                   .logit_soft_cap = fields.logit_soft_cap,
                   .layers = layers(fields.layers, table),
                   .multi_token_prediction = {},
                   .towers = {}};
    if (const toml::table* inner = table_at("multi_token_prediction"))
      a.multi_token_prediction = prediction(*inner);
    for_each_table(document_, "towers", scope_,
                   [&](const std::string& name, const toml::table& inner, const Scope& scope) {
                     a.towers.push_back(tower(name, inner, scope));
                   });
    return a;
  }

  MultiTokenPrediction prediction(const toml::table& table) {
    const auto fields = read<PredictionTable>(table, scope_, "multi_token_prediction", document_);
    MultiTokenPrediction p{fields.modules, {}, fields.output_norm};
    used_.insert("blocks." + fields.block);
    if (const Block* found = find_part(blocks_, fields.block, "blocks", table, document_))
      p.block = *found;
    return p;
  }

  Tower tower(const std::string& name, const toml::table& table, const Scope& scope) {
    const auto f = read<TowerTable>(table, scope, scope.at(name), document_);
    return {.name = name,
            .hidden = f.hidden,
            .patch_elements = f.patch_elements,
            .patch_bias = f.patch_bias,
            .positions = f.positions,
            .class_token = f.class_token,
            .learned_positions = f.learned_positions,
            .norm = f.norm,
            .input_norm = f.input_norm,
            .output_norm = f.output_norm,
            .patch_norm = f.patch_norm,
            .merge = f.merge,
            .layers = layers(f.layers, table),
            .projector = f.projector,
            .projector_norm_kind = f.projector_norm_kind,
            .projector_norm = f.projector_norm};
  }

  template <class T>
  void read_section(std::string_view key, T& out) {
    if (const toml::table* table = table_at(key))
      out = read<T>(*table, scope_, std::string(key), document_);
  }
  template <class T>
  void read_section(std::string_view key, std::optional<T>& out) {
    if (table_at(key)) read_section(key, out.emplace());
  }

  void read_published_flops(Model& model) {
    const toml::node* node = document_.root().get("published_flops");
    if (!node) return;
    const toml::array* array = node->as_array();
    if (!array || !array->is_array_of_tables())
      return document_.fault(*node, "'published_flops' needs tables: [[published_flops]]");
    for (const toml::node& element : *array)
      model.published_flops.push_back(read<PublishedFlops>(
          *element.as_table(), scope_,
          fmt::format("published_flops.{}", model.published_flops.size()), document_));
  }

  void check_unused() {
    if (!orderly_) return;  // what the order of layers meant to use is not known
    for (const auto& [name, part] : mixers_) fault_if_unused("mixers", name, *part.table);
    for (const auto& [name, part] : feed_forwards_)
      fault_if_unused("feed_forwards", name, *part.table);
    for (const auto& [name, part] : blocks_) fault_if_unused("blocks", name, *part.table);
  }
  void fault_if_unused(std::string_view section, const std::string& name,
                       const toml::table& table) {
    if (used_.count(fmt::format("{}.{}", section, name)) == 0)
      document_.fault(table,
                      fmt::format("[{}.{}] is not used: use it or leave it out", section, name));
  }

  Document& document_;
  Scope scope_;
  Parts<Mixer> mixers_;
  Parts<FeedForward> feed_forwards_;
  Parts<Block> blocks_;
  std::set<std::string> used_;
  bool orderly_ = true;  // the patterns of layers name blocks that exist
};

}  // namespace

Model read_model_text(const std::string& path, std::string_view text) {
  Document document(path, text);
  Model model = ModelReader(document).model();
  document.throw_if_faulty();
  model.key = std::filesystem::path(path).stem().string();
  if (model.architecture) model.architecture->name = model.name;
  return model;
}

Model read_model(const std::string& path) { return read_model_text(path, file_bytes(path)); }

}  // namespace tenfold::io
