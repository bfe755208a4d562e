// What the verbs `search` and `merge` share: how a result is told, and where it is written.
#pragma once

#include <memory>
#include <string>

#include "cli/verb.h"
#include "io/search.h"

namespace tenfold::cli {

struct SearchOutputs {
  std::string csv, markdown, html, out;
  std::string exported;  // a framework: the best plan as it takes it, instead of the report
  std::size_t rung = 0;  // of a ladder, from 1; 0: the one that tells itself
  bool json = false, all_plans = false;
};
void add_search_outputs(CLI::App& verb, const std::shared_ptr<SearchOutputs>&);

// Throws InputError where the search has no such rung.
void choose_rung(SearchInput&, std::size_t rung);

// Writes the result of a search of `scenario`, as typed in `command`; the exit code.
int tell_search(const io::LoadedSearch&, const SearchReport&, const SearchOutputs&,
                const std::string& scenario, const std::vector<std::string>& typed,
                const std::string& command);

// A plan of the scenario and what was set, as typed: "--set rent=2".
std::vector<std::string> typed(const io::RunSettings&);

// What an option that names a file needs, empty where it has it.
std::string file_flaw(const std::string& name);

}  // namespace tenfold::cli
