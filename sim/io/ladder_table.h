// Ladders of training runs from any CSV table whose columns are named, or can be guessed.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/envelope.h"
#include "laws/ladder.h"

namespace tenfold::io {

// Which columns hold what; one that is empty is guessed by its usual names.
struct LadderColumns {
  std::string parameters, tokens, flops, loss, budget;
  std::string recipe;  // no guess: empty puts all rows into one ladder
};

using Matches = std::vector<std::pair<std::string, std::string>>;  // column, value

struct LadderSelection {
  LadderColumns columns;
  Matches where;         // rows that have all of these
  Matches exclude;       // rows that have none of these
  int drop_highest = 0;  // of each ladder, that many rows of the highest losses
};

// "column=value" as the command line gives it. Throws InputError.
Matches matches_of(const std::string& option, const std::vector<std::string>& given);

struct LadderTable {
  std::vector<Ladder> ladders;     // one a recipe, in the table's order
  std::vector<std::string> notes;  // columns that were guessed, rows that were left out
  InputFile file;
};

// Throws InputError that names every fault of the table.
LadderTable read_ladders_text(const std::string& path, std::string_view text,
                              const LadderSelection&);

// Throws InputError where there is no such file, FileError where it cannot be read.
LadderTable load_ladders(const std::string& path, const LadderSelection&);

}  // namespace tenfold::io
