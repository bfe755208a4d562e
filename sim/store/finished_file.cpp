#include "store/finished_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "base/error.h"

namespace tenfold::store {
namespace {

void sync(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = file >= 0 && ::fsync(file) == 0;
  if (file >= 0) ::close(file);
  if (!synced) throw FileError("cannot be synced to disk");
}

}  // namespace

void write_finished(const std::string& path, const std::function<void(const std::string&)>& write) {
  std::error_code ignored;
  const auto status = std::filesystem::symlink_status(path, ignored);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
    throw FileError(fmt::format("{}: cannot be written: it is no regular file", path));
  const std::string temporary = fmt::format("{}.{}.part", path, ::getpid());
  try {
    write(temporary);
    sync(temporary);
    if (std::rename(temporary.c_str(), path.c_str()) != 0) throw FileError("cannot be renamed");
  } catch (const FileError& fault) {
    std::remove(temporary.c_str());
    throw FileError(fmt::format("{}: cannot be written: {}", path, fault.what()));
  }
}

}  // namespace tenfold::store
