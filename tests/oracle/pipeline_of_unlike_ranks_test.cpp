// Pipelines as a model with dense layers first and a heavy head makes them: first stages short, the
// last but one too, the last the longest.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "schedule/makespan.h"

using namespace tenfold;

namespace {

bool near(double a, double b) { return std::abs(a - b) <= 1e-9 * std::max(a, b); }

class Draw {
 public:
  explicit Draw(std::uint64_t seed) : random_(seed) {}
  double within(double low, double high) {
    return std::uniform_real_distribution(low, high)(random_);
  }
  Size up_to(Size most) {
    return static_cast<Size>(random_() % static_cast<std::uint64_t>(most + 1));
  }
  // Each pass as long as that of `c`, times a factor of its own.
  ChunkTime scaled(const ChunkTime& c, double low, double high) {
    return {c.forward * within(low, high), c.backward_input * within(low, high),
            c.backward_weight * within(low, high)};
  }

 private:
  std::mt19937_64 random_;
};

// The first chunks each no longer than the next, up to the inner ones, which are equal.
void fill_chunks(PipelineProblem& p, Draw& draw) {
  const ChunkTime inner{1, draw.within(0.1, 2), draw.within(0.1, 1.5)};
  p.chunks.assign(static_cast<std::size_t>(p.stages * p.virtual_stages), inner);
  const auto last = p.chunks.end() - 1;
  for (auto c = p.chunks.begin() + draw.up_to(p.stages - 1); c != p.chunks.begin(); --c)
    *(c - 1) = draw.scaled(*c, 0.5, 1);
  for (auto c = last - draw.up_to(p.stages - 1); c != last; ++c) *c = draw.scaled(inner, 0.05, 1);
  *last = draw.scaled(inner, 1, draw.up_to(1) == 0 ? 1.3 : 4);
}

}  // namespace

TEST_CASE("interleaved whose last rank leads in every step has a closed form, the recurrence") {
  Draw draw(31);
  for (int i = 0; i < 10000; ++i) {
    PipelineProblem p{.schedule = PipelineSchedule::interleaved,
                      .stages = 2 + draw.up_to(7),
                      .virtual_stages = 2 + draw.up_to(3)};
    p.micro_batches = p.stages * (1 + draw.up_to(6));
    fill_chunks(p, draw);
    p.overlap_send = i % 4 != 0;
    const ChunkTime& inner = p.chunks[p.chunks.size() - 1 - static_cast<std::size_t>(p.stages)];
    const double least = std::min(inner.forward, inner.backward());
    p.send = draw.within(0, 1) * least / (p.overlap_send ? static_cast<double>(p.stages) : 1);
    CAPTURE(p.stages);
    CAPTURE(p.virtual_stages);
    CAPTURE(p.micro_batches);
    const auto seconds = closed_form(p, p.send);
    if (p.overlap_send) REQUIRE(seconds);
    if (seconds) CHECK(near(*seconds, recurrence(p, p.send)));
  }
}

TEST_CASE("zero-bubble H1 of inner stages that do not grow and a longest last has a closed form") {
  Draw draw(37);
  for (int i = 0; i < 20000; ++i) {
    PipelineProblem p{.schedule = PipelineSchedule::zero_bubble_h1, .stages = 2 + draw.up_to(10)};
    p.micro_batches = p.stages + 1 + draw.up_to(i % 10 == 0 ? 300 : 20);
    p.overlap_send = true;
    const ChunkTime most{1, draw.within(0.1, 2), draw.within(0.1, 1.5)};
    p.chunks.push_back(draw.scaled(most, 0.02, 1));
    p.chunks.push_back(most);
    for (auto r = p.chunks.size(); r < static_cast<std::size_t>(p.stages); ++r)
      p.chunks.push_back(draw.up_to(2) > 0 ? p.chunks.back()
                                           : draw.scaled(p.chunks.back(), 0.1, 1));
    p.chunks.back() = draw.scaled(most, 1, i % 2 == 0 ? 1.2 : 3);
    double least = most.backward_weight;
    for (const ChunkTime& c : p.chunks) least = std::min(least, c.backward_weight);
    p.send = (i % 5 == 0 ? 0.5 : draw.within(0, 0.5)) * least;
    CAPTURE(p.stages);
    CAPTURE(p.micro_batches);
    const auto seconds = closed_form(p, p.send);
    REQUIRE(seconds);
    CHECK(near(*seconds, recurrence(p, p.send)));
  }
}

TEST_CASE("rounds left out because a tour of equal ranks moved all alike are the recurrence") {
  Draw draw(41);
  for (int i = 0; i < 300; ++i) {
    const bool dual = i % 2 == 0;
    PipelineProblem p{
        .schedule = dual ? PipelineSchedule::dualpipe : PipelineSchedule::zero_bubble_v,
        .stages = 2 + 2 * draw.up_to(i % 10 == 0 ? 24 : 4),
        .virtual_stages = 2};
    p.micro_batches = 2 * p.stages + 2 * draw.up_to(150);
    fill_chunks(p, draw);
    if (dual) std::copy_n(p.chunks.begin() + p.stages, p.stages, p.chunks.begin());
    p.overlap_send = true;
    p.send = draw.within(0, i % 3 == 0 ? 0.3 : 0.01);
    CAPTURE(p.stages);
    CAPTURE(p.micro_batches);
    const auto seconds = folded(p, p.send);
    REQUIRE(seconds);
    CHECK(near(*seconds, recurrence(p, p.send)));
  }
}
