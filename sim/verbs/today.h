// The clock's date, by which prices are stale: whoever asks an answer of the engine tells it.
#pragma once

#include <string>

namespace tenfold::verbs {

// "2026-11-23", in UTC.
std::string today();

}  // namespace tenfold::verbs
