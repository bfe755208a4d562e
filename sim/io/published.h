// Tables of published figures of whole runs, as CSV: see docs/formats.md, section "Published runs".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "campaign/published.h"
#include "io/envelope.h"
#include "io/library.h"

namespace tenfold::io {

// Whether a table is one of these, by its first column, `check`.
bool is_published_table(std::string_view text);

// Throws InputError that names every fault in the table, also a model or profile that a row of
// serving names and the library does not have.
std::vector<CampaignFigure> read_published(const Library&, const std::string& path,
                                           std::string_view text);

// Each figure beside ours.
std::string published_json(const InputFile&, const std::vector<CampaignFigure>&);
std::string published_csv(const std::vector<CampaignFigure>&);

}  // namespace tenfold::io
