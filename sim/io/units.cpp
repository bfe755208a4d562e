#include "io/units.h"

#include <fast_float/fast_float.h>

#include <array>
#include <cmath>

namespace tenfold::io {
namespace {

struct UnitTable {
  Dimension dimension;
  std::vector<UnitName> names;
};

const std::vector<UnitTable>& tables() {
  static const std::vector<UnitTable> all{
      {{.flop = 1}, {{"FLOP", 1}, {"TFLOP", 1e12}, {"PFLOP", 1e15}, {"EFLOP", 1e18}}},
      {{.byte = 1},
       {{"B", 1},
        {"KB", 1e3},
        {"MB", 1e6},
        {"GB", 1e9},
        {"TB", 1e12},
        {"KiB", 1024.0},
        {"MiB", 1048576.0},
        {"GiB", 1073741824.0},
        {"TiB", 1099511627776.0}}},
      {{.second = 1},
       {{"s", 1},
        {"ms", 1e-3},
        {"us", 1e-6},
        {"ns", 1e-9},
        {"min", 60},
        {"h", 3600},
        {"d", 86400},
        {"GPU-h", 3600},
        {"K GPU-h", 3.6e6},
        {"M GPU-h", 3.6e9},
        {"chip-h", 3600},
        {"K chip-h", 3.6e6},
        {"M chip-h", 3.6e9}}},
      {{.flop = 1, .second = -1},
       {{"GFLOP/s", 1e9}, {"TFLOP/s", 1e12}, {"PFLOP/s", 1e15}, {"EFLOP/s", 1e18}}},
      {{.byte = 1, .second = -1}, {{"GB/s", 1e9}, {"TB/s", 1e12}, {"Gbit/s", 1.25e8}}},
      {{.second = -1, .joule = 1}, {{"W", 1}, {"kW", 1e3}, {"MW", 1e6}}},
      {{.joule = 1}, {{"J", 1}, {"kWh", 3.6e6}, {"MWh", 3.6e9}, {"GWh", 3.6e12}}},
      {{.usd = 1}, {{"USD", 1}, {"K USD", 1e3}, {"M USD", 1e6}, {"B USD", 1e9}}},
      {{.second = -1, .usd = 1}, {{"USD/h", 1 / 3600.0}, {"USD/GPU-h", 1 / 3600.0}}},
      {{.joule = -1, .usd = 1}, {{"USD/kWh", 1 / 3.6e6}, {"USD/MWh", 1 / 3.6e9}}},
      {{.second = -1},
       {{"/h", 1 / 3600.0}, {"/d", 1 / 86400.0}, {"/1000 d", 1 / 8.64e7}, {"/y", 1 / 31557600.0}}},
  };
  return all;
}

struct Scale {
  std::string_view letter;
  Count size;
};
constexpr std::array scales{Scale{"K", 1'000}, Scale{"M", 1'000'000}, Scale{"B", 1'000'000'000},
                            Scale{"T", 1'000'000'000'000}};
constexpr std::array<std::string_view, 4> nouns{"tokens", "parameters", "draws", "x"};

// The text before the first space, and what follows it.
std::pair<std::string_view, std::string_view> split(std::string_view text) {
  const auto space = text.find(' ');
  if (space == std::string_view::npos) return {text, {}};
  return {text.substr(0, space), text.substr(space + 1)};
}

bool is_noun(std::string_view word) {
  for (const std::string_view noun : nouns)
    if (noun == word) return true;
  return false;
}

// The scale that "T tokens", "T" or "tokens" stands for.
std::optional<Count> scale(std::string_view words) {
  if (words.empty() || is_noun(words)) return Count{1};
  const auto [letter, noun] = split(words);
  if (!noun.empty() && !is_noun(noun)) return std::nullopt;
  for (const Scale& s : scales)
    if (s.letter == letter) return s.size;
  return std::nullopt;
}

// mantissa x 10^exponent of a plain or scientific decimal, exactly.
std::optional<std::pair<Count, int>> decimal_parts(std::string_view number) {
  int exponent = 0;
  if (const auto e = number.find_first_of("eE"); e != std::string_view::npos) {
    const auto value = parse_count(number.substr(e + 1 + (number.substr(e + 1, 1) == "+" ? 1 : 0)));
    if (!value || *value < -30 || *value > 30) return std::nullopt;
    exponent = static_cast<int>(*value);
    number = number.substr(0, e);
  }
  std::string digits(number);
  if (const auto point = digits.find('.'); point != std::string::npos) {
    exponent -= static_cast<int>(digits.size() - point - 1);
    digits.erase(point, 1);
  }
  const auto mantissa = parse_count(digits);
  if (!mantissa || digits.size() > 25) return std::nullopt;
  return std::pair{*mantissa, exponent};
}

}  // namespace

const std::vector<UnitName>& unit_names(Dimension dimension) {
  static const std::vector<UnitName> none;
  for (const UnitTable& table : tables())
    if (table.dimension == dimension) return table.names;
  return none;
}

std::string list_units(Dimension dimension) {
  std::string list;
  for (const UnitName& known : unit_names(dimension))
    list += (list.empty() ? "" : ", ") + std::string(known.name);
  return list;
}

std::optional<double> parse_number(std::string_view text) {
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, fault] = fast_float::from_chars(text.data(), end, value);
  if (fault != std::errc{} || stop != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<double> parse_in(Dimension dimension, std::string_view text) {
  const auto [number, unit] = split(text);
  const auto value = parse_number(number);
  if (!value) return std::nullopt;
  for (const UnitName& known : unit_names(dimension))
    if (known.name == unit) return *value * known.base;
  return std::nullopt;
}

std::optional<double> parse_scaled(std::string_view text) {
  const auto [number, words] = split(text);
  const auto value = parse_number(number);
  const auto size = scale(words);
  if (!value || !size) return std::nullopt;
  return *value * real(*size);
}

std::optional<Count> parse_scaled_count(std::string_view text) {
  const auto [number, words] = split(text);
  const auto size = scale(words);
  const auto parts = decimal_parts(number);
  if (!size || !parts || !parse_number(number)) return std::nullopt;
  auto [count, exponent] = *parts;
  count *= *size;
  for (; exponent > 0; --exponent) {
    if (count > Count{1} << 110) return std::nullopt;
    count *= 10;
  }
  for (; exponent < 0; ++exponent) {
    if (count % 10 != 0) return std::nullopt;
    count /= 10;
  }
  return count;
}

}  // namespace tenfold::io
