// Predicted against measured, row by row. Rows of one configuration are predicted once.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/names.h"
#include "scenario/catalogue.h"
#include "scenario/measured.h"

namespace tenfold {

// Constants may be fitted to the rows of the fit side only; the bar is read on the other. A hash of
// the configuration decides, so that its rows stand on one side.
enum class Side : std::uint8_t { fit, read };
template <>
inline constexpr std::array enum_names<Side>{std::string_view("fit"), std::string_view("read")};

// What a peak of memory is compared with.
enum class MemoryKind : std::uint8_t { allocated, reserved, total };
template <>
inline constexpr std::array enum_names<MemoryKind>{
    std::string_view("allocated"), std::string_view("reserved"), std::string_view("total")};

struct RowScore {
  bool scored = false;
  std::string reason{};  // why not
  Side side = Side::fit;
  std::optional<Metric> metric{};
  // In the row's own unit; of out_of_memory 1 is "does not fit".
  double predicted = 0, measured = 0;
  std::array<double, 2> interval80{};  // predicted
  double error = 0;                    // signed and relative; of a throughput that of its step time
  double predicted_step = 0, measured_step = 0;  // seconds; 0 for memory
  bool covered = false;                          // the interval holds the measured value
  double memory_fraction = 0;                    // predicted peak over what can be allocated
  MemoryKind memory_kind = MemoryKind::allocated;
  std::string framework{}, basis{};    // profile; how FLOPs are counted
  std::vector<std::string> assumed{};  // where the source is silent
};

struct Scores {
  std::vector<MeasuredRun> runs;
  std::vector<RowScore> rows;  // of runs[i]
};

Side side_of(const MeasuredRun&);

// The same bytes for any number of threads.
Scores score(std::vector<MeasuredRun>, const Catalogue&, int threads);

}  // namespace tenfold
