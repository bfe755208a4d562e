#include "schedule/pipeline.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <tuple>

#include "oracle/allocations.h"
#include "oracle/random_pipeline.h"
#include "schedule/makespan.h"
#include "schedule/timeline.h"

using namespace tenfold;
using twin::random_pipeline;
using twin::Stages;

namespace {

template <typename Check>
void for_random_pipelines(int times, Check check) {
  std::mt19937_64 random(11);
  for (std::size_t s = 0; s < enum_names<PipelineSchedule>.size(); ++s)
    for (int i = 0; i < times; ++i) {
      const auto schedule = static_cast<PipelineSchedule>(s);
      CAPTURE(std::string(name(schedule)));
      check(random_pipeline(random, schedule, Stages::uneven));
    }
}

bool is_send(SlotKind k) { return k == SlotKind::send_forward || k == SlotKind::send_backward; }
bool is_backward(SlotKind k) { return k == SlotKind::backward || k == SlotKind::backward_input; }

using Work = std::tuple<SlotKind, Size, Size>;  // kind, chunk, micro-batch

// Which kinds of pass each chunk did for each of its micro-batches.
std::map<Work, int> done(const PipelineProblem& p) {
  std::map<Work, int> all;
  for (Size r = 0; r < p.stages; ++r)
    for (const StageOperation& o : order(p, r)) {
      CHECK(rank_of(p, o.chunk) == r);
      ++all[{o.kind, o.chunk, o.micro_batch}];
    }
  return all;
}

// Micro-batches that meet a chunk: of dualpipe's copies, half each.
std::pair<Size, Size> met_by(const PipelineProblem& p, Size chunk) {
  if (p.schedule != PipelineSchedule::dualpipe) return {0, p.micro_batches};
  const Size half = p.micro_batches / 2;
  return chunk < p.stages ? std::pair{Size{0}, half} : std::pair{half, p.micro_batches};
}

}  // namespace

TEST_CASE("every micro-batch goes through every chunk once, forward and backward") {
  for_random_pipelines(40, [](const PipelineProblem& p) {
    std::map<Work, int> all = done(p);
    std::size_t passes = 0;
    for (Size c = 0; c < std::ssize(p.chunks); ++c) {
      const auto [first, end] = met_by(p, c);
      for (Size i = first; i < end; ++i) {
        const int whole = all[{SlotKind::backward, c, i}];
        const int inputs = all[{SlotKind::backward_input, c, i}];
        CHECK(all[{SlotKind::forward, c, i}] == 1);
        CHECK(whole + inputs == 1);
        CHECK(inputs == all[{SlotKind::backward_weight, c, i}]);
        passes += 1 + 1 + static_cast<std::size_t>(inputs);
      }
    }
    std::size_t ordered = 0;
    for (Size r = 0; r < p.stages; ++r) ordered += order(p, r).size();
    CHECK(ordered == passes);
  });
}

TEST_CASE("nothing starts before what it needs has arrived, and a rank does one thing at a time") {
  for_random_pipelines(15, [](const PipelineProblem& p) {
    const Timeline line = play(p);
    std::map<Work, double> end;
    for (const Slot& s : line.slots) end[{s.kind, s.chunk, s.micro_batch}] = s.end;
    const auto arrival = [&](bool down, Size chunk, Size i) {
      if (const auto at =
              end.find({down ? SlotKind::send_forward : SlotKind::send_backward, chunk, i});
          at != end.end())
        return at->second;
      if (down) return end.at({SlotKind::forward, chunk, i});
      const auto split = end.find({SlotKind::backward_input, chunk, i});
      return split != end.end() ? split->second : end.at({SlotKind::backward, chunk, i});
    };
    std::vector<double> free(static_cast<std::size_t>(p.stages));
    for (const Slot& s : line.slots) {
      const Size c = s.chunk, i = s.micro_batch;
      if (s.kind == SlotKind::forward && c > 0 && feeds_next(p, c - 1))
        CHECK(s.start >= arrival(true, c - 1, i));
      if (is_backward(s.kind)) {
        CHECK(s.start >= end.at({SlotKind::forward, c, i}));
        if (feeds_next(p, c)) CHECK(s.start >= arrival(false, c + 1, i));
      }
      if (s.kind == SlotKind::backward_weight)
        CHECK(s.start >= end.at({SlotKind::backward_input, c, i}));
      double& rank_free = free[static_cast<std::size_t>(s.rank)];
      if (!is_send(s.kind)) CHECK(s.start >= rank_free);
      // Two sends that end a pair of dualpipe start together.
      if (!is_send(s.kind) || !p.overlap_send) rank_free = std::max(rank_free, s.end);
    }
  });
}

