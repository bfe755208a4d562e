// `--set path=value`: one value of a scenario replaced.
#include <cmath>

#include "io/read.h"
#include "io/scenario.h"
#include "io/scenario_checks.h"

namespace tenfold::io {
namespace {

[[noreturn]] void refuse(std::string_view path, std::string_view value, std::string_view what) {
  throw InputError(fmt::format("--set {}={}: {}", path, value, what));
}

struct Limits {
  double low, high;
};

// What a file may say at that path too.
Limits limits(std::string_view path) {
  if (path == "claim.ratio") return {1e-6, 1e9};
  if (path == "evidence.word") return {1e-6, 1e6};
  if (path.substr(0, 7) == "priors.") return {1e-6, 1e6};
  return {1e3, 1e18};  // parameters and tokens
}

double number(std::string_view path, std::string_view value) {
  const auto parsed = parse_scaled(value);
  const Limits range = limits(path);
  if (!parsed || *parsed < range.low || *parsed > range.high)
    refuse(
        path, value,
        fmt::format("needs a number from {} to {}, as in 1.5 or \"42 B\"", range.low, range.high));
  return *parsed;
}

// "2.5" or "2.5 [1.2, 5.2]", a log-normal's median, 5 and 95 % points.
Uncertain distribution(std::string_view path, std::string_view value) {
  const auto open = value.find('['), comma = value.find(','), close = value.find(']');
  if (open == std::string_view::npos) return Certain{number(path, value)};
  constexpr std::string_view form = "needs a number, or \"2.5 [1.2, 5.2]\"";
  if (comma == std::string_view::npos || close == std::string_view::npos || comma < open ||
      close < comma)
    refuse(path, value, form);
  const auto part = [&](std::size_t from, std::size_t to) {
    std::string_view text = value.substr(from, to - from);
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return number(path, text);
  };
  const LogNormal result{part(0, open), part(open + 1, comma), part(comma + 1, close)};
  if (const std::string wrong = flaw(result); !wrong.empty()) refuse(path, value, wrong);
  return result;
}

// A log-normal with one of its three points moved; the others follow so that it stays one.
Uncertain moved(const Uncertain& before, std::string_view point, std::string_view path,
                std::string_view value) {
  const double to = number(path, value);
  if (is_certain(before) && point == "median") return Certain{to};
  const auto* old = std::get_if<LogNormal>(&before);
  if (!old) refuse(path, value, "needs a log-normal: this is another distribution");
  if (point == "median") {
    const double scale = to / old->median;
    return LogNormal{to, old->p05 * scale, old->p95 * scale};
  }
  LogNormal result = *old;
  (point == "p05" ? result.p05 : result.p95) = to;
  result.median = std::sqrt(result.p05 * result.p95);
  if (const std::string wrong = flaw(result); !wrong.empty()) refuse(path, value, wrong);
  return result;
}

// What the person who set a value stands behind.
Provenance by_hand(std::string_view path) {
  return {Grade::assumed, {}, fmt::format("set on the command line: --set {}", path), {}, 0};
}

struct Path {
  std::string_view whole, head, middle, point;  // "priors.data.median": "priors", "data", "median"
};

Path split(std::string_view path) {
  const auto first = path.find('.');
  if (first == std::string_view::npos) return {path, path, {}, {}};
  const auto rest = path.substr(first + 1);
  const auto second = rest.find('.');
  if (second == std::string_view::npos) return {path, path.substr(0, first), rest, {}};
  return {path, path.substr(0, first), rest.substr(0, second), rest.substr(second + 1)};
}

Uncertain changed(const Uncertain& before, const Path& path, std::string_view value) {
  return path.point.empty() ? distribution(path.whole, value)
                            : moved(before, path.point, path.whole, value);
}

void set_factor(Priors& priors, const Path& path, std::string_view value) {
  for (Factor& factor : priors.factors)
    if (factor.key == path.middle) {
      factor.value = changed(factor.value, path, value);
      priors.provenance[fmt::format("factors.{}.value", factor.key)] = by_hand(path.whole);
    }
}

void set_active(Model& model, const Path& path, std::string_view value) {
  const bool announced = model.published.active.has_value() || !model.undisclosed ||
                         !model.undisclosed->active_parameters;
  std::optional<Uncertain>& slot =
      announced ? model.published.active : model.undisclosed->active_parameters;
  slot = changed(slot.value_or(Certain{1}), path, value);
  model.provenance[announced ? "published.active" : "undisclosed.active_parameters"] =
      by_hand(path.whole);
}

// Tokens that become uncertain are no longer an exact count.
void set_tokens(Model& model, const Path& path, std::string_view value) {
  std::optional<Uncertain> before;
  if (model.undisclosed) before = model.undisclosed->tokens;
  if (model.training.tokens) before = Certain{real(*model.training.tokens)};
  const Uncertain after = changed(before.value_or(Certain{1}), path, value);
  model.training.tokens.reset();
  if (is_certain(after)) model.training.tokens = static_cast<Count>(median(after));
  if (!is_certain(after) && !model.undisclosed) model.undisclosed = Undisclosed{};
  if (model.undisclosed) model.undisclosed->tokens = after;
  model.provenance["training.tokens"] = by_hand(path.whole);
  model.provenance["undisclosed.tokens"] = by_hand(path.whole);
}

void set_party(Party& party, const Path& path, std::string_view value) {
  if (path.middle == "tokens")
    set_tokens(party.model, path, value);
  else
    set_active(party.model, path, value);
}

void set_ratio(Claim& claim, std::string_view value) {
  claim.ratio.value = Certain{number("claim.ratio", value)};
  claim.ratio.provenance = by_hand("claim.ratio");
}

void set_headline(Claim& claim, std::string_view value) {
  std::vector<std::string> known;
  for (const ReadingSpec& spec : claim.readings) known.emplace_back(name(spec.estimand));
  for (const ReadingSpec& spec : claim.readings)
    if (name(spec.estimand) == value) {
      claim.headline = spec.estimand;
      return;
    }
  refuse("headline", value,
         fmt::format("needs one of {}{}", fmt::join(known, ", "), suggestion(value, known)));
}

std::int64_t whole_number(std::string_view path, std::string_view value) {
  const auto count = parse_scaled_count(value);
  if (!count || *count < 0 || *count > Count{1} << 62) refuse(path, value, "needs a whole number");
  return static_cast<std::int64_t>(*count);
}

void set_sampling(Sampling& sampling, std::string_view path, std::string_view value) {
  const std::int64_t number = whole_number(path, value);
  if (path == "seed") {
    sampling.seed = static_cast<std::uint64_t>(number);
    return;
  }
  if (!is_good_draws(number)) refuse(path, value, "needs a power of two from 1024 to 16777216");
  sampling.draws = number;
}

}  // namespace

std::vector<std::string> settable(const Scenario& scenario) {
  std::vector<std::string> paths{"claim.ratio", "headline", "draws", "seed"};
  const auto add = [&](const std::string& stem) {
    paths.push_back(stem);
    for (const char* point : {".median", ".p05", ".p95"}) paths.push_back(stem + point);
  };
  const Claim& claim = scenario.claim;
  if (!claim.readings.empty()) paths.emplace_back("evidence.word");
  if (!claim.priors.empty())
    for (const Factor& factor : claim.priors[claim.chosen_priors].factors)
      add("priors." + factor.key);
  for (const char* side : {"baseline.", "challenger."})
    for (const char* what : {"active_parameters", "tokens"}) add(std::string(side) + what);
  return paths;
}

Scenario with(const Scenario& before, std::string_view path, std::string_view value) {
  const auto known = settable(before);
  if (std::find(known.begin(), known.end(), path) == known.end())
    throw InputError(
        fmt::format("--set {}: there is no such value{}", path, suggestion(path, known)));
  Scenario after = before;
  const Path parts = split(path);
  if (parts.head == "priors")
    set_factor(after.claim.priors[after.claim.chosen_priors], parts, value);
  else if (parts.head == "baseline")
    set_party(after.claim.baseline, parts, value);
  else if (parts.head == "challenger")
    set_party(after.claim.challenger, parts, value);
  else if (parts.head == "evidence")
    after.claim.evidence.word = VendorWord{number(path, value), by_hand(path)};
  else if (path == "headline")
    set_headline(after.claim, value);
  else if (path == "claim.ratio")
    set_ratio(after.claim, value);
  else
    set_sampling(after.sampling, path, value);
  return after;
}

}  // namespace tenfold::io
