#include "io/hf_config.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace tenfold::io {
namespace {

using nlohmann::json;

// Spellings of one key, the usual one first.
const std::vector<std::vector<std::string_view>> aliases{
    {"hidden_size", "n_embd", "n_embed", "d_model"},
    {"num_hidden_layers", "n_layer", "n_layers", "num_layers"},
    {"num_attention_heads", "n_head", "n_heads", "num_heads"},
    {"num_key_value_heads", "num_kv_heads", "n_head_kv", "kv_n_heads", "multi_query_group_num"},
    {"head_dim", "attention_head_dim", "kv_channels"},
    {"intermediate_size", "n_inner", "ffn_dim", "ffn_hidden_size"},
    {"vocab_size", "padded_vocab_size"},
    {"max_position_embeddings", "n_positions", "max_seq_len"},
    {"num_experts", "num_local_experts", "n_routed_experts", "moe_num_experts"},
    {"num_experts_per_tok", "num_experts_per_token", "experts_per_token", "moe_top_k", "moe_topk",
     "moe_k"},
    {"n_shared_experts", "num_shared_experts", "num_shared_expert", "moe_num_shared_experts"},
    {"moe_intermediate_size", "moe_ffn_hidden_size"},
    {"sliding_window", "sliding_window_size"},
    {"sliding_window_pattern", "_sliding_window_pattern", "layer_switch"},
    {"num_nextn_predict_layers", "mtp_num_hidden_layers", "mtp_num_layers"},
};

std::string kind_of(const json& value) {
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    if (text == "NaN" || text == "Infinity" || text == "-Infinity") return text;
    return "a text";
  }
  if (value.is_boolean()) return "true or false";
  if (value.is_number_float()) return "a number with a point";
  if (value.is_number()) return "a whole number";
  if (value.is_array()) return "a list";
  return value.is_null() ? "null" : "an object";
}

// A list of equal values says the same as one of them.
const json& single(const json& value) {
  const bool alike =
      value.is_array() && !value.empty() &&
      std::all_of(value.begin(), value.end(), [&](const json& v) { return v == value.front(); });
  return alike ? value.front() : value;
}

// A whole number, however it is written: 4096 or 4096.0.
std::optional<double> whole_number(const json& value) {
  if (!value.is_number()) return std::nullopt;
  const double number = value.get<double>();
  if (std::isfinite(number) && std::floor(number) == number) return number;
  return std::nullopt;
}

}  // namespace

std::vector<std::string_view> spellings(std::string_view key) {
  for (const auto& names : aliases)
    if (names.front() == key) return names;
  return {key};
}

HfConfig::HfConfig(HfFile& file) : file_(&file), object_(&file.json.root) {
  file.entered.insert("");
}

std::string HfConfig::path_of(std::string_view key) const {
  return prefix_.empty() ? std::string(key) : fmt::format("{}.{}", prefix_, key);
}

// At the key, else at the object that lacks it.
Fault HfConfig::at(std::string_view key, std::string message) const {
  std::vector<std::string> paths;
  for (const std::string_view name : spellings(key)) paths.push_back(path_of(name));
  paths.push_back(prefix_);
  for (const std::string& path : paths)
    if (const auto found = file_->json.positions.find(path); found != file_->json.positions.end())
      return {file_->path, found->second.line, found->second.column, std::move(message)};
  return {file_->path, 1, 1, std::move(message)};
}

void HfConfig::fault(std::string_view key, std::string message) const {
  file_->faults.push_back(at(key, std::move(message)));
}

void HfConfig::warn(std::string_view key, std::string message) const {
  file_->warnings.push_back(at(key, std::move(message)));
}

// The first spelling that has a value. Two that disagree are a fault.
HfConfig::Found HfConfig::find(std::string_view key) const {
  Found found;
  for (const std::string_view name : spellings(key)) {
    const auto value = object_->find(name);
    if (value == object_->end()) continue;
    file_->used.insert(path_of(name));
    if (value->is_null()) continue;
    if (!found.value)
      found = {std::string(name), &*value};
    else if (single(*value) != single(*found.value))
      fault(name,
            fmt::format("'{}' and '{}' say the same thing and differ: keep one", name, found.name));
  }
  return found;
}

bool HfConfig::has(std::string_view key) const { return find(key).value != nullptr; }

bool HfConfig::given(std::string_view key) const {
  const auto names = spellings(key);
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view name) { return object_->contains(name); });
}

bool HfConfig::is_list(std::string_view key) const {
  const Found found = find(key);
  return found.value && found.value->is_array();
}

bool HfConfig::is_text(std::string_view key) const {
  const Found found = find(key);
  return found.value && found.value->is_string();
}

