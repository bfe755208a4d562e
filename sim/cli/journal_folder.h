// The journals of one part of a search: a folder, which parts can share, with a file a rank.
#pragma once

#include <string>
#include <vector>

#include "store/journal.h"

namespace tenfold::cli {

class JournalFolder {
 public:
  JournalFolder(std::string folder, PlanRange part);

  std::string path(int rank) const;
  // Of all parts that are there, in order; makes the folder where there is none. Throws FileError
  // where it cannot be made or read, InputError where it is a file.
  std::vector<std::string> paths() const;
  bool is_own(const std::string& path) const;

 private:
  std::string folder_, prefix_;
};

}  // namespace tenfold::cli
