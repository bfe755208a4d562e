#include "report/words.h"

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <cmath>

#include "base/digits.h"
#include "report/page.h"

namespace tenfold::report {
namespace {

struct Fraction {
  int numerator, denominator;
};
// Simple ones first: of two that are equally near, a reader keeps the simpler.
constexpr std::array fractions{Fraction{1, 2},  Fraction{1, 3},  Fraction{2, 3},  Fraction{1, 4},
                               Fraction{3, 4},  Fraction{1, 5},  Fraction{2, 5},  Fraction{3, 5},
                               Fraction{4, 5},  Fraction{1, 10}, Fraction{3, 10}, Fraction{7, 10},
                               Fraction{9, 10}, Fraction{1, 20}, Fraction{19, 20}};

struct Suffix {
  double size;
  const char* letter;
};
constexpr std::array suffixes{Suffix{1e12, "T"}, Suffix{1e9, "B"}, Suffix{1e6, "M"},
                              Suffix{1e3, "K"}};

}  // namespace

std::string ratio_text(double ratio) {
  const std::string two = short_number(ratio);
  return std::abs(ratio) < 1 ? without_zeros(two) : two;
}

std::string threshold_text(double ratio) { return without_zeros(significant(ratio, 6)); }

std::string times_text(double ratio) { return fmt::format("{}{}x", ratio_text(ratio), nbsp); }

std::string median_text(const std::optional<Spread>& s) {
  return s ? ratio_text(s->median) : "n/d";
}

bool has_spread(const std::optional<Spread>& s) { return s && s->p95 > s->p05 * (1 + 1e-9); }

std::string interval_text(const std::optional<Spread>& s) {
  if (s && !has_spread(s)) return "no spread";
  return s ? fmt::format("{} - {}", ratio_text(s->p05), ratio_text(s->p95)) : "";
}

std::string probability_or_dash(const std::optional<double>& p) {
  return p ? probability_text(*p) : "-";
}

std::string flops_text(double flops) { return significant(flops, 3); }
std::string flops_text(const std::optional<double>& flops) {
  return flops ? flops_text(*flops) : "n/d";
}

std::string size_text(double count, int digits) {
  for (const Suffix& suffix : suffixes)
    if (count >= suffix.size * 0.995)
      return without_zeros(significant(count / suffix.size, digits)) + suffix.letter;
  return without_zeros(significant(count, digits));
}

std::string percent_text(double share) {
  if (share > 0 && share < 0.005) return fmt::format("<1{}%", nbsp);
  return fmt::format("{:.0f}{}%", 100 * share, nbsp);
}

std::string chance_words(double p) {
  if (p < 0.01) return "less than 1 in 100";
  if (p > 0.99) return "more than 99 in 100";
  if (p < 0.03) return "1 in 50";
  if (p > 0.97) return "49 in 50";
  Fraction best = fractions.front();
  const auto distance = [p](Fraction f) {
    return std::abs(p - double(f.numerator) / f.denominator);
  };
  for (const Fraction& f : fractions)
    if (distance(f) < distance(best) - 1e-9) best = f;
  return fmt::format("{} in {}", best.numerator, best.denominator);
}

std::string chance_words(double low, double high) {
  const std::string a = chance_words(low), b = chance_words(high);
  if (a != b) return fmt::format("between {} and {}", a, b);
  return low < 0.01 || low > 0.99 ? a : "about " + a;
}

std::string number_word(std::size_t n) {
  constexpr std::array words{"no",    "one",   "two",  "three", "four",   "five",  "six",
                             "seven", "eight", "nine", "ten",   "eleven", "twelve"};
  return n < words.size() ? words[n] : fmt::format("{}", n);
}

std::string listed(const std::vector<std::string>& items) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) text += i + 1 == items.size() ? " and " : ", ";
    text += items[i];
  }
  return text;
}

std::string date_words(const std::string& date) {
  constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  constexpr std::string_view pattern = "0000-00-00";
  if (date.size() != pattern.size()) return date;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool digit = std::isdigit(static_cast<unsigned char>(date[i])) != 0;
    if (pattern[i] == '0' ? !digit : date[i] != '-') return date;
  }
  const int month = std::stoi(date.substr(5, 2));
  if (month < 1 || month > 12) return date;
  return fmt::format("{} {} {}", std::stoi(date.substr(8)),
                     months[static_cast<std::size_t>(month - 1)], date.substr(0, 4));
}

std::string host(const std::string& url) {
  const auto scheme = url.find("://");
  const auto start = scheme == std::string::npos ? 0 : scheme + 3;
  return url.substr(start, url.find('/', start) - start);
}

std::string possessive(const std::string& who) { return who + "'s"; }

std::string capitalised(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

std::string sentence(std::string text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '.')) text.pop_back();
  return text.empty() ? text : capitalised(text) + ".";
}

bool at_edge(double p) {
  return probability_text(p) == probability_text(contradicted_to) ||
         probability_text(p) == probability_text(supported_from);
}

}  // namespace tenfold::report
