#include "io/nesting.h"

namespace tenfold::io {
namespace {

// The index just after the string that opens at `at`; the end of the text where it never closes.
std::size_t after_string(std::string_view text, std::size_t at) {
  const char quote = text[at];
  const bool escapes = quote == '"';
  const std::string_view triple = quote == '"' ? "\"\"\"" : "'''";
  const bool is_long = text.substr(at, 3) == triple;
  for (std::size_t i = at + (is_long ? 3 : 1); i < text.size(); ++i) {
    if (escapes && text[i] == '\\') {
      ++i;
    } else if (is_long ? text.substr(i, 3) == triple : text[i] == quote) {
      return i + (is_long ? 3 : 1);
    } else if (!is_long && text[i] == '\n') {
      return i;
    }
  }
  return text.size();
}

TextPosition position_of(std::string_view text, std::size_t at) {
  TextPosition position;
  for (std::size_t i = 0; i < at; ++i) {
    ++position.column;
    if (text[i] == '\n') position = {position.line + 1, 1};
  }
  return position;
}

}  // namespace

std::optional<TextPosition> too_deep(std::string_view text, int deepest) {
  int brackets = 0, dots = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' || c == '\'') {
      i = after_string(text, i) - 1;
    } else if (c == '#') {
      while (i + 1 < text.size() && text[i + 1] != '\n') ++i;
    } else if (c == '[' || c == '{') {
      ++brackets;
      dots = 0;
    } else if (c == ']' || c == '}') {
      --brackets;
      dots = 0;
    } else if (c == '.') {
      ++dots;
    } else if (c == '\n' || c == '=' || c == ',') {
      dots = 0;
    }
    if (brackets > deepest || dots >= deepest) return position_of(text, i);
  }
  return std::nullopt;
}

}  // namespace tenfold::io
