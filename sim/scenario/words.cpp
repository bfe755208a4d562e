#include "scenario/words.h"

#include <algorithm>
#include <cctype>

namespace tenfold {
namespace {

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

std::optional<Size> number(std::string_view digits) {
  if (digits.empty() || digits.size() > 12 || !std::all_of(digits.begin(), digits.end(), is_digit))
    return std::nullopt;
  return std::stoll(std::string(digits));
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower;
}

}  // namespace

bool says(std::string_view text, std::string_view words) {
  return lower_case(text).find(lower_case(words)) != std::string::npos;
}

std::optional<std::string> flag(std::string_view notes, std::string_view name) {
  const std::string wanted = std::string(name) + "=";
  for (std::size_t at = notes.find(wanted); at != std::string_view::npos;
       at = notes.find(wanted, at + 1)) {
    if (at > 0 && notes[at - 1] != ' ' && notes[at - 1] != ',') continue;
    const std::size_t start = at + wanted.size();
    return std::string(notes.substr(start, notes.find_first_of(",; ", start) - start));
  }
  return std::nullopt;
}

std::optional<Size> size_flag(std::string_view notes, std::string_view name) {
  const auto value = flag(notes, name);
  return value ? number(*value) : std::nullopt;
}

bool is_set(std::string_view notes, std::string_view name) { return flag(notes, name) == "true"; }

std::optional<Size> number_before(std::string_view text, std::string_view words) {
  const std::size_t end = text.find(words);
  if (end == std::string_view::npos) return std::nullopt;
  std::size_t start = end;
  while (start > 0 && is_digit(text[start - 1])) --start;
  return number(text.substr(start, end - start));
}

std::optional<Size> number_after(std::string_view text, std::string_view words) {
  const std::size_t at = text.find(words);
  if (at == std::string_view::npos) return std::nullopt;
  const std::size_t start = at + words.size();
  std::size_t end = start;
  while (end < text.size() && is_digit(text[end])) ++end;
  return number(text.substr(start, end - start));
}

}  // namespace tenfold
