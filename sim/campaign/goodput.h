// The part of a run's time that trains, when nodes fail and state is saved and restored.
//
// Interruptions are a Poisson process of rate f, a share of which no copy in memory survives. After
// one the run recovers for R (detect, restart, read state, warm up), which an interruption starts
// again; it goes on from the last copy that survived. The state is copied every `interval` of work,
// for `blocking`, and every `per_storage`-th copy reaches storage, `lag` later. With s = interval +
// blocking, and every copy in storage, the time of an interval's work is
//
//   e^(f R) (e^(f s) - 1) / f  x  e^(f lag)
//
// (Daly 2006; that an interruption within `lag` costs one interval more multiplies it by e^(f
// lag)). With copies in memory, attempts at a segment and at all of them are summed as geometric
// series. Nodes under repair are the servers of an Erlang loss system: with n spares the run waits
// for one the share B(n + 1, f_replace x repair) of its time, whatever the distribution of repairs.
//
// tests/oracle plays the events out and agrees within 1 %.
#pragma once

#include <cstdint>

#include "campaign/checkpoint.h"

namespace tenfold {

struct Failures {
  Frequency per_node;  // interruptions of one node, whatever their cause
  std::int64_t nodes = 0;
  double memory_lost = 0.1;      // share that no copy in memory survives
  double replaced = 0.6;         // share that a node is taken out for
  std::int64_t spares = 0;       // that stand by and join at once
  Seconds repair = 24.0 * hour;  // until a node that was taken out is back
};
Frequency rate(const Failures&);                      // of the whole job
Seconds mean_time_to_interruption(const Failures&);   // of the whole job
double interruptions(const Failures&, Seconds over);  // expected

struct Recovery {
  Seconds detect;   // until somebody knows
  Seconds restart;  // until the job runs again: diagnose, swap nodes, start processes
  Seconds warm;     // until steps take what they took: compile, build communicators, fill caches
};

// What a run does about its state: times of its copies, solved or given.
struct Saving {
  Seconds interval;  // of work between copies
  Seconds blocking, lag;
  std::int64_t per_storage = 1;  // copies in memory to one in storage; 1: each
};
Saving best_saving(const Checkpoint&, Frequency);

// Shares of all time; they add up to one.
struct Goodput {
  double training = 1, saving = 0, lost = 0, recovering = 0, waiting = 0;
};
Goodput goodput(const Failures&, const Recovery&, const Checkpoint&, const Saving&);

// Erlang's B: the share of time that all of `servers` are busy, offered `load` of one.
double erlang_loss(std::int64_t servers, double load);

}  // namespace tenfold
