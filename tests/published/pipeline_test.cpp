// Formulas of the papers that published the schedules; symbols as theirs: p ranks, m micro-batches,
// v chunks a rank, F, B, W seconds of a rank's passes for one micro-batch.
#include "schedule/pipeline.h"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

#include "schedule/order.h"

using namespace tenfold;
using Schedule = PipelineSchedule;

namespace {

// Equal stages; F, B, W of a chunk.
PipelineProblem equal(Schedule schedule, Size p, Size m, Size v, ChunkTime chunk) {
  PipelineProblem problem{
      .schedule = schedule, .stages = p, .virtual_stages = v, .micro_batches = m};
  problem.chunks.assign(static_cast<std::size_t>(p * v), chunk);
  return problem;
}

// The makespan beyond one rank's work, as a part of that work.
double bubble_fraction(const PipelineProblem& p) {
  const PipelineTime time = pipeline_time(p);
  return (time.makespan - time.busy[0]) / time.busy[0];
}

double held_by(const PipelineProblem& p, Size rank) {
  const std::vector<double> held = in_flight(p);
  double sum = 0;
  for (std::size_t c = 0; c < held.size(); ++c)
    if (rank_of(p, static_cast<Size>(c)) == rank) sum += held[c];
  return sum;
}

std::string letters(const std::vector<StageOperation>& order) {
  std::string text;
  for (const StageOperation& o : order) {
    if (!text.empty()) text += ' ';
    text += "FBWB"[index(o.kind)];
    text += std::to_string(o.micro_batch + 1);
    if (o.chunk > 3) text += '\'';  // the second of two chunks of 4 ranks
  }
  return text;
}

std::string refusal(const PipelineProblem& p) {
  try {
    pipeline_time(p);
  } catch (const std::invalid_argument& fault) {
    return fault.what();
  }
  return "";
}

}  // namespace

TEST_CASE("1F1B and GPipe have a bubble of (p - 1) / m of the ideal time") {
  // Narayanan et al. 2021, arXiv:2104.04473, section 2.2.1.
  for (const Size p : {1, 2, 4, 8, 16})
    for (const Size m : {1, 3, 8, 64})
      for (const Schedule s : {Schedule::gpipe, Schedule::one_f_one_b})
        CHECK(bubble_fraction(equal(s, p, m, 1, {1, 1.5, 0.5})) ==
              doctest::Approx(static_cast<double>(p - 1) / static_cast<double>(m)));
}

TEST_CASE("interleaving divides the bubble by the chunks of a rank") {
  // The same paper, section 2.2.2: (p - 1) / (v m).
  for (const Size p : {2, 4, 8, 16})
    for (const Size v : {2, 3, 8})
      for (const Size rounds : {1, 2, 4})
        CHECK(bubble_fraction(equal(Schedule::interleaved, p, p * rounds, v, {1, 1.5, 0.5})) ==
              doctest::Approx(static_cast<double>(p - 1) / static_cast<double>(v * p * rounds)));
}

TEST_CASE("1F1B holds p micro-batches on the first rank, interleaved 1 + (p - 1) / (p v) times") {
  // Korthikanti et al. 2022, arXiv:2205.05198, section 4.2.3.
  for (const Size p : {2, 4, 8}) {
    for (Size r = 0; r < p; ++r)
      CHECK(held_by(equal(Schedule::one_f_one_b, p, 4 * p, 1, {1, 1, 1}), r) ==
            static_cast<double>(p - r));
    for (const Size v : {2, 4})
      CHECK(held_by(equal(Schedule::interleaved, p, 4 * p, v, {1, 1, 1}), 0) ==
            static_cast<double>(p * v + p - 1));
  }
}

TEST_CASE("zero-bubble H1 has a bubble of (p - 1) (F + B - W) and the memory of 1F1B") {
  // Qi et al. 2023, arXiv:2401.10241, section 2.3, where W is no more than F and B. B is of inputs
  // only: DeepSeek-V3's table 2 writes (p - 1) (F + B - 2 W) with a B that has W in it.
  for (const Size p : {2, 4, 8, 16}) {
    const PipelineProblem problem = equal(Schedule::zero_bubble_h1, p, 3 * p, 1, {1, 1.25, 0.5});
    const PipelineTime time = pipeline_time(problem);
    CHECK(time.makespan - time.busy[0] ==
          doctest::Approx(static_cast<double>(p - 1) * (1 + 1.25 - 0.5)));
    CHECK(held_by(problem, 0) == static_cast<double>(p));
    for (Size r = 0; r < p; ++r) CHECK(held_by(problem, r) <= static_cast<double>(p));
  }
}

