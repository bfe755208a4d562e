// What the forms of the search's report have in common. Private to report/.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "report/page.h"
#include "report/search.h"

namespace tenfold::report {

using Lines = std::vector<std::pair<std::string, std::string>>;  // lead, words

// The job, and what was tried; `timed`: in how many seconds.
Lines search_header(const SearchInput&, const SearchReport&, bool timed);

// That runs the fastest plan.
std::string fastest_command(const SearchReport&, const SearchOrigin&);

// Plans that none beats, in time and memory, with the fastest and the job's own.
std::string front_figure(const SearchInput&, const SearchReport&);

// The fastest, the cheapest, the leanest, the job's own; or why there is none.
Lines search_answer(const SearchInput&, const SearchReport&);

// Plans as rows: a column for each setting in which they differ.
Section fastest_section(const SearchInput&, const SearchReport&);

// The fastest side by side, and the sections below.
std::vector<Section> all_sections(const SearchInput&, const SearchReport&);
std::vector<Section> search_sections(const SearchInput&, const SearchReport&);

// "+8.5 %"
std::string slower_text(double share);

// "6.02 s"
std::string seconds_text(double seconds);

// "62.1 %", "0.04 %", "<.01 %"
std::string share_text(double share);

// What --plan takes, so that lines can break: "tensor=8, pipeline=16".
std::string spaced(std::string settings);

// Whether plans on clusters of several sizes, or with several batches, were tried.
bool sizes_differ(const SearchInput&);
bool batches_differ(const SearchInput&);

// The models of a ladder side by side.
Section ladder_section(const SearchReport&);

// What the rungs share, and which of them the rest of the report is of.
std::string ladder_words(const SearchReport&);

}  // namespace tenfold::report
