// Epoch AI's table of models (a CSV file), by the names of its columns.
//
// Source of the columns: epoch.ai/data/ai-models, snapshot of May 2026. A column that is absent is
// read as empty, so that older and newer snapshots work; `Model` must be there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tenfold::io {

struct EpochRow {
  std::int64_t line = 0;
  std::string model, organization, date, confidence, hardware, notes;
  std::optional<double> flops, parameters, tokens, hardware_quantity, hardware_hours, cost;
};

// Throws InputError for a file without the column `Model` and for cells that are no numbers.
std::vector<EpochRow> read_epoch(const std::string& path, std::string_view text);

// A model/1 file of a row: sizes as Epoch gives them, graded estimated.
std::string epoch_model_file(const EpochRow&);

}  // namespace tenfold::io
