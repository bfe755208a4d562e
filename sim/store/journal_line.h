// The lines of a journal. Private to store/.
#pragma once

#include "store/journal.h"

namespace tenfold::store {

// Nothing where the line is damaged.
std::optional<JournalHead> journal_head(std::string_view line);

// A head without its newline is no longer: paths and settings are a few hundred bytes each.
inline constexpr std::size_t most_of_torn_head = 1 << 16;

}  // namespace tenfold::store
