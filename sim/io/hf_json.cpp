#include "io/hf_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <vector>

#include "base/error.h"
#include "io/document.h"

namespace tenfold::io {
namespace {

using nlohmann::json;

[[noreturn]] void refuse(const std::string& path, TextPosition at, std::string what) {
  throw InputError(std::vector<Fault>{{path, at.line, at.column, std::move(what)}});
}

// Lines and columns of offsets that only grow, in one pass over the text.
class Ruler {
 public:
  explicit Ruler(std::string_view text) : text_(text) {}

  TextPosition at(std::size_t offset) {
    for (; offset_ < std::min(offset, text_.size()); ++offset_) {
      ++position_.column;
      if (text_[offset_] == '\n') position_ = {position_.line + 1, 1};
    }
    return position_;
  }

 private:
  std::string_view text_;
  std::size_t offset_ = 0;
  TextPosition position_;
};

// The parser reports no places, so it reads through an iterator that knows how far it has come.
struct CountingIterator {
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  const char* at = nullptr;
  std::size_t* read = nullptr;

  reference operator*() const { return *at; }
  CountingIterator& operator++() {
    ++at;
    ++*read;
    return *this;
  }
  CountingIterator operator++(int) {
    CountingIterator before = *this;
    ++*this;
    return before;
  }
  bool operator==(const CountingIterator& other) const { return at == other.at; }
  bool operator!=(const CountingIterator& other) const { return at != other.at; }
};

// The index just after the string that opens at `quote`.
std::size_t after_string(std::string_view text, std::size_t quote) {
  for (std::size_t i = quote + 1; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == '"')
      return i + 1;
  }
  return text.size();
}

// Where the string that ends just before `end` opens.
std::size_t opening_quote(std::string_view text, std::size_t end) {
  const auto escaped = [&](std::size_t i) {
    std::size_t backslashes = 0;
    while (backslashes < i && text[i - 1 - backslashes] == '\\') ++backslashes;
    return backslashes % 2 == 1;
  };
  std::size_t i = end - 2;
  while (i > 0 && (text[i] != '"' || escaped(i))) --i;
  return i;
}

// Python's json writes these bare, and released configurations have them ("time_step_limit":
// [0.0, Infinity]); as texts they are still no number where one is needed.
std::string quote_python_numbers(std::string_view text) {
  constexpr std::array<std::string_view, 3> words{"NaN", "-Infinity", "Infinity"};
  std::string quoted;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t length = text[i] == '"' ? after_string(text, i) - i : 1;
    bool bare = false;
    for (const std::string_view word : words)
      if (text.substr(i, word.size()) == word) {
        length = word.size();
        bare = true;
        break;
      }
    if (bare) quoted += '"';
    quoted += text.substr(i, length);
    if (bare) quoted += '"';
    i += length;
  }
  return quoted;
}

// Follows the parser from key to key, and notes where each stands.
class KeyTracker {
 public:
  KeyTracker(const std::string& path, std::string_view text, const std::size_t& read)
      : path_(path), text_(text), read_(read), ruler_(text) {}

  bool operator()(int depth, json::parse_event_t event, const json& parsed) {
    const auto level = static_cast<std::size_t>(depth);
    if (depth >= deepest_nesting)
      refuse(path_, ruler_.at(read_ - 1),
             fmt::format("nested deeper than {} levels: flatten it", deepest_nesting));
    if (event == json::parse_event_t::object_start) enter(level, true);
    if (event == json::parse_event_t::array_start) enter(level, false);
    if (event == json::parse_event_t::key) note(level, parsed.get<std::string>());
    return true;
  }

  std::map<std::string, TextPosition> positions;

 private:
  struct Level {
    bool is_object = false;
    std::string key{};
    std::set<std::string> seen{};
  };

  void enter(std::size_t level, bool is_object) {
    levels_.resize(level + 1);
    levels_[level] = {is_object};
  }

  void note(std::size_t level, const std::string& key) {
    levels_.resize(level);
    Level& object = levels_[level - 1];
    const TextPosition at = ruler_.at(opening_quote(text_, read_));
    if (!object.seen.insert(key).second)
      refuse(path_, at, fmt::format("the key '{}' is given twice: keep one", key));
    object.key = key;
    std::string whole;
    for (const Level& l : levels_) {
      if (!l.is_object) return;
      whole += (whole.empty() ? "" : ".") + l.key;
    }
    positions.emplace(std::move(whole), at);
  }

  const std::string& path_;
  std::string_view text_;
  const std::size_t& read_;
  Ruler ruler_;
  std::vector<Level> levels_;
};

std::string plain_words(const json::exception& e) {
  const std::string_view words = e.what();
  if (words.find("UTF-8") != std::string_view::npos)
    return "bytes that are not UTF-8 text: save the file as UTF-8";
  if (words.find("number overflow") != std::string_view::npos)
    return "a number too large to read: write one below 1e308";
  const auto dash = words.find(" - ");  // "… syntax error while parsing value - unexpected ']'; …"
  return fmt::format("not JSON: {}",
                     dash == std::string_view::npos ? words : words.substr(dash + 3));
}

}  // namespace

JsonText parse_json(const std::string& path, std::string_view text) {
  if (text.size() > largest_file) refuse(path, {}, "over 1 MiB: a configuration is smaller");
  const std::string plain = quote_python_numbers(text);
  std::size_t read = 0;
  KeyTracker tracker(path, plain, read);
  json root;
  try {
    root = json::parse(CountingIterator{plain.data(), &read},
                       CountingIterator{plain.data() + plain.size(), &read}, std::ref(tracker));
  } catch (const json::exception& e) {
    refuse(path, Ruler(plain).at(read > 0 ? read - 1 : 0), plain_words(e));
  }
  if (!root.is_object()) refuse(path, {}, "not an object: a configuration begins with {");
  return {std::move(root), std::move(tracker.positions)};
}

}  // namespace tenfold::io
