#include "claim/left_out.h"

#include <algorithm>

namespace tenfold {
namespace {

std::vector<std::string> sorted(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  return names;
}

bool has_model(const PairQuestion& q, const std::string& key) {
  return !key.empty() && (key == q.baseline_key || key == q.challenger_key);
}

bool same_pair(const PairQuestion& asked, const PairQuestion& named) {
  if (!asked.baseline_key.empty() || !asked.challenger_key.empty())
    return has_model(asked, named.baseline_key) || has_model(asked, named.challenger_key);
  return sorted(asked.factors) == sorted(named.factors) &&
         (!asked.months_apart || asked.months_apart == named.months_apart);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t digits_from(std::string_view text, std::size_t at) {
  std::size_t n = 0;
  while (at + n < text.size() && is_digit(text[at + n])) ++n;
  return n;
}

}  // namespace

std::vector<std::string> arxiv_numbers(std::string_view text) {
  std::vector<std::string> numbers;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t year = digits_from(text, i);
    const bool dot = year == 4 && i + year < text.size() && text[i + year] == '.';
    const std::size_t own = dot ? digits_from(text, i + 5) : 0;
    if (own == 4 || own == 5) numbers.emplace_back(text.substr(i, 5 + own));
    i += std::max<std::size_t>(1, year + (dot ? 1 + own : 0));
  }
  return numbers;
}

bool is_left_out(const GradedFinding& graded, const PairQuestion& q, const PooledPriors& priors) {
  if (!graded.study.empty() &&
      std::find(q.cited.begin(), q.cited.end(), graded.study) != q.cited.end())
    return true;
  return std::any_of(priors.pairs.begin(), priors.pairs.end(), [&](const NamedPair& pair) {
    return pair.key == graded.finding.pair && same_pair(q, pair.question);
  });
}

}  // namespace tenfold
