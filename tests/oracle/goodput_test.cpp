// The closed form of goodput against a run played out event by event.
#include "campaign/goodput.h"

#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <string>

#include "played_run.h"

namespace tenfold {
namespace {

struct Case {
  Failures failures;
  Recovery recovery;
  Checkpoint checkpoint;
  Saving saving;
};

// Times are drawn over decades around those of published runs, all relative to a mean time to
// interruption of an hour: what matters are ratios.
Case random_case(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto between = [&](double low, double high) {
    return low * std::pow(high / low, std::uniform_real_distribution<>()(random));
  };
  Case c;
  const double mtti = 3600;
  c.failures.nodes = 1 + static_cast<std::int64_t>(random() % 4000);
  c.failures.per_node = Frequency::base(1 / mtti / static_cast<double>(c.failures.nodes));
  c.failures.memory_lost = between(0.02, 0.9);
  c.failures.replaced = between(0.1, 1);
  c.failures.spares = static_cast<std::int64_t>(random() % 7);
  c.failures.repair = between(0.1, 5) * mtti * second;
  c.recovery = {between(1e-3, 0.05) * mtti * second, between(1e-3, 0.1) * mtti * second,
                between(1e-3, 0.05) * mtti * second};
  c.checkpoint.kind = static_cast<CheckpointKind>(seed % 3);
  c.checkpoint.size = 1e12 * byte;
  c.checkpoint.storage = c.checkpoint.size / (between(1e-3, 0.1) * mtti * second);
  c.checkpoint.host = c.checkpoint.size / (between(1e-4, 0.01) * mtti * second);
  c.saving = best_saving(c.checkpoint, rate(c.failures));
  // Longer than best too; shorter only where copies need not wait for storage.
  c.saving.interval =
      c.saving.interval * between(c.checkpoint.kind == CheckpointKind::synchronous ? 0.3 : 1, 3);
  return c;
}

TEST_CASE("the closed form of goodput is the played-out run within 1 %, in 1,000 random cases") {
  double worst = 0, lowest = 1, highest = 0;
  for (std::uint64_t seed = 1; seed <= 1000; ++seed) {
    const Case c = random_case(seed);
    const Goodput closed = goodput(c.failures, c.recovery, c.checkpoint, c.saving);
    const auto played =
        reference::played_run(c.failures, c.recovery, c.checkpoint, c.saving, seed, 0.002);
    CAPTURE(seed);
    CAPTURE(std::string(name(c.checkpoint.kind)));
    CHECK(closed.training == doctest::Approx(played.shares.training).epsilon(0.01));
    // The parts that are small are held to a hundredth of all time.
    CHECK(std::abs(closed.saving - played.shares.saving) < 0.01);
    CHECK(std::abs(closed.lost - played.shares.lost) < 0.01);
    CHECK(std::abs(closed.recovering - played.shares.recovering) < 0.01);
    CHECK(std::abs(closed.waiting - played.shares.waiting) < 0.01);
    worst = std::max(worst, std::abs(closed.training / played.shares.training - 1));
    lowest = std::min(lowest, closed.training);
    highest = std::max(highest, closed.training);
  }
  MESSAGE("largest difference ", 100 * worst, " %, goodput from ", lowest, " to ", highest);
  CHECK(lowest < 0.5);  // the cases are no easy ones only
  CHECK(highest > 0.9);
}

}  // namespace
}  // namespace tenfold
