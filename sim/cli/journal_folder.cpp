#include "cli/journal_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/error.h"

namespace tenfold::cli {

namespace fs = std::filesystem;

JournalFolder::JournalFolder(std::string folder, PlanRange part)
    : folder_(std::move(folder)), prefix_(fmt::format("plans-{}-to-{}.", part.first, part.last)) {}

std::string JournalFolder::path(int rank) const {
  return (fs::path(folder_) / fmt::format("{}rank-{}.journal", prefix_, rank)).string();
}

std::vector<std::string> JournalFolder::paths() const {
  std::error_code fault;
  if (fs::exists(folder_, fault) && !fs::is_directory(folder_, fault))
    throw InputError(folder_ + ": is a file: --journal needs the name of a folder");
  fs::create_directories(folder_, fault);
  if (fault)
    throw FileError(fmt::format("{}: no folder can be made there: {}", folder_, fault.message()));
  std::vector<std::string> all;
  for (const auto& entry : fs::directory_iterator(folder_, fault)) {
    if (entry.path().extension() == ".journal") all.push_back(entry.path().string());
  }
  if (fault) throw FileError(fmt::format("{}: cannot be read: {}", folder_, fault.message()));
  std::sort(all.begin(), all.end());
  return all;
}

bool JournalFolder::is_own(const std::string& path) const {
  return fs::path(path).filename().string().rfind(prefix_, 0) == 0;
}

}  // namespace tenfold::cli
