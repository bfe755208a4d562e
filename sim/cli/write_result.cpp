#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "base/error.h"
#include "cli/verb.h"

namespace tenfold::cli {
namespace {

[[noreturn]] void failed(const std::string& path) {
  throw FileError(fmt::format("{}: cannot be written: {}", path, std::strerror(errno)));
}

void write_all(int file, const std::string& text, const std::string& path) {
  std::size_t at = 0;
  while (at < text.size()) {
    const ssize_t wrote = ::write(file, text.data() + at, text.size() - at);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) failed(path);
    at += static_cast<std::size_t>(wrote);
  }
}

// A device, a pipe or a link is written to as it stands: a rename would put a file in its place.
bool is_stream(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
}

void write_stream(const std::string& text, const std::string& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC);
  if (file < 0) failed(path);
  write_all(file, text, path);
  if (::close(file) != 0) failed(path);
}

bool same_file(const std::string& a, const std::string& b) {
  std::error_code ignored;
  return a == b || std::filesystem::equivalent(a, b, ignored);
}

// Told before hours are spent on what could not be written.
void check_folder(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::error_code ignored;
  if (!folder.empty() && !std::filesystem::is_directory(folder, ignored))
    throw FileError(
        fmt::format("{}: cannot be written: there is no folder {}", path, folder.string()));
}

}  // namespace

void check_outputs(const std::string& input, const std::vector<std::string>& outputs) {
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (outputs[i].empty()) continue;
    check_folder(outputs[i]);
    if (!input.empty() && same_file(outputs[i], input))
      throw InputError(fmt::format("{}: is the file that is read: write to another", outputs[i]));
    for (std::size_t j = 0; j < i; ++j)
      if (same_file(outputs[i], outputs[j]))
        throw InputError(fmt::format("{}: two outputs go to this file: name two", outputs[i]));
  }
}

void write_result(const std::string& text, const std::string& path) {
  if (path.empty()) return write_all(STDOUT_FILENO, text, "standard output");
  if (is_stream(path)) return write_stream(text, path);
  const std::string temporary = fmt::format("{}.{}.part", path, ::getpid());
  const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file < 0) failed(path);
  try {
    write_all(file, text, path);
    if (::fsync(file) != 0 || ::close(file) != 0) failed(path);
    if (std::rename(temporary.c_str(), path.c_str()) != 0) failed(path);
  } catch (...) {
    std::remove(temporary.c_str());
    throw;
  }
}

}  // namespace tenfold::cli
