#include "io/layer_pattern.h"

#include <fmt/format.h>

#include <algorithm>

namespace tenfold::io {
namespace {

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.';
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }

class PatternReader {
 public:
  explicit PatternReader(std::string_view text) : rest_(text) {}

  LayerNames all() {
    LayerNames layers;
    layers.names = sequence(0);
    if (fault_.empty() && !rest_.empty()) fault_ = "a closing bracket has no opening one";
    if (fault_.empty() && layers.names.empty()) fault_ = "has no layers: needs at least one";
    layers.fault = fault_;
    return layers;
  }

 private:
  std::vector<std::string> sequence(int depth) {
    std::vector<std::string> names;
    skip_spaces();
    while (fault_.empty() && !rest_.empty() && rest_.front() != ')') {
      const std::size_t times = repeat();
      const std::vector<std::string> part = item(depth);
      if (names.size() + times * part.size() > most_layers)
        fault_ = fmt::format("has over {} layers", most_layers);
      for (std::size_t i = 0; fault_.empty() && i < times; ++i)
        names.insert(names.end(), part.begin(), part.end());
      skip_spaces();
    }
    return names;
  }

  std::size_t repeat() {
    const auto stop = std::find_if_not(rest_.begin(), rest_.end(), is_digit);
    const auto digits = static_cast<std::size_t>(stop - rest_.begin());
    if (digits == 0 || digits == rest_.size() || *stop != '*') return 1;
    std::size_t times = 0;
    for (std::size_t i = 0; i < digits; ++i)
      times = std::min(most_layers + 1, 10 * times + static_cast<std::size_t>(rest_[i] - '0'));
    if (times == 0) fault_ = "repeats something zero times";
    rest_.remove_prefix(digits + 1);
    return times;
  }

  std::vector<std::string> item(int depth) {
    if (rest_.substr(0, 1) == "(") {
      if (depth >= 8) fault_ = "nests brackets deeper than 8";
      rest_.remove_prefix(1);
      std::vector<std::string> inner = sequence(depth + 1);
      if (fault_.empty() && rest_.empty()) fault_ = "a bracket is not closed";
      if (fault_.empty()) rest_.remove_prefix(1);
      return inner;
    }
    const auto stop = std::find_if_not(rest_.begin(), rest_.end(), is_name_character);
    const auto length = static_cast<std::size_t>(stop - rest_.begin());
    if (length == 0 && fault_.empty())
      fault_ = fmt::format("'{}' is no block name", rest_.substr(0, 1));
    std::vector<std::string> name{std::string(rest_.substr(0, length))};
    rest_.remove_prefix(length);
    return name;
  }

  void skip_spaces() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\n'))
      rest_.remove_prefix(1);
  }

  std::string_view rest_;
  std::string fault_;
};

// Consecutive equal names written as one: "3*dense moe".
std::string run_lengths(const std::vector<std::string>& names, std::size_t first,
                        std::size_t last) {
  std::string text;
  for (std::size_t i = first; i < last;) {
    std::size_t j = i;
    while (j < last && names[j] == names[i]) ++j;
    if (!text.empty()) text += ' ';
    text += j - i > 1 ? fmt::format("{}*{}", j - i, names[i]) : names[i];
    i = j;
  }
  return text;
}

bool repeats(const std::vector<std::string>& names, std::size_t first, std::size_t period) {
  for (std::size_t i = first + period; i < names.size(); ++i)
    if (names[i] != names[i - period]) return false;
  return true;
}

}  // namespace

LayerNames layer_names(std::string_view pattern) { return PatternReader(pattern).all(); }

std::string layer_pattern(const std::vector<std::string>& names) {
  std::string best = run_lengths(names, 0, names.size());
  for (std::size_t first = 0; first < std::min<std::size_t>(names.size(), 8); ++first)
    for (std::size_t period = 2; first + 2 * period <= names.size() && period <= 24; ++period) {
      if (!repeats(names, first, period)) continue;
      const std::size_t times = (names.size() - first) / period;
      std::string text = run_lengths(names, 0, first);
      text += fmt::format("{}{}*({})", text.empty() ? "" : " ", times,
                          run_lengths(names, first, first + period));
      if (const std::size_t end = first + times * period; end < names.size())
        text += " " + run_lengths(names, end, names.size());
      if (text.size() < best.size()) best = text;
    }
  return best;
}

}  // namespace tenfold::io
