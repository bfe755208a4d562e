// What else is known of a model's training run, beside the count of its operations: whether its
// published hours fit the count, what the hours alone say, and which laws the run falls under.
#pragma once

#include <optional>
#include <vector>

#include "claim/hours.h"
#include "claim/regulation.h"
#include "ledger/tally.h"

namespace tenfold {

struct RegulatedPlace {
  Threshold threshold;
  Place place = Place::below;
};

struct RunFacts {
  std::optional<RateCheck> consistency;  // nothing without published hours
  std::optional<Spread> by_hours;        // hours x rated 16-bit peak x utilisation
  std::optional<Sourced> utilisation;    // that by_hours took
  std::vector<RegulatedPlace> places;    // empty where the run's FLOPs are not known
};

// `flops` is the run under the convention `exact`, or 6ND where no shape is disclosed.
RunFacts run_facts(const Model&, const std::optional<Accelerator>&,
                   const std::optional<Spread>& flops);

// The run's FLOPs, of whichever tally there is.
std::optional<Spread> run_flops(const Tally&);
std::optional<Spread> run_flops(const UndisclosedTally&);

}  // namespace tenfold
