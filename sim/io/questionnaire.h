// Questions to a vendor, as a file in the format of the answer: each field with its meaning, unit
// and an example, behind "#? " until it is answered.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace tenfold::io {

// Of "hardware", "cluster" or "offer". With "#? " taken away everywhere it is a sound file, the
// H100's; an offer is a part of one.
// Throws InputError where there is none of this name.
std::string questionnaire_text(std::string_view format);

// One for each line of the file that is still behind "#? ".
std::vector<Fault> open_questions(const std::string& path, std::string_view text);

}  // namespace tenfold::io
