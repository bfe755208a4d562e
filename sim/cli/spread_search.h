// A search by blocks of plans, which the threads of many processes take in turn, with a journal of
// what is done. The result is that of a search at once, to the bit.
#pragma once

#include <string>
#include <vector>

#include "cli/ranks.h"
#include "io/search.h"
#include "store/journal.h"

namespace tenfold::cli {

struct JournalOptions {
  std::string folder;   // of journals, one a rank; empty: none
  bool resume = false;  // goes on with those that are there
};

// The head of what is written of a search. Its plans and its range are set when the space is known.
store::JournalHead journal_head(const io::LoadedSearch&, const std::string& scenario,
                                const io::RunSettings&);

// Sweeps on all ranks: at rank 0 the result of all, elsewhere nothing of worth. The sweep throws
// InputError where journals are of another search, FileError where they cannot be read or written.
SweepWay spread(Ranks&, const store::JournalHead&, const JournalOptions&);

// Throws InputError where the program costs the journal's best plan otherwise than the journal: it
// was written by another build.
void check_costs(const std::string& path, const std::vector<store::SweptRange>&, LadderSweep&);

// What was swept earlier, by rung. A range lies on one rung.
void add(std::vector<Swept>& rungs, const LadderSweep&, const store::SweptRange&);

}  // namespace tenfold::cli
