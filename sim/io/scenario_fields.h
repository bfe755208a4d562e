// What the tables of a scenario and a priors file hold, where a table is not the struct itself.
// Private to io/.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/fields.h"
#include "base/units.h"
#include "claim/claim.h"

namespace tenfold::io {

// The top of a scenario.
struct ScenarioTitle {
  std::string format, title, untested_until;
  Estimand headline = Estimand::shipped_pair;
};

// [claim]
struct ClaimTable {
  double ratio = 10;
};

// [[statements]]
struct StatementTable {
  std::string who, words, subject;
};

// [baseline], [challenger]
struct PartyTable {
  std::string model, teacher, run;
  std::optional<Quantity<Dimension{.usd = 1}>> dollars;
  std::optional<Quantity<Dimension{.joule = 1}>> energy;
};

// [[boundaries]]
struct BoundaryTable {
  std::string label;
  std::vector<BoundaryPart> counts;
  std::vector<std::string> replaces;
};

// [priors]
struct PriorsChoice {
  std::string use;
  std::vector<std::string> show;
};

// [scale]
struct ScaleTable {
  std::string model, condition, run;
  Count tokens = 0;
};

// [hours]
struct HoursTable {
  Uncertain highest_peak_share = Certain{1};
};

// [[capability]]
struct ScoreTable {
  Uncertain score = Certain{0};
  std::string version, note;
};
struct CapabilityTable {
  std::string index, finding;
  ScoreTable baseline, challenger;
  bool parity_shown = false;
};

// [[settles]]
struct SettlerTable {
  std::string what, factor;
  std::optional<Estimand> decides;
};

// The top of a set of priors.
struct PriorsTitle {
  std::string format, title, set, note;
};

}  // namespace tenfold::io

namespace tenfold {

template <>
struct Fields<io::ScenarioTitle> {
  using T = io::ScenarioTitle;
  static constexpr std::tuple table{
      Field{"format", &T::format, "the format and its version"},
      Field{"title", &T::title, "the claim in one line"},
      Field{"headline", &T::headline, "the reading that the exit code follows"},
      Field{"untested_until", &T::untested_until, "no independent test was found up to this date",
            optional},
  };
};

template <>
struct Fields<io::ClaimTable> {
  static constexpr std::tuple table{
      Field{"ratio", &io::ClaimTable::ratio, "how many times less compute is claimed",
            Rule{.low = 1e-6, .high = 1e9}},
  };
};

template <>
struct Fields<io::StatementTable> {
  using T = io::StatementTable;
  static constexpr std::tuple table{
      Field{"who", &T::who, "who said it"},
      Field{"words", &T::words, "in their own words"},
      Field{"subject", &T::subject, "what the words are about", optional},
  };
};

template <>
struct Fields<io::PartyTable> {
  using T = io::PartyTable;
  static constexpr std::tuple table{
      Field{"model", &T::model, "a model of models/, or a file"},
      Field{"teacher", &T::teacher, "the model that it learned from; \"none\" where it had none",
            optional},
      Field{"run", &T::run, "a job like its training, for the engine's hours", optional},
      Field{"dollars", &T::dollars, "what its training cost", optional},
      Field{"energy", &T::energy, "what its training drew", optional},
  };
};

template <>
struct Fields<BoundaryPart> {
  static constexpr std::tuple table{
      Field{"component", &BoundaryPart::component, "compute that is counted"},
      Field{"share", &BoundaryPart::share, "how much of it",
            Rule{.required = false, .low = 0, .high = 1}},
  };
};

template <>
struct Fields<io::BoundaryTable> {
  using T = io::BoundaryTable;
  static constexpr std::tuple table{
      Field{"label", &T::label, "as reports call it"},
      Field{"counts", &T::counts, "what is counted beside own pretraining", optional},
      Field{"replaces", &T::replaces, "factors that stood for what is now counted", optional},
  };
};

template <>
struct Fields<io::PriorsChoice> {
  using T = io::PriorsChoice;
  static constexpr std::tuple table{
      Field{"use", &T::use, "the set that the readings rest on"},
      Field{"show", &T::show, "further sets under which P is given", optional},
  };
};

template <>
struct Fields<io::ScaleTable> {
  using T = io::ScaleTable;
  static constexpr std::tuple table{
      Field{"model", &T::model, "a model that gives a sense of size"},
      Field{"tokens", &T::tokens, "tokens that it is taken to have seen", positive},
      Field{"condition", &T::condition, "what must be said with it", optional},
      Field{"run", &T::run, "a job like its training, for the engine's hours", optional},
  };
};

template <>
struct Fields<io::HoursTable> {
  static constexpr std::tuple table{
      Field{"highest_peak_share", &io::HoursTable::highest_peak_share,
            "the highest share of rated peak that a run can reach"},
  };
};

template <>
struct Fields<io::ScoreTable> {
  using T = io::ScoreTable;
  static constexpr std::tuple table{
      Field{"score", &T::score, "as published"},
      Field{"version", &T::version, "of the index"},
      Field{"note", &T::note, "what a reader should know", optional},
  };
};

template <>
struct Fields<io::CapabilityTable> {
  using T = io::CapabilityTable;
  static constexpr std::tuple table{
      Field{"index", &T::index, "by what the two are measured"},
      Field{"finding", &T::finding, "what the scores show"},
      Field{"parity_shown", &T::parity_shown, "that the two are equally capable was shown",
            optional},
      Field{"baseline", &T::baseline, "the baseline's score"},
      Field{"challenger", &T::challenger, "the challenger's score"},
  };
};

template <>
struct Fields<io::SettlerTable> {
  using T = io::SettlerTable;
  static constexpr std::tuple table{
      Field{"what", &T::what, "a fact that would decide"},
      Field{"factor", &T::factor, "the factor that it would settle", optional},
      Field{"decides", &T::decides, "the reading that it decides", optional},
  };
};

template <>
struct Fields<io::PriorsTitle> {
  using T = io::PriorsTitle;
  static constexpr std::tuple table{
      Field{"format", &T::format, "the format and its version"},
      Field{"title", &T::title, "what the set is"},
      Field{"set", &T::set, "when it was set, and whether the claim was known by then"},
      Field{"note", &T::note, "what a reader should know", optional},
  };
};

}  // namespace tenfold
