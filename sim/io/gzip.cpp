#include "io/gzip.h"

#include <fmt/format.h>
#include <zlib.h>

#include <array>
#include <memory>

#include "base/error.h"
#include "io/document.h"

namespace tenfold::io {
namespace {

struct Close {
  void operator()(gzFile_s* file) const { gzclose(file); }
};

std::string unpacked(const std::string& path) {
  const std::unique_ptr<gzFile_s, Close> file(gzopen(path.c_str(), "rb"));
  if (!file) throw FileError(fmt::format("{}: cannot be read", path));
  std::string text;
  std::array<char, 1 << 16> part{};
  int got = 0;
  while ((got = gzread(file.get(), part.data(), static_cast<unsigned>(part.size()))) > 0) {
    text.append(part.data(), static_cast<std::size_t>(got));
    if (text.size() > largest_table)
      throw InputError(fmt::format("{}: unpacks to over {} bytes", path, largest_table));
  }
  int state = Z_OK;
  const char* fault = gzerror(file.get(), &state);
  if (got < 0 || (state != Z_OK && state != Z_STREAM_END))
    throw InputError(fmt::format("{}: is not a whole gzip file: {}", path, fault));
  return text;
}

}  // namespace

std::string table_bytes(const std::string& path) {
  return path.ends_with(".gz") ? unpacked(path) : large_file_bytes(path);
}

}  // namespace tenfold::io
