#include "search/stage_split.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "base/count.h"
#include "model/parameters.h"
#include "schedule/stage_layout.h"

namespace tenfold {
namespace {

constexpr Size most_layers = 100'000;  // of one stage, of a text that is no mistake
constexpr std::size_t most_stages = 100'000;
constexpr std::string_view even = "even";

struct EndWord {
  std::string_view before;
  bool first = false, last = false;
};
constexpr std::array end_words{EndWord{"ends-less-", true, true}, EndWord{"first-less-", true},
                               EndWord{"last-less-", false, true}};

std::optional<Size> number(std::string_view digits, Size least) {
  const auto count = parse_count(digits);
  if (!count || *count < least || *count > most_layers) return std::nullopt;
  return static_cast<Size>(*count);
}

// "8x6" or "8", put at the end of a list.
bool add_run(std::vector<Size>& to, std::string_view run) {
  const auto cross = run.find('x');
  const auto layers = number(run.substr(0, cross), 0);
  const auto times =
      cross == std::string_view::npos ? std::optional<Size>(1) : number(run.substr(cross + 1), 1);
  if (!layers || !times || to.size() + static_cast<std::size_t>(*times) > most_stages) return false;
  to.insert(to.end(), static_cast<std::size_t>(*times), *layers);
  return true;
}

// Layers and what stands beside them at the ends, spread evenly.
std::optional<std::vector<Size>> spread(const StageSplit& s, ParallelPlan p, Size layers) {
  p.stage_layers.clear();
  std::vector<Size> each = stage_layout(p, layers + s.first_less + s.last_less);
  each.front() -= s.first_less;
  each.back() -= s.last_less;
  if (each.front() < 0 || each.back() < 0) return std::nullopt;
  return each;
}

}  // namespace

std::optional<StageSplit> stage_split_named(std::string_view text) {
  if (text == even) return StageSplit{};
  for (const EndWord& w : end_words) {
    if (text.substr(0, w.before.size()) != w.before) continue;
    const auto less = number(text.substr(w.before.size()), 1);
    if (!less) return std::nullopt;
    return StageSplit{{}, w.first ? *less : 0, w.last ? *less : 0};
  }
  const auto layers = layers_named(text);
  return layers ? std::optional(StageSplit{*layers}) : std::nullopt;
}

std::string words(const StageSplit& s) {
  if (s.first_less == 0 && s.last_less == 0) return layers_text(s.layers);
  const auto& word = end_words[s.first_less == 0 ? 2 : s.last_less == 0 ? 1 : 0];
  return fmt::format("{}{}", word.before, std::max(s.first_less, s.last_less));
}

std::optional<std::vector<Size>> stage_layers(const StageSplit& s, const ParallelPlan& p,
                                              Size layers) {
  ParallelPlan plain = p;
  plain.stage_layers.clear();
  std::optional<std::vector<Size>> each = s.layers;
  if (s.layers.empty()) {
    each = spread(s, p, layers);
  } else if (std::ssize(s.layers) != distinct_stages(p) ||
             std::accumulate(s.layers.begin(), s.layers.end(), Size{0}) != layers) {
    return std::nullopt;
  }
  if (each && *each == stage_layout(plain, layers)) each->clear();
  return each;
}

std::string layers_text(const std::vector<Size>& layers) {
  if (layers.empty()) return std::string(even);
  std::string text;
  for (auto at = layers.begin(); at != layers.end();) {
    const auto end = std::find_if(at, layers.end(), [&](Size n) { return n != *at; });
    if (!text.empty()) text += ':';
    text += end - at > 1 ? fmt::format("{}x{}", *at, end - at) : fmt::format("{}", *at);
    at = end;
  }
  return text;
}

std::optional<std::vector<Size>> layers_named(std::string_view text) {
  std::vector<Size> layers;
  if (text == even) return layers;
  for (;;) {
    const auto colon = std::min(text.find(':'), text.size());
    if (!add_run(layers, text.substr(0, colon))) return std::nullopt;
    if (colon == text.size()) return layers;
    text.remove_prefix(colon + 1);
  }
}

Size head_in_layers(const Architecture& a) {
  const ModelParameters p = model_parameters(a);
  const Count layers = p.text.active - p.input_embedding - p.head;
  const Size modules = a.multi_token_prediction ? a.multi_token_prediction->modules : 0;
  const double head = real(a.vocabulary) * real(a.hidden) * real(1 + modules);
  const double after = head + real(p.prediction.active);
  return layers > 0 ? std::lround(after * real(std::ssize(a.layers)) / real(layers)) : 0;
}

}  // namespace tenfold
