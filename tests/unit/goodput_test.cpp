#include "campaign/goodput.h"

#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>

#include "base/lambert.h"
#include "base/root.h"
#include "campaign/slowdown.h"

namespace tenfold {
namespace {

TEST_CASE("Lambert's W inverts x e^x") {
  for (const double x : {-1.0, -0.999, -0.5, -1e-9, 0.0, 0.5, 3.0})
    CHECK(lambert_w0(x * std::exp(x)) == doctest::Approx(x).epsilon(1e-7));
  CHECK(std::isnan(lambert_w0(-0.4)));
}

TEST_CASE("no interval between copies loses less than the one that Lambert's W gives") {
  // (e^(f (t + save)) - 1) / t, searched; where it is flat, the search has half a double's digits.
  for (const double save : {1e-4, 0.01, 0.3, 2.0}) {
    const auto loss = [&](double t) { return std::expm1(t + save) / t; };
    CHECK(optimal_interval(save * second, Frequency::base(1)).base() ==
          doctest::Approx(minimum_between(loss, 1e-4, 5)).epsilon(1e-6));
  }
}

TEST_CASE("Young's and Daly's intervals are the exact one where interruptions are rare") {
  const Frequency f = Frequency::base(1);
  for (const double save : {1e-6, 1e-4, 1e-2}) {
    const double exact = optimal_interval(save * second, f).base();
    CHECK(dalys_interval(save * second, f).base() == doctest::Approx(exact).epsilon(save));
    CHECK(youngs_interval(save * second, f).base() ==
          doctest::Approx(exact).epsilon(std::sqrt(save)));
  }
  // Llama 3: 3.09 h between interruptions and a save of 30 s.
  const Frequency llama = Frequency::base(1 / (3.09 * 3600));
  CHECK(youngs_interval(30.0 * second, llama).base() == doctest::Approx(817).epsilon(1e-3));
}

TEST_CASE("Erlang's B of one server is load / (1 + load), of two a textbook's") {
  CHECK(erlang_loss(1, 0.5) == doctest::Approx(0.5 / 1.5));
  CHECK(erlang_loss(2, 1) == doctest::Approx(0.2));  // (1/2) / (1 + 1 + 1/2)
  CHECK(erlang_loss(0, 3) == 1);
}

struct Job {
  Failures failures{.per_node = Frequency::base(3.79e-3 / 86400), .nodes = 2048, .spares = 100};
  Recovery recovery{60.0 * second, 300.0 * second, 120.0 * second};
  Checkpoint checkpoint{CheckpointKind::synchronous, 6.5e12 * byte, 2e12 * byte / second,
                        20e12 * byte / second};
  Goodput shares() const {
    return goodput(failures, recovery, checkpoint, best_saving(checkpoint, rate(failures)));
  }
};

TEST_CASE("the shares of a run's time add up to one and none is negative") {
  for (const CheckpointKind kind :
       {CheckpointKind::synchronous, CheckpointKind::asynchronous, CheckpointKind::in_memory}) {
    Job job;
    job.checkpoint.kind = kind;
    const Goodput g = job.shares();
    CHECK(g.training + g.saving + g.lost + g.recovering + g.waiting == doctest::Approx(1));
    for (const double part : {g.training, g.saving, g.lost, g.recovering, g.waiting})
      CHECK(part >= 0);
  }
}

TEST_CASE("without failures only copies take time") {
  Job job;
  job.failures.per_node = {};
  const Saving saving{100.0 * second, 25.0 * second, {}, 1};
  const Goodput g = goodput(job.failures, job.recovery, job.checkpoint, saving);
  CHECK(g.training == 0.8);
  CHECK(g.saving == 0.2);
}

TEST_CASE("more failures, slower recovery, slower storage or fewer spares never help") {
  const double base = Job{}.shares().training;
  Job worse;
  worse.failures.per_node = 2 * worse.failures.per_node;
  CHECK(worse.shares().training < base);
  worse = Job{};
  worse.recovery.warm = 600.0 * second;
  CHECK(worse.shares().training < base);
  worse = Job{};
  worse.checkpoint.storage = worse.checkpoint.storage / 10;
  CHECK(worse.shares().training < base);
  worse = Job{};
  worse.failures.spares = 2;
  CHECK(worse.shares().training < base);
}

TEST_CASE("where a save is long, copies in the background and in memory pay") {
  Job job;
  job.checkpoint.storage = 2e10 * byte / second;
  const double blocking = job.shares().training;
  job.checkpoint.kind = CheckpointKind::asynchronous;
  const double background = job.shares().training;
  job.checkpoint.kind = CheckpointKind::in_memory;
  CHECK(background > blocking);
  CHECK(job.shares().training > background);
}

TEST_CASE("a step is slow where any node is slow") {
  CHECK(straggler_factor({0.5, 0.1, 1}, 1) == doctest::Approx(1.05));
  CHECK(straggler_factor({0.5, 0.1, 1}, 2) == doctest::Approx(1.075));
  CHECK(straggler_factor({0.5, 0.1, 0}, 100) == 1);
  CHECK(straggler_factor({}, 100000) == doctest::Approx(1.1));
}

TEST_CASE("six silent corruptions in 54 days, found within a day, cost Llama 3 under 6 %") {
  const SilentCorruption c;
  CHECK(c.per_accelerator * (54.0 * day) * 16384 == doctest::Approx(6).epsilon(0.01));
  // 6 x (12 h + 5 min + 8 min) of 1296 h
  CHECK(corruption_factor(c, 16384, 600.0 * second, 480.0 * second) ==
        doctest::Approx(1 + 6 * (12 + 13.0 / 60) / 1296).epsilon(1e-3));
}

}  // namespace
}  // namespace tenfold
