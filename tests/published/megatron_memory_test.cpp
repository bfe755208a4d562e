// Megatron-LM's own estimate of memory, megatron/training/theoretical_memory_usage.py
// (core_r0.8.0): bytes of states a parameter, and of activations with sequence parallelism and
// selective recomputation.
#include <doctest/doctest.h>

#include "gpt_fixture.h"
#include "model/parameters.h"

using namespace tenfold;

namespace {

double states(const StageFootprint& s) {
  double sum = 0;
  for (const MemoryUse use :
       {MemoryUse::weights, MemoryUse::master_weights, MemoryUse::gradients, MemoryUse::optimizer})
    sum += s.bytes[index(use)];
  return sum;
}

}  // namespace

TEST_CASE("a parameter takes 18 bytes, with a distributed optimizer 6 + 12 / data") {
  const Architecture a = gpt(4, 1024, 16, 4096);
  const double parameters = real(model_parameters(a).text.total);
  for (const Size data : {1, 2, 8, 64})
    for (const Size zero : {0, 1}) {
      ParallelPlan p;
      p.data = p.global_batch = data;
      p.zero = zero;
      const double bytes = zero == 0 ? 18 : 6 + 12 / real(data);
      const double got = states(footprint(a, p, 2048, megatron()).stages[0]);
      CHECK(got == doctest::Approx(bytes * parameters).epsilon(1e-12));
    }
}

TEST_CASE("activations of a layer are sbh (18 + 4 f / h) / t, f the feed-forward width") {
  for (const Size width : {2048, 4096, 5504})
    for (const Size tensor : {1, 2, 8}) {
      ParallelPlan p;
      p.tensor = tensor;
      p.sequence_parallel = true;
      p.micro_batch = 2;
      p.recompute = Recompute::selective;
      p.attention = AttentionKernel::fused_softmax;
      const double sbh = 4096.0 * 2 * 1024, ratio = real(width) / 1024;
      CHECK(kept_by_layer(gpt(4, 1024, 16, width), p, 4096) ==
            doctest::Approx(sbh * (18 + 4 * ratio) / real(tensor)).epsilon(1e-12));
    }
}