TEST_CASE("zero-bubble V has no bubble but the last rank's later start, and the memory of 1F1B") {
  // Qi et al. 2024, arXiv:2405.15362: none where F = B = W, peak of p micro-batches of a rank. A
  // chunk is half of a rank; rank p - 1 starts after p - 1 forwards of a chunk.
  for (const Size p : {2, 4, 8}) {
    const PipelineProblem problem = equal(Schedule::zero_bubble_v, p, 4 * p, 2, {1, 1, 1});
    const PipelineTime time = pipeline_time(problem);
    CHECK(time.makespan - time.busy[0] == doctest::Approx(static_cast<double>(p - 1)));
    for (Size r = 0; r < p; ++r) CHECK(held_by(problem, r) <= static_cast<double>(2 * p));
  }
}

TEST_CASE("DualPipe has a bubble of (p / 2 - 1) (F&B + B - 3 W) and holds p + 1 micro-batches") {
  // DeepSeek-AI 2024, arXiv:2412.19437, table 2; its B has W in it. F&B, the woven pair, takes what
  // its parts take; the figure's F = B of inputs = W.
  for (const Size p : {2, 4, 8, 16})
    for (const Size m : {2 * p, 3 * p, 6 * p}) {
      const PipelineProblem problem = equal(Schedule::dualpipe, p, m, 2, {1, 1, 1});
      const PipelineTime time = pipeline_time(problem);
      CHECK(time.makespan - time.busy[0] ==
            doctest::Approx(static_cast<double>(p / 2 - 1) * ((1 + 2) + 2 - 3)));
      for (Size r = 0; r < p; ++r) CHECK(held_by(problem, r) == static_cast<double>(p + 1));
    }
}

TEST_CASE("orders are those of the papers' figures") {
  // Narayanan et al. 2021, figure 4: 4 ranks, 8 micro-batches; below, 2 chunks a rank.
  const PipelineProblem plain = equal(Schedule::one_f_one_b, 4, 8, 1, {1, 1, 1});
  CHECK(letters(order(plain, 0)) == "F1 F2 F3 F4 B1 F5 B2 F6 B3 F7 B4 F8 B5 B6 B7 B8");
  CHECK(letters(order(plain, 3)) == "F1 B1 F2 B2 F3 B3 F4 B4 F5 B5 F6 B6 F7 B7 F8 B8");
  const PipelineProblem chunks = equal(Schedule::interleaved, 4, 8, 2, {1, 1, 1});
  CHECK(letters(order(chunks, 3)).substr(0, 61) ==
        "F1 F2 F3 F4 F1' B1' F2' B2' F3' B3' F4' B4' F5 B1 F6 B2 F7 B3");
  CHECK(letters(order(chunks, 0)).substr(0, 48) ==
        "F1 F2 F3 F4 F1' F2' F3' F4' F5 F6 F7 B1' F8 B2' ");
}

TEST_CASE("a problem that a schedule cannot run is refused with the reason") {
  const ChunkTime c{1, 1, 1};
  CHECK(refusal(equal(Schedule::interleaved, 4, 6, 2, c)) ==
        "interleaved: needs a multiple of its 4 stages as micro-batches, not 6");
  CHECK(refusal(equal(Schedule::interleaved, 4, 8, 1, c)) ==
        "interleaved: needs 2 or more virtual stages a rank; with 1 it is 1f1b");
  CHECK(refusal(equal(Schedule::one_f_one_b, 4, 8, 2, c)) ==
        "1f1b: has 1 virtual stage a rank, not 2");
  CHECK(refusal(equal(Schedule::zero_bubble_v, 4, 8, 1, c)) ==
        "zero-bubble-v: needs 2 virtual stages a rank, not 1");
  CHECK(refusal(equal(Schedule::dualpipe, 3, 8, 2, c)) ==
        "dualpipe: needs an even number of stages, not 3");
  CHECK(refusal(equal(Schedule::dualpipe, 4, 6, 2, c)) ==
        "dualpipe: needs an even number of micro-batches, at least 8, not 6");
  CHECK(refusal(equal(Schedule::gpipe, 4, 0, 1, c)) ==
        "gpipe: stages, virtual stages and micro-batches are 1 or more");
  CHECK(refusal(equal(Schedule::gpipe, 2, 2, 1, {-1, 1, 1})) ==
        "gpipe: a time is negative or no number");
  PipelineProblem short_of_times = equal(Schedule::gpipe, 2, 2, 1, c);
  short_of_times.chunks.pop_back();
  CHECK(refusal(short_of_times) == "gpipe: 2 stages of 1 virtual stages need as many times, not 1");
}
