// The JSON and CSV of `tenfold validate`.
#pragma once

#include <optional>
#include <string>

#include "io/envelope.h"
#include "scenario/score.h"
#include "scenario/summary.h"

namespace tenfold::io {

// `side` is the one that `summary` is of; nothing for both.
std::string validate_json(const InputFile&, const Scores&, const Summary&,
                          std::optional<Side> side);

// A line a row of the table, scored or not.
std::string validate_csv(const Scores&, std::optional<Side> side);

}  // namespace tenfold::io