std::optional<Size> HfConfig::whole(const Found& found, Size low) const {
  const auto number = whole_number(*found.value);
  if (number && *number >= real(low) && *number <= real(largest_size))
    return static_cast<Size>(*number);
  const std::string said = number ? fmt::format("{:.0f}", *number) : kind_of(*found.value);
  const std::string range = number ? fmt::format(" of {} to {}", low, largest_size) : "";
  fault(found.name, fmt::format("'{}' is {}: needs a whole number{}", found.name, said, range));
  return std::nullopt;
}

Size HfConfig::missing(std::string_view key) const {
  std::string others;
  for (const std::string_view name : spellings(key))
    if (name != key) others += fmt::format("{}{}", others.empty() ? "" : ", ", name);
  fault(key, fmt::format("'{}' is missing: model_type '{}' needs it{}", key, model_type(),
                         others.empty() ? "" : fmt::format(" (or {})", others)));
  return 1;
}

Size HfConfig::size(std::string_view key) const {
  const Found found = find(key);
  return found.value ? whole(found, 1).value_or(1) : missing(key);
}

Size HfConfig::size(std::string_view key, Size fallback) const {
  const Found found = find(key);
  return found.value ? whole(found, 1).value_or(fallback) : fallback;
}

Size HfConfig::core(std::string_view key, Size nested_fallback) const {
  return prefix_.empty() || nested_fallback == 0 ? size(key) : size(key, nested_fallback);
}

Size HfConfig::count(std::string_view key, Size fallback) const {
  const Found found = find(key);
  return found.value ? whole(found, 0).value_or(fallback) : fallback;
}

bool HfConfig::flag(std::string_view key, bool fallback) const {
  const Found found = find(key);
  if (!found.value) return fallback;
  if (found.value->is_boolean()) return found.value->get<bool>();
  fault(found.name,
        fmt::format("'{}' is {}: needs true or false", found.name, kind_of(*found.value)));
  return fallback;
}

double HfConfig::number(std::string_view key, double fallback) const {
  const Found found = find(key);
  if (!found.value) return fallback;
  if (found.value->is_number() && std::isfinite(found.value->get<double>()))
    return found.value->get<double>();
  fault(found.name, fmt::format("'{}' is {}: needs a number", found.name, kind_of(*found.value)));
  return fallback;
}

std::string HfConfig::text(std::string_view key, std::string fallback) const {
  const Found found = find(key);
  if (!found.value) return fallback;
  if (found.value->is_string()) return found.value->get<std::string>();
  fault(found.name, fmt::format("'{}' is {}: needs a text", found.name, kind_of(*found.value)));
  return fallback;
}

std::vector<Size> HfConfig::counts(std::string_view key) const {
  const Found found = find(key);
  if (!found.value) return {};
  std::vector<Size> list;
  if (found.value->is_array())
    for (const json& v : *found.value)
      if (const auto number = whole_number(v);
          number && *number >= 0 && *number <= real(largest_size))
        list.push_back(static_cast<Size>(*number));
  if (!found.value->is_array() || list.size() != found.value->size())
    fault(found.name, fmt::format("'{}' needs a list of whole numbers", found.name));
  return list;
}

std::vector<std::string> HfConfig::texts(std::string_view key) const {
  const Found found = find(key);
  if (!found.value) return {};
  std::vector<std::string> list;
  if (found.value->is_array())
    for (const json& v : *found.value)
      if (v.is_string()) list.push_back(v.get<std::string>());
  if (!found.value->is_array() || list.size() != found.value->size())
    fault(found.name, fmt::format("'{}' needs a list of texts", found.name));
  return list;
}

std::vector<Size> HfConfig::per_layer(std::string_view key, Size layers, Size fallback) const {
  const auto wanted = static_cast<std::size_t>(layers);
  if (!is_list(key)) return std::vector<Size>(wanted, count(key, fallback));
  std::vector<Size> list = counts(key);
  if (list.size() != wanted)
    fault(find(key).name, fmt::format("'{}' has {} entries: needs one a layer, {}", find(key).name,
                                      list.size(), layers));
  list.resize(wanted, fallback);
  return list;
}

HfConfig HfConfig::inside(std::string_view key) const {
  static const json empty = json::object();
  const Found found = find(key);
  HfConfig inner = *this;
  inner.prefix_ = path_of(key);
  inner.object_ = &empty;
  if (found.value && found.value->is_object())
    inner.object_ = found.value;
  else if (found.value)
    fault(key, fmt::format("'{}' is {}: needs an object", key, kind_of(*found.value)));
  file_->entered.insert(inner.prefix_);
  return inner;
}

bool HfConfig::tied(bool fallback) const {
  const bool own = flag("tie_word_embeddings", fallback);
  return prefix_.empty() ? own : HfConfig(*file_).flag("tie_word_embeddings", own);
}

void HfConfig::skip(std::initializer_list<std::string_view> keys) const {
  for (const std::string_view key : keys) file_->used.insert(path_of(key));
}

}  // namespace tenfold::io
