#include "store/journal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/error.h"
#include "store/journal_line.h"

namespace tenfold::store {
namespace {

[[noreturn]] void failed(const std::string& path, std::string_view what) {
  throw FileError(fmt::format("{}: cannot be {}: {}", path, what, std::strerror(errno)));
}

std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) failed(path, "read");
  std::string text(std::istreambuf_iterator<char>(file), {});
  if (file.bad()) failed(path, "read");
  return text;
}

// Lines that were written to their end.
std::vector<std::string_view> whole_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return lines;
}

std::vector<SweptRange> without_overlaps(std::vector<SweptRange> swept) {
  std::stable_sort(swept.begin(), swept.end(), [](const SweptRange& a, const SweptRange& b) {
    return a.range.first < b.range.first;
  });
  std::vector<SweptRange> apart;
  for (SweptRange& s : swept)
    if (apart.empty() || apart.back().range.last <= s.range.first) apart.push_back(std::move(s));
  return apart;
}

// A folder's entry of a new file is on disk when the folder is.
void sync_folder_of(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  const int id = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_CLOEXEC);
  if (id < 0) return;
  ::fsync(id);  // some file systems refuse, and need no such thing
  ::close(id);
}

}  // namespace

std::optional<JournalHead> read_journal_head(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) failed(path, "read");
  std::string text;
  std::getline(file, text);
  if (file.bad()) failed(path, "read");
  if (file.eof() && text.size() < most_of_torn_head) return std::nullopt;
  std::optional<JournalHead> head = journal_head(text);
  if (!head) throw InputError(path + ": is no journal or part of a search, or its head is damaged");
  return head;
}

std::optional<Journal> read_journal(const std::string& path) {
  const std::optional<JournalHead> head = read_journal_head(path);
  if (!head) return std::nullopt;
  const std::string text = contents(path);
  const std::vector<std::string_view> lines = whole_lines(text);
  Journal journal{*head, {}};
  for (std::size_t i = 1; i < lines.size(); ++i)
    if (std::optional<SweptRange> s = swept_range(lines[i])) journal.swept.push_back(std::move(*s));
  journal.swept = without_overlaps(std::move(journal.swept));
  return journal;
}

std::string difference(const JournalHead& there, const JournalHead& here) {
  if (there.version != here.version)
    return fmt::format("is of tenfold {}, this is {}", there.version, here.version);
  if (there.set != here.set || there.plan != here.plan)
    return "is of a search with other --set or --plan";
  if (there.files.size() != here.files.size()) return "is of another scenario";
  for (std::size_t i = 0; i < here.files.size(); ++i)
    if (there.files[i].sha256 != here.files[i].sha256)
      return fmt::format("is of another scenario, or it was changed: {} differs",
                         here.files[i].path);
  if (there.plans != here.plans)
    return fmt::format("is of a search of {} plans, this one has {}", there.plans, here.plans);
  if (there.top != here.top)
    return fmt::format("is of a search that tells {} plans, this one {}: set --top", there.top,
                       here.top);
  return "";
}

JournalWriter::JournalWriter(std::string path, const JournalHead& head) : path_(std::move(path)) {
  file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (file_ < 0) failed(path_, "written");
  try {
    begin(head);
  } catch (...) {
    ::close(file_);
    throw;
  }
}

void JournalWriter::begin(const JournalHead& head) {
  // Where a file system knows no locks, nothing is asked.
  if (::flock(file_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    throw InputError(path_ + ": another search is writing it");
  const std::optional<Journal> there = read_journal(path_);
  const std::string why = there ? difference(there->head, head) : "";
  if (!why.empty()) throw InputError(fmt::format("{}: {}", path_, why));
  const std::string text = contents(path_);
  const auto whole = there ? text.find_last_of('\n') + 1 : 0;
  if (::ftruncate(file_, static_cast<off_t>(whole)) != 0) failed(path_, "written");
  if (there) return;
  write(line(head));
  sync();
  sync_folder_of(path_);
}

JournalWriter::~JournalWriter() { ::close(file_); }

void JournalWriter::write(std::string_view text) {
  while (!text.empty()) {
    const ssize_t wrote = ::write(file_, text.data(), text.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) failed(path_, "written");
    text.remove_prefix(static_cast<std::size_t>(wrote));
  }
}

void JournalWriter::add(const SweptRange& s) {
  write(line(s));
  if (Clock::now() - synced_ >= std::chrono::seconds(1)) sync();
}

void JournalWriter::sync() {
  if (::fsync(file_) != 0) failed(path_, "synced to disk");
  synced_ = Clock::now();
}

}  // namespace tenfold::store
