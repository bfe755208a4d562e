// The reports of `tenfold compare`: as text, as Markdown, as a page and as a workbook.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/workbook.h"
#include "report/page.h"
#include "report/run.h"
#include "scenario/compare.h"

namespace tenfold::report {

// At most 80 columns.
// `asked`: sections beyond the comparison's own, before them.
std::string compare_text(const CompareInput&, const CompareReport&, const RunOrigin&,
                         const std::vector<Section>& asked = {});
std::string compare_markdown(const CompareInput&, const CompareReport&, const RunOrigin&,
                             const std::vector<Section>& asked = {});

// One page that loads nothing: no script, no network; light and dark, fit to print.
std::string compare_html(const CompareInput&, const CompareReport&, const RunOrigin&,
                         const std::vector<Section>& asked = {});

// The page for a board, then the inputs, then the sources: values alone.
Workbook compare_workbook(const CompareInput&, const CompareReport&, const RunOrigin&);

// What stands above the sections: "Job", "Deadline", "Note" and their words.
std::vector<std::pair<std::string, std::string>> compare_header(const CompareInput&,
                                                                const CompareReport&);
// The table of offers first, then the answer, prices to win, trust, gaps, energy, plans, limits.
std::vector<Section> compare_sections(const CompareInput&, const CompareReport&);
// The answer in a sentence or two.
std::string compare_answer(const CompareInput&, const CompareReport&);

// "A" of "A H100" where names start with a letter or two each, else the name.
std::string short_name(const CompareReport&, std::size_t offer);

}  // namespace tenfold::report
