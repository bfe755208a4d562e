// Published figures of whole runs beside ours: the pages of `tenfold validate` on such a table.
#pragma once

#include <string>
#include <vector>

#include "campaign/published.h"

namespace tenfold::report {

std::string published_text(const std::vector<CampaignFigure>&);  // 80 columns
std::string published_markdown(
    const std::vector<CampaignFigure>&);  // the table of docs/campaign.md

}  // namespace tenfold::report
