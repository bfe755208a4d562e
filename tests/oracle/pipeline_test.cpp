#include "schedule/pipeline.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "oracle/random_pipeline.h"
#include "schedule/makespan.h"
#include "schedule/timeline.h"

using namespace tenfold;
using twin::random_pipeline;
using twin::Stages;

namespace {

constexpr std::array every_schedule{
    PipelineSchedule::gpipe,         PipelineSchedule::one_f_one_b,
    PipelineSchedule::interleaved,   PipelineSchedule::zero_bubble_h1,
    PipelineSchedule::zero_bubble_v, PipelineSchedule::dualpipe};
constexpr std::array every_kind{Stages::equal, Stages::own_ends, Stages::layered, Stages::uneven};

// Calls `check` with `times` random pipelines of each schedule and kind of stages.
template <typename Check>
void for_random_pipelines(int times, Check check) {
  std::mt19937_64 random(20240601);
  for (const PipelineSchedule schedule : every_schedule)
    for (const Stages stages : every_kind)
      for (int i = 0; i < times; ++i) {
        const PipelineProblem p = random_pipeline(random, schedule, stages);
        CAPTURE(std::string(name(schedule)));
        CAPTURE(p.stages);
        CAPTURE(p.virtual_stages);
        CAPTURE(p.micro_batches);
        CAPTURE(p.send);
        CAPTURE(p.overlap_send);
        check(p);
      }
}

bool near(double a, double b) { return std::abs(a - b) <= 1e-9 * std::max(a, b); }

bool computes(const Slot& s) {
  return s.kind != SlotKind::send_forward && s.kind != SlotKind::send_backward;
}

// Seconds that each rank computes in a timeline.
std::vector<double> computing(const Timeline& line, Size ranks) {
  std::vector<double> busy(static_cast<std::size_t>(ranks));
  for (const Slot& s : line.slots)
    if (computes(s)) busy[static_cast<std::size_t>(s.rank)] += s.end - s.start;
  return busy;
}

struct Change {
  double when = 0;
  bool takes = false;
  Size chunk = 0;
  double micro_batches = 0;
};

// What one rank's slots take and free, in time; where both happen at once, what ends is first.
std::vector<Change> changes(const Timeline& line, Size rank) {
  std::vector<Change> all;
  for (const Slot& s : line.slots) {
    if (s.rank != rank) continue;
    const double kept = weight_gradient_share;
    if (s.kind == SlotKind::forward) all.push_back({s.start, true, s.chunk, 1});
    if (s.kind == SlotKind::backward) all.push_back({s.end, false, s.chunk, -1});
    if (s.kind == SlotKind::backward_input) all.push_back({s.end, false, s.chunk, kept - 1});
    if (s.kind == SlotKind::backward_weight) all.push_back({s.end, false, s.chunk, -kept});
  }
  std::stable_sort(all.begin(), all.end(), [](const Change& a, const Change& b) {
    return a.when != b.when ? a.when < b.when : a.takes < b.takes;
  });
  return all;
}

// Micro-batches of each chunk when its rank holds most, counted along the clock.
std::vector<double> counted_in_flight(const PipelineProblem& p) {
  const Timeline line = play(p);
  std::vector<double> peak(p.chunks.size());
  for (Size r = 0; r < p.stages; ++r) {
    std::vector<double> held(p.chunks.size());
    double all = 0, most = 0;
    for (const Change& c : changes(line, r)) {
      held[static_cast<std::size_t>(c.chunk)] += c.micro_batches;
      all += c.micro_batches;
      if (all <= most + 1e-9) continue;
      most = all;
      for (std::size_t i = 0; i < held.size(); ++i)
        if (rank_of(p, static_cast<Size>(i)) == r) peak[i] = held[i];
    }
  }
  return peak;
}

}  // namespace

TEST_CASE("a pipeline takes as long as its schedule played out, for every schedule") {
  for_random_pipelines(60, [](const PipelineProblem& p) {
    const double played = play(p).makespan;
    CHECK(near(pipeline_time(p).makespan, played));
    CHECK(near(recurrence(p, p.send), played));
  });
}

TEST_CASE("closed forms are the recurrence, from no micro-batch more than stages to many") {
  std::mt19937_64 random(7);
  std::array<int, every_schedule.size()> closed{};
  for (const PipelineSchedule schedule : every_schedule)
    for (const Stages stages : every_kind)
      for (int i = 0; i < 1500; ++i) {
        const PipelineProblem p = random_pipeline(random, schedule, stages);
        const auto seconds = closed_form(p, p.send);
        if (!seconds) continue;
        ++closed[index(schedule)];
        CAPTURE(std::string(name(schedule)));
        CAPTURE(p.stages);
        CAPTURE(p.micro_batches);
        CHECK(near(*seconds, recurrence(p, p.send)));
      }
  for (const PipelineSchedule with :
       {PipelineSchedule::gpipe, PipelineSchedule::one_f_one_b, PipelineSchedule::interleaved,
        PipelineSchedule::zero_bubble_h1})
    CHECK(closed[index(with)] > 1000);  // else the checks above were few
}

