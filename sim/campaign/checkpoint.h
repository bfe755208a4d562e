// When a run saves its state, what a save costs it, and how often it should.
//
// A save holds the run up for `blocking`; it can be restored from `lag` later.
//
//   synchronous   the run stops until storage has it:          blocking = size / storage, lag 0
//   asynchronous  it is copied to host memory, storage later:  blocking = size / host,
//                                                              lag = size / storage
//   in_memory     host memory of a peer keeps a copy too, from which most interruptions are
//                 recovered; storage as in asynchronous
//
// Sources: Young, CACM 17 (1974); Daly, FGCS 22 (2006), equations 20 and 37; of copies in memory
// Wang et al. 2023, "Gemini: fast failure recovery with in-memory checkpoints" (SOSP).
#pragma once

#include <cstdint>
#include <string_view>

#include "base/names.h"
#include "base/units.h"

namespace tenfold {

inline constexpr Seconds hour = 3600.0 * second, day = 24.0 * hour, year = 8766.0 * hour;

enum class CheckpointKind : std::uint8_t { synchronous, asynchronous, in_memory };
template <>
inline constexpr std::array enum_names<CheckpointKind>{std::string_view("synchronous"),
                                                       std::string_view("asynchronous"),
                                                       std::string_view("in_memory")};

struct Checkpoint {
  CheckpointKind kind = CheckpointKind::synchronous;
  Bytes size;         // of the whole run: weights and optimizer state, 14 to 16 a parameter
  Bandwidth storage;  // that all ranks together write to and read from storage
  Bandwidth host;     // that all ranks together copy to host memory, or to a peer's
};

struct SaveTimes {
  Seconds blocking, lag;
  Seconds from_storage, from_memory;  // to read it back; from_memory only where it is kept there
};
SaveTimes save_times(const Checkpoint&);

// Work between two saves that loses least, each holding the run up for `save`, where interruptions
// come as a Poisson process. Young's and Daly's are expansions for rare interruptions; the last
// solves (1 - x) e^x = e^(-f save), x = f interval, by Lambert's W.
Seconds youngs_interval(Seconds save, Frequency);
Seconds dalys_interval(Seconds save, Frequency);
Seconds optimal_interval(Seconds save, Frequency);

}  // namespace tenfold
