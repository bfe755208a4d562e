// What a sweep has done so far, on disk: a search that was killed goes on from it, and parts that
// were searched apart are joined by it.
//
// Text, to which lines are only added: a head, then a line for each range of plans that is done.
// Every line begins with a checksum of the rest, and holds doubles by their bits. A line that is
// torn or damaged is as if never written: its plans are swept again.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/envelope.h"
#include "search/sweep.h"

namespace tenfold::store {

// The search that a journal is of. Results of different heads are never joined.
struct JournalHead {
  std::string version;               // of the program
  std::string scenario;              // as typed; where it lies may differ
  std::vector<std::string> set;      // as typed
  std::string plan;                  // as typed
  std::vector<io::InputFile> files;  // that it rests on; digests count, not paths
  Size plans = 0;                    // of the whole space
  PlanRange range;                   // of this part
  std::size_t top = 0;
};

// Plans that are done.
struct SweptRange {
  PlanRange range;
  double seconds = 0;  // that it took
  SweepResult found;
};

struct Journal {
  JournalHead head;
  std::vector<SweptRange> swept;  // by range; none overlap
};

// Nothing where no whole head was written. Throws FileError where the file cannot be read,
// InputError where it is no journal.
std::optional<Journal> read_journal(const std::string& path);
std::optional<JournalHead> read_journal_head(const std::string& path);

// In a sentence, why results of the two cannot be joined; empty where they can. The range of the
// part is not looked at.
std::string difference(const JournalHead& there, const JournalHead& here);

// Lines with their newline, for a file that is written at once and for messages between processes.
std::string line(const JournalHead&);
std::string line(const SweptRange&);
// Nothing where it is torn or damaged. The line is without its newline.
std::optional<SweptRange> swept_range(std::string_view line);

class JournalWriter {
 public:
  // Goes on with the file, or begins it. Throws InputError where it is of another search or another
  // process writes it, FileError where it cannot be written.
  JournalWriter(std::string path, const JournalHead&);
  ~JournalWriter();
  JournalWriter(const JournalWriter&) = delete;
  JournalWriter& operator=(const JournalWriter&) = delete;

  void add(const SweptRange&);  // on disk after a second at most, if more follows
  void sync();                  // all is on disk

 private:
  void begin(const JournalHead&);
  void write(std::string_view text);

  using Clock = std::chrono::steady_clock;
  std::string path_;
  int file_ = -1;
  Clock::time_point synced_ = Clock::now();
};

}  // namespace tenfold::store
