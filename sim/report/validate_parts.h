// What the text and the page of `tenfold validate` share. Private to report/.
#pragma once

#include <string>
#include <vector>

#include "report/page.h"
#include "report/validate.h"

namespace tenfold::report {

std::string validate_title(const ValidateReport&);
std::vector<Section> validate_sections(const ValidateReport&);

// "hagemann: LLaMA 13B on 64 a100-sxm-80gb tp2 pp2"
std::string run_label(const MeasuredRun&);

}  // namespace tenfold::report
