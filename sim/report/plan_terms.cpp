#include "report/plan_terms.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/page.h"
#include "report/plan_drivers.h"
#include "report/words.h"

namespace tenfold::report {
namespace {

// Where steps have not as many sequences, the other's is scaled.
double batch_ratio(const PlanAccount& first, const PlanAccount& other) {
  return real(first.plan.global_batch) / real(other.plan.global_batch);
}

}  // namespace

std::string told(double value, const Scale& scale) {
  return fmt::format("{:.{}f}", value, scale.decimals);
}

std::string change(double value, const Scale& scale) {
  const std::string size = told(std::abs(value), scale);
  const bool nothing = size.find_first_not_of("0.") == std::string::npos;
  return (nothing ? "" : value < 0 ? "−" : "+") + size;
}

double sum(const std::vector<PlanTerm>& terms, double PlanTerm::*side) {
  double total = 0;
  for (const PlanTerm& t : terms) total += t.*side;
  return total;
}

int decimals_for(double largest) {
  if (!(largest > 0)) return 2;
  return std::clamp(3 - static_cast<int>(std::floor(std::log10(largest))) - 1, 2, 6);
}

std::vector<PlanTerm> time_terms(const PlanAccount& first, const PlanAccount& other) {
  std::vector<PlanTerm> terms;
  const double scale = batch_ratio(first, other);
  const std::vector<SettingChange> changes = differences(first.plan, other.plan);
  for (std::size_t i = 0; i < causes; ++i)
    terms.push_back({enum_names<Cause>[i], first.step.by_cause[i], scale * other.step.by_cause[i],
                     driver_words(static_cast<Cause>(i), changes)});
  return terms;
}

const StageFootprint& fullest(const PlanAccount& p) { return p.memory.stages[p.memory.fullest]; }

Scale memory_scale(const PlanAccount& largest) {
  const MemoryUnit unit = memory_unit(Bytes::base(fullest(largest).total()));
  return {unit.bytes, unit.name, 2};
}

std::vector<PlanTerm> memory_terms(const PlanAccount& first, const PlanAccount& other,
                                   double unit) {
  std::vector<PlanTerm> terms;
  const std::vector<SettingChange> changes = differences(first.plan, other.plan);
  for (std::size_t i = 0; i < memory_uses; ++i)
    terms.push_back({enum_names<MemoryUse>[i], fullest(first).bytes[i] / unit,
                     fullest(other).bytes[i] / unit,
                     driver_words(static_cast<MemoryUse>(i), changes)});
  return terms;
}

std::string in_time(std::string_view cause) {
  const bool is_bound = cause.size() > 6 && cause.substr(cause.size() - 6) == "-bound";
  if (is_bound) return fmt::format("{} work", cause);
  const bool is_thing = cause.find("products") != std::string_view::npos || cause == "attention";
  return fmt::format("{}{}", is_thing ? "time in " : "", cause);
}

std::string in_memory(std::string_view use) { return fmt::format("for {}", use); }

Biggest biggest(std::vector<PlanTerm> terms) {
  const bool less = sum(terms, &PlanTerm::first) <= sum(terms, &PlanTerm::other);
  double moved = 0;
  for (const PlanTerm& t : terms) moved += std::abs(t.more());
  std::stable_sort(terms.begin(), terms.end(), [](const PlanTerm& a, const PlanTerm& b) {
    return std::abs(a.more()) > std::abs(b.more());
  });
  Biggest found;
  for (const PlanTerm& t : terms) {
    if (std::abs(t.more()) < 0.05 * moved || t.more() == 0) continue;
    std::vector<PlanTerm>& side = (t.more() < 0) == less ? found.with : found.against;
    if (side.size() < 3) side.push_back(t);
  }
  return found;
}

std::string words(const Biggest& found, const Scale& scale, Phrase phrase) {
  const auto side = [&](const std::vector<PlanTerm>& terms) {
    std::vector<std::string> all;
    for (const PlanTerm& t : terms)
      all.push_back(fmt::format("{} {} ({}{}{})", t.more() < 0 ? "less" : "more", phrase(t.name),
                                change(t.more(), scale), nbsp, scale.word));
    return listed(all);
  };
  std::string text = side(found.with), against = side(found.against);
  if (against.empty()) return text;
  return text + (text.empty() ? "" : ", against ") + against;
}

std::string driver_sentence(const Biggest& found) {
  std::vector<std::pair<std::string, std::vector<std::string>>> groups;
  for (const std::vector<PlanTerm>* side : {&found.with, &found.against})
    for (const PlanTerm& t : *side) {
      if (t.drivers.empty()) continue;
      auto group = std::find_if(groups.begin(), groups.end(),
                                [&](const auto& g) { return g.first == t.drivers; });
      if (group == groups.end()) group = groups.insert(group, {t.drivers, {}});
      group->second.emplace_back(t.name);
    }
  std::vector<std::string> words;
  for (const auto& [drivers, terms] : groups)
    words.push_back(fmt::format("{} ({})", drivers, fmt::join(terms, ", ")));
  return words.empty() ? "" : fmt::format(" Behind it: {}.", fmt::join(words, ", "));
}

}  // namespace tenfold::report
