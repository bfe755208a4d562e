#include "io/scenario_checks.h"

#include <fmt/format.h>

#include "io/suggest.h"

namespace tenfold::io {
namespace {

const toml::node& at(const Document& document, std::string_view key) {
  const toml::node* node = document.root().get(key);
  return node ? *node : document.root();
}

// The element of [[key]] at a place, which was read before.
const toml::node& element(const Document& document, std::string_view key, std::size_t place) {
  return *document.root().get(key)->as_array()->get(place);
}

void check_factor(const std::string& factor, const Claim& claim, const toml::node& where,
                  std::string_view what, Document& document) {
  if (claim.priors.empty() || find_factor(claim.priors[claim.chosen_priors], factor)) return;
  const Priors& priors = claim.priors[claim.chosen_priors];
  std::vector<std::string> known;
  for (const Factor& f : priors.factors) known.push_back(f.key);
  document.fault(where, fmt::format("{} '{}', which the priors '{}' do not have{}", what, factor,
                                    priors.key, suggestion(factor, known)));
}

void check_readings(const Claim& claim, Document& document) {
  bool needs_priors = false;
  for (std::size_t i = 0; i < claim.readings.size(); ++i) {
    needs_priors = needs_priors || is_recipe(claim.readings[i].estimand);
    for (const std::string& factor : claim.readings[i].fixed)
      check_factor(factor, claim, element(document, "readings", i), "holds fixed", document);
  }
  if (needs_priors && claim.priors.empty() && !document.root().get("priors"))
    document.fault(document.root(), "[priors] is missing: a reading of a recipe needs one");
  if (!claim.readings.empty() && !find_reading(claim, claim.headline))
    document.fault(
        at(document, "headline"),
        fmt::format("'headline' is '{}', which is not among the readings", name(claim.headline)));
}

void check_boundaries(const Claim& claim, Document& document) {
  if (!document.root().get("boundaries")) return;
  if (!claim.boundaries.front().parts.empty())
    document.fault(element(document, "boundaries", 0),
                   "the first boundary counts own pretraining alone: leave out 'counts'");
  for (std::size_t i = 0; i < claim.boundaries.size(); ++i)
    for (const std::string& factor : claim.boundaries[i].replaces)
      check_factor(factor, claim, element(document, "boundaries", i), "replaces", document);
}

void check_capabilities(const Claim& claim, Document& document) {
  for (std::size_t i = 0; i < claim.capabilities.size(); ++i) {
    const Capability& c = claim.capabilities[i];
    if (c.baseline.version != c.challenger.version)
      document.fault(element(document, "capability", i),
                     fmt::format("scores of '{}' are of version {} and of version {}: compare "
                                 "scores of one version only",
                                 c.index, c.baseline.version, c.challenger.version));
  }
}

void check_settlers(const Claim& claim, Document& document) {
  for (std::size_t i = 0; i < claim.settlers.size(); ++i)
    if (const std::string& factor = claim.settlers[i].factor; !factor.empty())
      check_factor(factor, claim, element(document, "settles", i), "settles", document);
}

void check_evidence(const Claim& claim, Document& document) {
  for (const LadderEvidence& ladder : claim.evidence.ladders)
    for (const std::string& factor : ladder.factors)
      check_factor(factor, claim, at(document, "evidence"), "a ladder measures", document);
  if (claim.evidence.verdict == Basing::combined && claim.evidence.basing() == Basing::combined &&
      claim.evidence.ladders.empty() && claim.evidence.compute.empty() && !claim.evidence.word)
    document.fault(at(document, "evidence"),
                   "'verdict' is combined, and there is no evidence to combine: needs a ladder, "
                   "compute or a word");
}

std::optional<std::int64_t> whole(const toml::table& table, std::string_view key,
                                  Document& document) {
  const toml::node* node = table.get(key);
  if (!node) return std::nullopt;
  const auto value = node->value_exact<std::int64_t>();
  if (!value || *value < 0)
    document.fault(*node, fmt::format("'{}' needs a whole number of at least 0", key));
  return value;
}

}  // namespace

bool is_good_draws(std::int64_t draws) {
  return draws >= 1024 && draws <= std::int64_t{1} << 24 && (draws & (draws - 1)) == 0;
}

Sampling sampling(Document& document) {
  Sampling result;
  const toml::node* node = document.root().get("sampling");
  const toml::table* table = node ? node->as_table() : nullptr;
  if (node && !table) document.fault(*node, "'sampling' needs to be a table: [sampling]");
  if (!table) return result;
  check_keys(*table, {"draws", "seed"}, document);
  result.draws = whole(*table, "draws", document).value_or(result.draws);
  if (!is_good_draws(result.draws))
    document.fault(*table->get("draws"), fmt::format("'draws' is {}: needs a power of two from "
                                                     "1024 to 16777216",
                                                     result.draws));
  if (const auto seed = whole(*table, "seed", document); seed && *seed >= 0)
    result.seed = static_cast<std::uint64_t>(*seed);
  return result;
}

void check_claim(const Claim& claim, Document& document) {
  check_readings(claim, document);
  check_boundaries(claim, document);
  check_capabilities(claim, document);
  check_settlers(claim, document);
  check_evidence(claim, document);
}

}  // namespace tenfold::io
