// Looking up keys of a Hugging Face configuration, and remembering which were understood.
// Private to io/.
//
// A key is asked for by its usual name and found under any spelling of the alias table: the number
// of experts is num_experts, num_local_experts or n_routed_experts. null counts as absent, as it
// does to transformers.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "io/hf_json.h"
#include "model/layer.h"

namespace tenfold::io {

// No width or count of a real model is larger; products of two still fit a Size.
inline constexpr Size largest_size = 100'000'000;

// The whole file: its text, what is wrong with it, and which keys have been read.
struct HfFile {
  std::string path;
  JsonText json;
  std::string model_type{};
  std::vector<Fault> faults{}, warnings{};
  std::set<std::string> used{};     // "text_config.hidden_size"
  std::set<std::string> entered{};  // objects whose keys must all be understood: "", "text_config"
};

// The usual name first, then the other spellings of a key.
std::vector<std::string_view> spellings(std::string_view key);

// One object of the file.
class HfConfig {
 public:
  explicit HfConfig(HfFile& file);

  bool has(std::string_view key) const;    // given, and not null
  bool given(std::string_view key) const;  // given, perhaps as null

  // Whole numbers of 1 or more. A fault where the key is missing and there is no fallback.
  Size size(std::string_view key) const;
  Size size(std::string_view key, Size fallback) const;
  // As size(key) at the top of a file; transformers leaves its defaults out of nested objects only.
  Size core(std::string_view key, Size nested_fallback) const;
  Size count(std::string_view key, Size fallback) const;  // may be zero
  bool flag(std::string_view key, bool fallback) const;
  double number(std::string_view key, double fallback) const;
  std::string text(std::string_view key, std::string fallback) const;
  std::vector<Size> counts(std::string_view key) const;  // empty where absent
  std::vector<std::string> texts(std::string_view key) const;
  // One number, or a list that gives each of `layers` layers its own.
  std::vector<Size> per_layer(std::string_view key, Size layers, Size fallback) const;

  // tie_word_embeddings, which the top of a file with a nested configuration decides.
  bool tied(bool fallback) const;

  bool is_list(std::string_view key) const;
  bool is_text(std::string_view key) const;

  HfConfig inside(std::string_view key) const;  // a nested object; empty where absent

  // Keys that do not change the weights of this family.
  void skip(std::initializer_list<std::string_view> keys) const;

  const std::string& model_type() const { return file_->model_type; }
  bool faulty() const { return !file_->faults.empty(); }
  void fault(std::string_view key, std::string message) const;
  void warn(std::string_view key, std::string message) const;

 private:
  struct Found {
    std::string name;  // as the file spells it
    const nlohmann::json* value = nullptr;
  };
  Found find(std::string_view key) const;
  std::optional<Size> whole(const Found&, Size low) const;
  Size missing(std::string_view key) const;
  std::string path_of(std::string_view key) const;
  Fault at(std::string_view key, std::string message) const;

  HfFile* file_;
  const nlohmann::json* object_;
  std::string prefix_;
};

// Adds a fault for each key that hints at structure and was not read, a warning for each other one
// that is not known to be harmless. With experts, the router's constants are harmless; its sizes
// are then no second fault where there is a first.
void check_unread(HfFile&, bool experts);

}  // namespace tenfold::io