TEST_CASE("interleaved with ends longer than its equal inner chunks is the recurrence") {
  std::mt19937_64 random(11);
  const auto within = [&](double low, double high) {
    return std::uniform_real_distribution(low, high)(random);
  };
  int closed = 0;
  for (int i = 0; i < 20000; ++i) {
    PipelineProblem p{.schedule = PipelineSchedule::interleaved,
                      .stages = 2 + static_cast<Size>(random() % 7),
                      .virtual_stages = 2 + static_cast<Size>(random() % 6)};
    p.micro_batches = p.stages * (1 + static_cast<Size>(random() % 6));
    const ChunkTime inner{1, within(0.1, 1), within(0.1, 2)};
    p.chunks.assign(static_cast<std::size_t>(p.stages * p.virtual_stages), inner);
    const double most = i % 4 == 0 ? 8 : i % 4 == 1 ? 0.01 : 0.5;
    for (ChunkTime* end : {&p.chunks.front(), &p.chunks.back()}) {
      if (i % 3 != 0) end->forward *= 1 + within(0, most);
      if (i % 5 != 0) end->backward_input *= 1 + within(0, most);
    }
    p.send = within(0, i % 2 == 0 ? 0.5 : 0.02) * std::min(1.0, inner.backward());
    p.overlap_send = true;
    const auto seconds = closed_form(p, p.send);
    if (!seconds) continue;
    ++closed;
    CAPTURE(p.stages);
    CAPTURE(p.micro_batches);
    CHECK(near(*seconds, recurrence(p, p.send)));
  }
  CHECK(closed > 15000);  // else the checks above were few
}

TEST_CASE("zero-bubble H1 has a closed form for any stages, more micro-batches, sends not beside") {
  std::mt19937_64 random(13);
  for (int i = 0; i < 6000; ++i) {
    PipelineProblem p = random_pipeline(random, PipelineSchedule::zero_bubble_h1, Stages::uneven);
    p.overlap_send = false;
    p.micro_batches = p.stages + 1 + static_cast<Size>(random() % (i % 10 == 0 ? 512 : 20));
    CAPTURE(p.stages);
    CAPTURE(p.micro_batches);
    const auto seconds = closed_form(p, p.send);
    REQUIRE(seconds);
    CHECK(near(*seconds, recurrence(p, p.send)));
  }
}

TEST_CASE("a long pipeline of layers takes as long as played out; most have a closed form") {
  std::mt19937_64 random(17);
  std::array<int, every_schedule.size()> closed{};
  constexpr int times = 60;
  for (const PipelineSchedule schedule : every_schedule)
    for (int i = 0; i < times; ++i) {
      PipelineProblem p = random_pipeline(random, schedule, Stages::layered);
      p.micro_batches *= i % 4 == 0 ? 512 / p.micro_batches : 4;
      if (schedule == PipelineSchedule::one_f_one_b) p.overlap_send = false;
      CAPTURE(std::string(name(schedule)));
      CAPTURE(p.stages);
      CAPTURE(p.micro_batches);
      closed[index(schedule)] += closed_form(p, p.send) ? 1 : 0;
      CHECK(near(pipeline_time(p).makespan, play(p).makespan));
    }
  CHECK(closed[index(PipelineSchedule::gpipe)] == times);
  CHECK(closed[index(PipelineSchedule::one_f_one_b)] == times);
  CHECK(closed[index(PipelineSchedule::interleaved)] > times / 3);
  CHECK(closed[index(PipelineSchedule::zero_bubble_h1)] > 3 * times / 4);
}

TEST_CASE("the rounds of V-shaped schedules are the recurrence of any order") {
  std::mt19937_64 random(19);
  for (const PipelineSchedule schedule :
       {PipelineSchedule::zero_bubble_v, PipelineSchedule::dualpipe}) {
    int folds = 0;
    for (const Stages stages : every_kind)
      for (int i = 0; i < 300; ++i) {
        PipelineProblem p = random_pipeline(random, schedule, stages);
        if (schedule == PipelineSchedule::dualpipe)
          std::copy_n(p.chunks.begin(), p.stages, p.chunks.begin() + p.stages);
        const auto seconds = folded(p, p.send);
        if (!seconds) continue;
        ++folds;
        CAPTURE(p.stages);
        CAPTURE(p.micro_batches);
        CHECK(near(*seconds, recurrence(p, p.send)));
      }
    CHECK(folds > 600);
  }
}

TEST_CASE("a rank is busy as long as it computes when played out") {
  for_random_pipelines(10, [](const PipelineProblem& p) {
    const PipelineTime time = pipeline_time(p);
    const std::vector<double> busy = computing(play(p), p.stages);
    REQUIRE(time.busy.size() == busy.size());
    for (std::size_t r = 0; r < busy.size(); ++r) CHECK(near(time.busy[r], busy[r]));
  });
}

TEST_CASE("what sends expose is what the played-out step gains when they are free") {
  for_random_pipelines(10, [](const PipelineProblem& p) {
    PipelineProblem free_sends = p;
    free_sends.send = 0;
    const double gain = play(p).makespan - play(free_sends).makespan;
    for (const double exposed : pipeline_time(p).exposed_send)
      CHECK(exposed == doctest::Approx(gain).epsilon(1e-9));
  });
}

TEST_CASE("micro-batches in flight are those counted on the timeline") {
  // Times above 0, else two changes of one rank fall on one moment and their order is lost.
  for_random_pipelines(10, [](const PipelineProblem& drawn) {
    PipelineProblem p = drawn;
    for (ChunkTime& c : p.chunks)
      c = {c.forward + 0.01, c.backward_input + 0.01, c.backward_weight + 0.01};
    const std::vector<double> said = in_flight(p), counted = counted_in_flight(p);
    REQUIRE(said.size() == counted.size());
    for (std::size_t c = 0; c < said.size(); ++c) {
      CHECK(said[c] == doctest::Approx(counted[c]).epsilon(1e-9));
      CHECK(in_flight(p, static_cast<Size>(c)) == said[c]);
    }
  });
}
