// Small claims made by hand, for tests of the engine.
#pragma once

#include "claim/verdict.h"

namespace tenfold::fixture {

inline Provenance disclosed() {
  return {Grade::disclosed,
          {"card", "a card", "https://example.org", "2025-01-01", {}, {}},
          {},
          "models/x.toml",
          1};
}
inline Provenance assumed() { return {Grade::assumed, {}, "a judgement", "models/x.toml", 1}; }

// A model of `active` parameters, announced, and `tokens`, both disclosed.
inline Model disclosed_model(const std::string& key, double active, Count tokens) {
  Model model;
  model.key = model.name = key;
  model.published.active = Certain{active};
  model.training.tokens = tokens;
  model.provenance = {{"published.active", disclosed()}, {"training.tokens", disclosed()}};
  return model;
}

// A model whose parameters and tokens are known as distributions.
inline Model undisclosed_model(const std::string& key, Uncertain active, Uncertain tokens) {
  Model model;
  model.key = model.name = key;
  model.undisclosed = Undisclosed{{}, std::move(active), std::move(tokens)};
  model.provenance = {{"undisclosed.active_parameters", assumed()},
                      {"undisclosed.tokens", assumed()}};
  return model;
}

struct NamedValue {
  const char* key;
  Uncertain value;
};
inline Priors priors(const std::string& key, const std::vector<NamedValue>& values) {
  Priors result{key, "a set", "set after the claim", {}, {}, {}, {}};
  for (const NamedValue& v : values) {
    result.factors.push_back({v.key, v.key, FactorGroup::architecture, v.value, {}});
    result.provenance[std::string("factors.") + v.key + ".value"] = assumed();
  }
  return result;
}

inline ReadingSpec reading(Estimand estimand, std::vector<std::string> fixed = {}) {
  return {estimand, std::string(name(estimand)), {}, {}, std::move(fixed), {}};
}

// "challenger reaches baseline's capability with a tenth", by both models as shipped.
inline Claim shipped(Model baseline, Model challenger) {
  Claim claim;
  claim.title = "a claim";
  claim.ratio = {"test: claim.ratio", "times less", Certain{10}, disclosed(), {}};
  claim.baseline.model = std::move(baseline);
  claim.challenger.model = std::move(challenger);
  claim.readings = {reading(Estimand::shipped_pair)};
  claim.boundaries = {{"own pretraining", {}, {}}};
  return claim;
}

// The same by a recipe: the product of the set's factors.
inline Claim recipe(Priors set) {
  Claim claim = shipped(disclosed_model("a", 17e9, 22'000'000'000'000),
                        disclosed_model("b", 17e9, 2'200'000'000'000));
  claim.readings = {reading(Estimand::recipe_as_built)};
  claim.headline = Estimand::recipe_as_built;
  claim.priors = {std::move(set)};
  return claim;
}

}  // namespace tenfold::fixture
