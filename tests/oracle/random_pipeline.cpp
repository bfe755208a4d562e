#include "oracle/random_pipeline.h"

namespace tenfold::twin {
namespace {

Size one_of(std::mt19937_64& random, Size low, Size high) {
  return low + static_cast<Size>(random() % static_cast<std::uint64_t>(high - low + 1));
}

// Of tenths, so that times tie; or of anything.
double draw_seconds(std::mt19937_64& random, bool tenths) {
  return tenths ? 0.1 * static_cast<double>(one_of(random, 0, 20))
                : 2 * static_cast<double>(random() >> 11) / 9007199254740992.0;  // 2^53
}

void draw_sizes(std::mt19937_64& random, PipelineProblem& p) {
  p.stages = one_of(random, 1, 16);
  p.micro_batches = one_of(random, 1, 64);
  if (p.schedule == PipelineSchedule::interleaved) {
    p.virtual_stages = one_of(random, 2, 8);
    p.micro_batches = p.stages * one_of(random, 1, 64 / p.stages);
  } else if (p.schedule == PipelineSchedule::zero_bubble_v) {
    p.virtual_stages = 2;
  } else if (p.schedule == PipelineSchedule::dualpipe) {
    p.virtual_stages = 2;
    p.stages = 2 * one_of(random, 1, 8);
    p.micro_batches = 2 * one_of(random, p.stages, 32);
  }
}

}  // namespace

PipelineProblem random_pipeline(std::mt19937_64& random, PipelineSchedule schedule, Stages stages) {
  PipelineProblem p{.schedule = schedule};
  draw_sizes(random, p);
  const bool tenths = random() % 2 == 0;
  const auto chunk = [&] {
    return ChunkTime{draw_seconds(random, tenths), draw_seconds(random, tenths),
                     draw_seconds(random, tenths)};
  };
  p.chunks.assign(static_cast<std::size_t>(p.stages * p.virtual_stages), chunk());
  if (stages == Stages::own_ends) {
    p.chunks.front() = chunk();
    p.chunks.back() = chunk();
  } else if (stages == Stages::uneven) {
    for (ChunkTime& c : p.chunks) c = chunk();
  }
  p.send = random() % 3 == 0 ? 0 : draw_seconds(random, tenths);
  p.overlap_send = random() % 2 == 0;
  return p;
}

}  // namespace tenfold::twin
