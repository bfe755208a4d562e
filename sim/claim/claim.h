// A claim of the kind "B reaches A's capability with 1/R of A's training compute", with everything
// that it is checked against. A = baseline, B = challenger. All compute is in FLOPs, a
// multiply-add is two.
//
// Estimands (Tenfold's facts, scaling laws 3.1); ratio = baseline's FLOPs / challenger's:
//   shipped-pair       the two models as shipped: C_A / C_B, C = 6 x active parameters x tokens
//   recipe-as-built    C_A / (FLOPs that B's recipe needs to reach A's level): product of factors
//   recipe-frontier    the same against A's recipe at its own compute-optimal point
//   accelerator-hours, dollars, energy   the same pair in other currencies
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/fields.h"
#include "base/names.h"
#include "base/provenance.h"
#include "base/uncertain.h"
#include "campaign/run_cost.h"
#include "claim/evidence.h"
#include "claim/priors.h"
#include "hardware/accelerator.h"
#include "model/model.h"

namespace tenfold {

enum class Estimand : std::uint8_t {
  shipped_pair,
  recipe_as_built,
  recipe_frontier,
  accelerator_hours,
  dollars,
  energy
};
template <>
inline constexpr std::array enum_names<Estimand>{
    std::string_view("shipped-pair"),    std::string_view("recipe-as-built"),
    std::string_view("recipe-frontier"), std::string_view("accelerator-hours"),
    std::string_view("dollars"),         std::string_view("energy")};

constexpr bool is_recipe(Estimand e) {
  return e == Estimand::recipe_as_built || e == Estimand::recipe_frontier;
}

// A number of a file with what stands behind it.
struct Sourced {
  std::string path;   // "llama-4-maverick: training.tokens"
  std::string label;  // "tokens"
  Uncertain value = Certain{0};
  Provenance provenance;
  std::string unit;  // printed after it; "" for a bare count
};

// One way to read the claim.
struct ReadingSpec {
  Estimand estimand = Estimand::shipped_pair;
  std::string label;               // "the model Muse Spark 1.0 itself"
  std::string note;                // "as the press has it"
  std::string yardstick;           // by what the two count as equally capable
  std::vector<std::string> fixed;  // factors held at 1: "allocation"
  std::optional<double> ratio;     // where it is not the claim's
};
template <>
struct Fields<ReadingSpec> {
  static constexpr std::tuple table{
      Field{"estimand", &ReadingSpec::estimand, "what the ratio is of"},
      Field{"label", &ReadingSpec::label, "as reports call it"},
      Field{"note", &ReadingSpec::note, "whose words it is nearest to", optional},
      Field{"yardstick", &ReadingSpec::yardstick, "by what the two are equally capable", optional},
      Field{"fixed", &ReadingSpec::fixed, "factors held at 1", optional},
      Field{"ratio", &ReadingSpec::ratio, "times less, where not the claim's",
            Rule{.required = false, .low = 1e-6, .high = 1e9}},
  };
};

// Somebody's own words about the claim.
struct Statement {
  std::string who;      // "press", "Meta"
  std::string words;    // quoted
  std::string subject;  // what the words are about: "a recipe, from a scaling law …"
  Source source;
};

// Compute that may count as a model's.
enum class Component : std::uint8_t {
  own_pretraining,
  context_extension,
  post_training,
  teacher_forward,
  teacher_training,
  synthetic_data,
  failed_runs,
  towers
};
template <>
inline constexpr std::array enum_names<Component>{
    std::string_view("own-pretraining"),  std::string_view("context-extension"),
    std::string_view("post-training"),    std::string_view("teacher-forward"),
    std::string_view("teacher-training"), std::string_view("synthetic-data"),
    std::string_view("failed-runs"),      std::string_view("towers")};

// A part of a boundary: `share` of that compute.
struct BoundaryPart {
  Component component = Component::own_pretraining;
  double share = 1;
};

// What is counted on both sides. Own pretraining always is. `replaces` are the factors that stood
// for what is now counted; they leave the product.
struct Boundary {
  std::string label;
  std::vector<BoundaryPart> parts;  // beside own pretraining
  std::vector<std::string> replaces;
};

// What the engine says of such a run: a job that names accelerators and a plan, most of it
// supposed.
struct EngineRun {
  std::string job;    // bare name of its scenario: `tenfold run JOB`
  std::string model;  // its name
  std::string on;     // "32,768 H100 SXM5 80GB"
  Count tokens = 0;
  Estimate<Seconds> accelerator_time;
  std::optional<Estimate<Dollars>> dollars;
};

// One side of the claim, and what is known of it. Nothing where nothing is disclosed.
struct Party {
  Model model;
  std::optional<Accelerator> accelerator;   // of model.training
  std::optional<Model> teacher;             // it learned from
  bool without_teacher = false;             // known to have had none
  std::map<Component, Sourced> components;  // FLOPs of what is not own pretraining or a teacher's
  std::optional<Sourced> dollars, joules;
  std::optional<EngineRun> engine{};
};

// A model that is no party, shown to give a sense of size.
struct ScaleModel {
  Model model;
  Sourced tokens;         // that it is assumed to have seen
  std::string condition;  // "That 1.0 had this shape is not known."
  std::optional<EngineRun> engine{};
};

struct Score {
  Sourced value;
  std::string version;  // of the index
  std::string note;     // "a reasoning model after reinforcement learning"
};
struct Capability {
  std::string index;
  Score baseline, challenger;  // of the same version: io refuses others
  std::string finding;         // "Parity is not what was shown."
  bool parity_shown = false;
};

// What new fact would decide. `factor` links it to a share of the uncertainty.
struct Settler {
  std::string what;
  std::string factor;               // "" for none
  std::optional<Estimand> decides;  // a reading that it decides
};

struct Claim {
  std::string title;
  Sourced ratio;  // "times less": 10
  std::vector<Statement> statements;
  Party baseline, challenger;
  std::vector<ReadingSpec> readings;
  Estimand headline = Estimand::shipped_pair;  // the reading that the exit code follows
  std::vector<Boundary> boundaries;            // the first counts own pretraining alone
  std::vector<Priors> priors;                  // all sets that are shown
  std::size_t chosen_priors = 0;               // the set that the readings use
  std::optional<ScaleModel> scale;
  std::vector<Capability> capabilities;
  std::vector<Settler> settlers;
  std::string untested_until;  // no independent test was found up to this date: "Nov 2026"
  std::optional<Sourced> highest_peak_share;  // of rated peak that a whole run can reach
  std::vector<Source> sources;
  Evidence evidence{};
};

// The set of priors that the readings rest on; an empty one where the claim has none.
Priors priors_in_use(const Claim&);

// FLOPs of a side's own pretraining, 6nd-active, at the medians; nothing where not disclosed.
std::optional<double> own_pretraining(const Party&);

// The reading of an estimand, or null.
const ReadingSpec* find_reading(const Claim&, Estimand);

}  // namespace tenfold
