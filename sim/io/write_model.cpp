#include "io/write_model.h"

#include <set>

#include "io/fields_text.h"
#include "io/layer_pattern.h"
#include "io/model_fields.h"
#include "io/part_names.h"

namespace tenfold::io {
namespace {

std::string line(std::string_view key, const std::string& value) {
  return value.empty() ? "" : fmt::format("{} = {}\n", key, toml_text(value));
}

std::string title(const Model& m) {
  std::string text = "format = \"model/1\"\n" + line("name", m.name) + line("family", m.family) +
                     line("developer", m.developer) + line("released", m.released) +
                     line("note", m.note);
  if (!m.sources.empty()) text += line("source", m.sources.front().id) + line("grade", "disclosed");
  for (const Source& s : m.sources)
    text += fmt::format("\n[sources.{}]\n", s.id) + line("title", s.title) + line("url", s.url) +
            line("date", s.date) + line("quote", s.quote) + line("note", s.note);
  return text;
}

// [mixers], [feed_forwards] and [blocks], each once, in the order in which layers need them.
class BlockWriter {
 public:
  // The pattern of these layers. Names of a tower's blocks begin with the tower's.
  std::string pattern(const std::vector<Block>& layers, const std::string& prefix) {
    std::vector<std::string> names;
    for (const Block& b : layers) names.push_back(name(b, prefix));
    return layer_pattern(names);
  }

  std::string name(const Block& b, const std::string& prefix) {
    const auto label_of = [&](std::string_view own) {
      return prefix.empty() ? std::string(own) : prefix;
    };
    const std::string mixer = part("mixers", label_of(label(b.mixer)), fields_text(b.mixer));
    const std::string inner =
        part("feed_forwards", label_of(label(b.feed_forward)), fields_text(b.feed_forward));
    std::string body;
    if (!mixer.empty()) body += fmt::format("mixer = {}\n", toml_text(mixer));
    if (!inner.empty()) body += fmt::format("feed_forward = {}\n", toml_text(inner));
    return part("blocks", prefix.empty() ? b.name : prefix, body + fields_text(b));
  }

  const std::string& text() const { return text_; }

 private:
  std::string part(const std::string& section, const std::string& label, const std::string& body) {
    if (body.empty()) return {};
    std::string name = names_[section].name(label, body);
    if (written_.insert(section + "." + name).second)
      text_ += fmt::format("\n[{}.{}]\n{}", section, name, body);
    return name;
  }

  std::map<std::string, PartNames> names_;
  std::set<std::string> written_;
  std::string text_;
};

std::string architecture(const Architecture& a, std::string layers) {
  const ArchitectureTable table{.hidden = a.hidden,
                                .vocabulary = a.vocabulary,
                                .embedding_width = a.embedding_width,
                                .learned_positions = a.learned_positions,
                                .tied_embeddings = a.tied_embeddings,
                                .has_head = a.has_head,
                                .head_bias = a.head_bias,
                                .embedding_norm = a.embedding_norm,
                                .final_norm = a.final_norm,
                                .norm = a.norm,
                                .logit_soft_cap = a.logit_soft_cap,
                                .layers = std::move(layers)};
  return "\n[architecture]\n" + fields_text(table);
}

std::string tower(const Tower& t, std::string layers) {
  const TowerTable table{.layers = std::move(layers),
                         .hidden = t.hidden,
                         .patch_elements = t.patch_elements,
                         .positions = t.positions,
                         .learned_positions = t.learned_positions,
                         .merge = t.merge,
                         .patch_bias = t.patch_bias,
                         .class_token = t.class_token,
                         .input_norm = t.input_norm,
                         .output_norm = t.output_norm,
                         .patch_norm = t.patch_norm,
                         .norm = t.norm,
                         .projector_norm_kind = t.projector_norm_kind,
                         .projector_norm = t.projector_norm,
                         .projector = t.projector};
  return fmt::format("\n[towers.{}]\n", t.name) + fields_text(table);
}

std::string prediction(const MultiTokenPrediction& m, std::string block) {
  const PredictionTable table{m.modules, std::move(block), m.output_norm};
  return "\n[multi_token_prediction]\n" + fields_text(table);
}

}  // namespace

std::string write_model(const Model& model) {
  std::string text = title(model);
  if (!model.architecture) return text;
  const Architecture& a = *model.architecture;
  BlockWriter writer;
  text += architecture(a, writer.pattern(a.layers, ""));
  std::string after;
  if (const auto& m = a.multi_token_prediction) after += prediction(*m, writer.name(m->block, ""));
  for (const Tower& t : a.towers) after += tower(t, writer.pattern(t.layers, t.name));
  return text + writer.text() + after;
}

}  // namespace tenfold::io
