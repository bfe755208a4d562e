#include "laws/library.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "laws/entries.h"

namespace tenfold::laws {
namespace {

bool contains(const std::vector<Variable>& list, Variable v) {
  return std::find(list.begin(), list.end(), v) != list.end();
}

bool is_given(const LawFunction& f, const Query& query) {
  return std::all_of(f.needs.begin(), f.needs.end(),
                     [&](Variable v) { return query.count(v) > 0; });
}

bool takes(const LawFunction& f, Variable v) { return contains(f.needs, v) || contains(f.may, v); }

// Whether all that `f` needs, and more, is needed by `other`.
bool is_within(const LawFunction& f, const LawFunction& other) {
  return other.needs.size() > f.needs.size() &&
         std::all_of(f.needs.begin(), f.needs.end(),
                     [&](Variable v) { return contains(other.needs, v); });
}

// The functions that can be computed, less those that would leave out what another takes.
std::vector<const LawFunction*> chosen(const Variant& variant, const Query& query) {
  std::vector<const LawFunction*> found;
  for (const LawFunction& f : variant.functions) {
    const bool lesser = std::any_of(
        variant.functions.begin(), variant.functions.end(),
        [&](const LawFunction& other) { return is_given(other, query) && is_within(f, other); });
    if (is_given(f, query) && !lesser) found.push_back(&f);
  }
  return found;
}

std::string options(const std::vector<Variable>& list) {
  std::string out;
  for (const Variable v : list) out += fmt::format("{}--{}", out.empty() ? "" : " ", name(v));
  return out;
}

void warn_beyond(const LawEntry& law, Variable variable, double value,
                 std::vector<std::string>& warnings) {
  for (const Range& range : law.ranges) {
    const bool below = value<range.low, above = value> range.high;
    if (range.variable != variable || !std::isfinite(value) || !(below || above)) continue;
    warnings.push_back(fmt::format("{} of {} lies {} {} the law's range, {}", name(variable),
                                   value_text(variable, value),
                                   distance_text(variable, value, below ? range.low : range.high),
                                   below ? "below" : "above", range_text(range)));
  }
}

std::optional<std::string> value_fault(const Query& query) {
  for (const auto& [variable, value] : query) {
    const VariableFacts& f = facts(variable);
    if (!(value >= f.low && value <= f.high))
      return fmt::format("--{} is {}: needs a number from {} to {} ({})", name(variable), value,
                         f.low, f.high, f.meaning);
  }
  return std::nullopt;
}

}  // namespace

std::string range_text(const Range& range) {
  if (range.low == 0) return "up to " + value_text(range.variable, range.high);
  return fmt::format("{} to {}", value_text(range.variable, range.low),
                     value_text(range.variable, range.high));
}

const std::vector<LawEntry>& laws() {
  static const std::vector<LawEntry> all = [] {
    std::vector<LawEntry> list;
    for (auto* entries :
         {dense_entries, coupled_entries, data_entries, frontier_entries, expert_entries,
          mixture_entries, precision_entries, batch_entries, progress_entries})
      for (LawEntry& entry : entries()) list.push_back(std::move(entry));
    return list;
  }();
  return all;
}

const LawEntry* find_law(const std::string& key) {
  for (const LawEntry& law : laws())
    if (law.key == key) return &law;
  return nullptr;
}

const Variant* find_variant(const LawEntry& law, const std::string& key) {
  for (const Variant& variant : law.variants)
    if (key.empty() || variant.key == key) return &variant;
  return nullptr;
}

std::optional<std::string> query_fault(const LawEntry& law, const Variant& variant,
                                       const Query& query) {
  if (variant.functions.empty())
    return fmt::format("{} states how things go and computes nothing", law.key);
  if (auto fault = value_fault(query)) return fault;
  const auto functions = chosen(variant, query);
  std::string ways;
  for (const LawFunction& f : variant.functions)
    ways += fmt::format("\n  {}{}: {}", options(f.needs),
                        f.may.empty() ? "" : fmt::format(" [{}]", options(f.may)), f.answers);
  for (const auto& [variable, value] : query) {
    const auto used = [v = variable](const auto* f) { return takes(*f, v); };
    if (std::any_of(functions.begin(), functions.end(), used)) continue;
    const bool known = std::any_of(variant.functions.begin(), variant.functions.end(),
                                   [v = variable](const auto& f) { return takes(f, v); });
    return fmt::format("law {} {}--{}{}; it takes{}", law.key,
                       known ? "needs more beside " : "takes no ", name(variable),
                       known ? ", or less" : "", ways);
  }
  return std::nullopt;
}

Answer ask(const LawEntry& law, const Variant& variant, const Query& query) {
  Answer answer;
  if (!variant.warning.empty()) answer.warnings.push_back(variant.warning);
  for (const auto& [variable, value] : query) warn_beyond(law, variable, value, answer.warnings);
  for (const LawFunction* f : chosen(variant, query)) {
    const AnswerPart part{f->answers, f->of(query)};
    for (const LawValue& q : part.quantities) {
      if (!std::isfinite(q.value))
        answer.warnings.push_back(
            fmt::format("{} has no value here: beyond what the law can reach", q.symbol));
      if (q.variable && query.count(*q.variable) == 0)
        warn_beyond(law, *q.variable, q.value, answer.warnings);
    }
    answer.parts.push_back(part);
  }
  return answer;
}

Evidence weakest(const Variant& variant) {
  // From strongest to weakest.
  constexpr std::array order{Evidence::verified, Evidence::refitted, Evidence::derived,
                             Evidence::second_hand, Evidence::recalled};
  std::size_t rank = 0;
  for (const Coefficient& c : variant.coefficients)
    rank = std::max(rank, static_cast<std::size_t>(
                              std::find(order.begin(), order.end(), c.evidence) - order.begin()));
  return order[rank];
}

}  // namespace tenfold::laws
