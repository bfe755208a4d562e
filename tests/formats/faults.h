// A sound file with one thing changed, and what its reader says to that.
#pragma once

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "base/error.h"

namespace tenfold {

inline std::string text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

template <class Read>
std::string faults_of(const Read& read) {
  try {
    read();
    return "no fault";
  } catch (const InputError& faulty) {
    return faulty.what();
  }
}

// A text that stands in the sound file, what replaces it, and words of the fault.
struct Row {
  const char *from, *to, *fault;
};

}  // namespace tenfold
