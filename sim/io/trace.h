// A played-out step as a Chrome trace, which https://ui.perfetto.dev and chrome://tracing open.
//
// A process is a pipeline rank, counted from 1: Perfetto keeps process 0 and thread 0 for the idle
// kernel. Its main thread, of the same number, computes; idle time there is a slot of category
// "bubble" (in a send that blocks the rank, too). Each kind of send has threads of its own, more
// than one where sends of a kind run beside each other; no two ranks have a thread of one number.
// Times are microseconds from the first forward's start, rounded to nanoseconds.
#pragma once

#include <string>
#include <vector>

#include "schedule/timeline.h"

namespace tenfold::io {

// Memory that a rank holds from a moment on.
struct MemorySample {
  double seconds = 0, bytes = 0;
};

// What every rank does when the pipeline has ended: "optimizer".
struct Span {
  std::string name = {};
  double seconds = 0;
};

struct TraceOptions {
  std::string title = {};                              // of the step, kept in the metadata
  std::vector<std::vector<MemorySample>> memory = {};  // by rank, by time; drawn as a counter
  std::vector<Span> after = {};                        // one after the other, to the step's end
  // Of the text. A longer trace keeps as many whole micro-batches as fit, half of them the first to
  // start and half the last, and its metadata says so; of memory, the highest of neighbours.
  std::size_t most_bytes = 64'000'000;
};

// The same bytes for the same step.
std::string trace_json(const Timeline&, const TraceOptions& = {});

}  // namespace tenfold::io
