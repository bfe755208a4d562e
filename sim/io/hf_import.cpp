#include "io/hf_import.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "io/document.h"
#include "io/hf_family.h"
#include "io/model.h"
#include "io/part_names.h"
#include "io/sha256.h"
#include "io/suggest.h"
#include "io/write_model.h"

namespace tenfold::io {
namespace {

// "LlamaForCausalLM" and "llama" alike become "llama": a file without model_type has the former.
std::string bare(std::string_view name) {
  for (const std::string_view end : {"ForCausalLM", "LMHeadModel", "ForConditionalGeneration"})
    if (name.ends_with(end)) name.remove_suffix(end.size());
  std::string plain;
  for (const char c : name)
    if (c != '_' && c != '-') plain += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return plain;
}

const Family* family_by_class(const HfConfig& c) {
  const std::vector<std::string> classes = c.texts("architectures");
  if (classes.empty()) return nullptr;
  for (const Family* family : all_families())
    if (bare(family->model_type) == bare(classes.front())) return family;
  return nullptr;
}

// Families that people may try and that have parts which no Block has.
struct Refusal {
  std::string_view model_type, reason;
};
constexpr std::array refusals{
    Refusal{"jamba", "Mamba-1 layers"},          Refusal{"mamba", "Mamba-1 layers"},
    Refusal{"falcon_mamba", "Mamba-1 layers"},   Refusal{"falcon_h1", "two mixers side by side"},
    Refusal{"gemma3n", "per-layer embeddings"},  Refusal{"t5", "an encoder and a decoder"},
    Refusal{"bart", "an encoder and a decoder"}, Refusal{"whisper", "an encoder and a decoder"},
};

const Family* family_of(const HfConfig& c) {
  if (!c.has("model_type")) {
    const Family* family = family_by_class(c);
    if (!family)
      c.fault("model_type", "'model_type' is missing: it names the family, as in \"llama\"");
    return family;
  }
  const std::string model_type = c.text("model_type", "");
  if (const Family* family = find_family(model_type); family || c.faulty()) return family;
  for (const Refusal& refusal : refusals)
    if (refusal.model_type == model_type) {
      c.fault("model_type", fmt::format("'model_type' is '{}': it has {}, which are not modelled",
                                        model_type, refusal.reason));
      return nullptr;
    }
  c.fault("model_type",
          fmt::format("'model_type' is '{}': not among the {} families that are understood{}",
                      model_type, hf_families().size(), suggestion(model_type, hf_families())));
  return nullptr;
}

// Sorted, and each once: a key that several layers read has its fault once.
std::vector<Fault> tidy(std::vector<Fault> faults) {
  const auto key = [](const Fault& f) { return std::tie(f.line, f.column, f.message); };
  std::sort(faults.begin(), faults.end(),
            [&](const Fault& a, const Fault& b) { return key(a) < key(b); });
  faults.erase(std::unique(faults.begin(), faults.end(),
                           [&](const Fault& a, const Fault& b) { return key(a) == key(b); }),
               faults.end());
  return faults;
}

// "Qwen/Qwen3-8B" -> "Qwen3-8B"; else the name of the file, or of its folder for a config.json.
std::string name_of(const std::string& path, const HfConfig& c) {
  const std::filesystem::path given = c.text("_name_or_path", "");
  if (given.has_filename()) return given.filename().string();
  const std::filesystem::path file(path);
  if (file.stem() != "config") return file.stem().string();
  const std::string folder = std::filesystem::absolute(file).parent_path().filename().string();
  return folder.empty() ? "config" : folder;
}

Source source_of(const std::string& path, std::string_view text) {
  return {.id = "config",
          .title = "Hugging Face config.json",
          .url = path,
          .date = "undated",
          .quote = {},
          .note = "sha256 " + sha256(text)};
}

void name_parts(Architecture& a) {
  std::vector<Block> all = a.layers;
  if (a.multi_token_prediction) all.push_back(a.multi_token_prediction->block);
  name_blocks(all);
  if (a.multi_token_prediction) {
    a.multi_token_prediction->block = all.back();
    all.pop_back();
  }
  a.layers = std::move(all);
  for (Tower& tower : a.towers)
    for (Block& b : tower.layers) b.name = tower.name;
}

// What our own reader finds wrong with the model as we would write it: sizes that only together
// are out of range.
void check_as_written(const Model& model, const std::string& path) try {
  read_model_text(path, write_model(model));
} catch (const InputError& e) {
  std::vector<Fault> faults;
  for (const Fault& f : e.faults()) faults.push_back({path, 1, 1, "as a model: " + f.message});
  throw InputError(tidy(std::move(faults)));
}

bool speaks_of_experts(std::string_view name) {
  const std::string small = bare(name);
  return small.find("moe") != std::string::npos || small.find("mixtral") != std::string::npos;
}

bool has_experts(const Architecture& a) {
  return std::any_of(a.layers.begin(), a.layers.end(), [](const Block& b) {
    return std::holds_alternative<MixtureOfExperts>(b.feed_forward);
  });
}

// The class that the weights are of says which head they have. ChatGLM's is a Model with a head.
void check_class(const HfConfig& c, const Family& f, Architecture& a) {
  if (c.flag("is_encoder_decoder", false))
    c.fault("is_encoder_decoder",
            "'is_encoder_decoder' is true: only models of one stack of layers are understood");
  const std::vector<std::string> classes = c.texts("architectures");
  if (classes.empty()) return;
  const std::string& name = classes.front();
  const auto ends = [&](std::string_view end) { return name.ends_with(end); };
  const bool with_head =
      ends("ForCausalLM") || ends("LMHeadModel") || ends("ForConditionalGeneration");
  if (!with_head && name.find("For") != std::string::npos)
    c.fault("architectures",
            fmt::format("'architectures' has '{}': only language models with their head are "
                        "counted",
                        name));
  else if (!with_head && ends("Model") && f.model_type != "chatglm")
    a.has_head = a.tied_embeddings = a.head_bias = false;
  if (speaks_of_experts(name) && !speaks_of_experts(f.model_type) && !has_experts(a))
    c.fault("architectures",
            fmt::format("'architectures' has '{}', which has experts: model_type '{}' has none",
                        name, f.model_type));
}

}  // namespace

std::vector<const Family*> all_families() {
  std::vector<const Family*> all;
  for (const auto& table :
       {dense_families(), older_families(), expert_families(), latent_families(), hybrid_families(),
        mamba_families(), tower_families()})
    for (const Family& family : table) all.push_back(&family);
  return all;
}

const Family* find_family(std::string_view model_type) {
  for (const Family* family : all_families())
    if (family->model_type == model_type) return family;
  return nullptr;
}

std::vector<std::string> hf_families() {
  std::vector<std::string> names;
  for (const Family* family : all_families()) names.emplace_back(family->model_type);
  std::sort(names.begin(), names.end());
  return names;
}

ImportedModel import_hf_text(const std::string& path, std::string_view text) {
  HfFile file{.path = path, .json = parse_json(path, text)};
  const HfConfig config(file);
  ImportedModel imported;
  if (const Family* family = family_of(config)) {
    file.model_type = family->model_type;
    Architecture a = family->build(config, *family);
    check_class(config, *family, a);
    check_unread(file, family->experts || has_experts(a) || speaks_of_experts(family->model_type));
    imported.model.architecture = std::move(a);
  }
  Model& model = imported.model;
  model.key = name_of(path, config);
  model.name = model.key;
  if (!file.faults.empty()) throw InputError(tidy(std::move(file.faults)));
  model.family = file.model_type;
  model.sources = {source_of(path, text)};
  model.architecture->name = model.name;
  name_parts(*model.architecture);
  check_as_written(model, path);
  imported.warnings = tidy(std::move(file.warnings));
  return imported;
}

ImportedModel import_hf(const std::string& path) { return import_hf_text(path, file_bytes(path)); }

}  // namespace tenfold::io
