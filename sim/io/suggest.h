// The word that a person most likely meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tenfold::io {

// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other.
int edit_distance(std::string_view a, std::string_view b);

// ", did you mean 'hidden'?", or nothing where no known word is near or begins so.
std::string suggestion(std::string_view word, const std::vector<std::string>& known);

}  // namespace tenfold::io