TEST_CASE("more micro-batches, slower stages and slower sends never shorten a step") {
  for_random_pipelines(40, [](const PipelineProblem& p) {
    const double before = pipeline_time(p).makespan;
    PipelineProblem more = p;
    more.micro_batches += p.schedule == PipelineSchedule::interleaved ? p.stages : 2;
    CHECK(pipeline_time(more).makespan >= before * (1 - 1e-12));
    PipelineProblem slower = p;
    slower.chunks[p.chunks.size() / 2].forward += 0.5;
    CHECK(pipeline_time(slower).makespan >= before * (1 - 1e-12));
    PipelineProblem farther = p;
    farther.send += 0.5;
    CHECK(pipeline_time(farther).makespan >= before * (1 - 1e-12));
  });
}

TEST_CASE("busy time and exposed sends fit into the step on every rank") {
  for_random_pipelines(40, [](const PipelineProblem& p) {
    const PipelineTime time = pipeline_time(p);
    for (std::size_t r = 0; r < time.busy.size(); ++r) {
      CHECK(time.exposed_send[r] >= -1e-9 * time.makespan);
      CHECK(time.busy[r] + time.exposed_send[r] <= time.makespan * (1 + 1e-9));
    }
  });
}

TEST_CASE("interleaved chunks that differ in the middle alone take as long as played out") {
  // The second chunk is as the last but one, so that a closed form may take all between for equal.
  std::mt19937_64 random(29);
  std::uniform_real_distribution<double> seconds(0, 2);
  const auto pass = [&] { return ChunkTime{seconds(random), seconds(random), seconds(random)}; };
  for (int i = 0; i < 200; ++i) {
    PipelineProblem p{.schedule = PipelineSchedule::interleaved, .stages = 2 + i % 3};
    p.virtual_stages = 3;
    p.micro_batches = p.stages * (1 + i % 5);
    p.chunks.assign(static_cast<std::size_t>(p.stages * p.virtual_stages), pass());
    for (const std::size_t c : {std::size_t{0}, p.chunks.size() / 2, p.chunks.size() - 1})
      p.chunks[c] = pass();
    p.send = i % 4 * 0.1;
    p.overlap_send = i % 2 == 0;
    CHECK(makespan(p, p.send) == doctest::Approx(play(p).makespan).epsilon(1e-9));
  }
}

TEST_CASE("a makespan allocates nothing, but where only the recurrence of any order is left") {
  std::mt19937_64 random(23);
  for (std::size_t s = 0; s < enum_names<PipelineSchedule>.size(); ++s)
    for (const Stages stages : {Stages::equal, Stages::layered, Stages::uneven})
      for (int i = 0; i < 100; ++i) {
        const auto schedule = static_cast<PipelineSchedule>(s);
        const PipelineProblem p = random_pipeline(random, schedule, stages);
        if (there_and_back(schedule) && !folded(p, p.send)) continue;
        CAPTURE(std::string(name(schedule)));
        const std::size_t before = twin::allocations();
        const double seconds = makespan(p, p.send);
        CHECK(twin::allocations() == before);
        CHECK(seconds == makespan(p, p.send));  // to the bit
      }
}
