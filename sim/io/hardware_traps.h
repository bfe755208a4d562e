// Traps of data sheets: numbers that are right, of something else than what the key asks for, as a
// sparse rate, both directions of a link, or the adapters of a whole node. Sources: the profiles
// that ship, and for bounds the figures named beside each. Private to io/.
#pragma once

#include <string>
#include <vector>

#include "hardware/cluster.h"

namespace tenfold::io {

struct Trap {
  bool contradiction = true;  // cannot be so; else suspicious
  std::string key;            // that holds the number
  std::string message;        // what is wrong and what would be right
  std::string list = {};      // "tiers" or "matmul", where the key stands in one of its tables
  std::size_t place = 0;      // which one
};
using Traps = std::vector<Trap>;

// Of the file by itself: bounds of physics, of links by their names, of prices and powers.
Traps traps(const Accelerator&);
Traps traps(const Cluster&);  // beside the profile of its accelerator

// Beside `same`, the profile that ships of the part of this name, and `family`, all that ship of
// its chip (an A100 has 40 or 80 GB).
Traps traps_beside(const Accelerator&, const Accelerator& same,
                   const std::vector<Accelerator>& family);

// What is wrong with the bandwidth of a network beside the usual ones of a part: that of the
// innermost, or where `outermost` of the last. Empty where nothing is.
std::string tier_beside(const Tier&, bool outermost, const Accelerator& usual);

// Of a part that does not ship with us.
Traps traps_unknown(const Accelerator&);

// Whether the text has the word, as in "NVIDIA GeForce RTX 4090" and "rtx"; case does not matter.
bool has_word(std::string_view text, std::string_view word);

// The words of a name, in lower case: "H100 SXM5 80GB" has h100, sxm, 80gb.
std::vector<std::string> words_of(std::string_view name);

}  // namespace tenfold::io
