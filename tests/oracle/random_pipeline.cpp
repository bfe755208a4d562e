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

ChunkTime operator+(const ChunkTime& a, const ChunkTime& b) {
  return {a.forward + b.forward, a.backward_input + b.backward_input,
          a.backward_weight + b.backward_weight};
}

ChunkTime operator*(double times, const ChunkTime& t) {
  return {times * t.forward, times * t.backward_input, times * t.backward_weight};
}

// Layers alike, an embedding of less than one, a head of up to three; sends shorter than a layer.
void draw_layers(std::mt19937_64& random, PipelineProblem& p) {
  const auto up_to = [&](double most) { return most / 2 * draw_seconds(random, false); };
  const ChunkTime layer{0.2 + up_to(1), 0.2 + up_to(2), 0.2 + up_to(1)};
  const Size chunks = std::ssize(p.chunks);
  const Size stages = p.schedule == PipelineSchedule::dualpipe ? p.stages : chunks;
  const Size layers = one_of(random, stages, 6 * stages), over = layers % stages;
  const Size first_longer = over + 2 <= stages ? 1 : 0;
  for (Size c = 0; c < chunks; ++c) {
    const Size stage = c % stages;
    const bool longer = stage >= first_longer && stage < first_longer + over;
    p.chunks[static_cast<std::size_t>(c)] =
        static_cast<double>(layers / stages + (longer ? 1 : 0)) * layer;
  }
  const ChunkTime embedding = up_to(0.3) * layer, head = up_to(3) * layer;
  for (Size c = 0; c < chunks; c += stages) {
    ChunkTime &first = p.chunks[static_cast<std::size_t>(c)],
              &last = p.chunks[static_cast<std::size_t>(c + stages - 1)];
    first = first + embedding;
    last = last + head;
  }
  p.send *= up_to(1) * layer.forward;
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
  if (stages == Stages::layered) draw_layers(random, p);
  p.overlap_send = random() % 2 == 0;
  return p;
}

}  // namespace tenfold::twin
