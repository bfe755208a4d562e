// Serving against obvious twins: experts counted token by token, bytes summed weight by weight, a
// batch searched one by one, and floors that no kernel goes under.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <set>

#include "io/library.h"
#include "model/parameters.h"
#include "serving/price.h"
#include "serving/rollout.h"

namespace tenfold {
namespace {

const io::Library library{"."};

Architecture shape(const std::string& name) {
  return *io::load_model(library, name).model.architecture;
}
Cluster cluster(const std::string& accelerator, Size n) {
  return usual_cluster(io::load_accelerator(library, accelerator), n);
}

ServingUnit unit(Size accelerators, Size tensor, NumberFormat f = NumberFormat::fp8) {
  ServingUnit u;
  u.accelerators = accelerators, u.tensor = tensor, u.weights = f, u.cache = f;
  return u;
}

Service service(const std::string& model, const std::string& accelerator, const ServingUnit& u,
                const Requests& r, LatencyTarget target = {}) {
  return {served(shape(model), u, cluster(accelerator, u.accelerators)), {}, r, target};
}

TEST_CASE("experts that a batch visits are those of tokens that choose at random") {
  std::mt19937_64 random(7);
  for (const Size experts : {16, 128, 256})
    for (const Size tokens : {1, 8, 64, 512}) {
      constexpr int rounds = 400;
      const Size top_k = experts == 16 ? 1 : 8;
      double visited = 0;
      for (int round = 0; round < rounds; ++round) {
        std::set<Size> seen;
        for (Size t = 0; t < tokens; ++t) {
          std::set<Size> own;
          while (std::ssize(own) < top_k)
            own.insert(std::uniform_int_distribution<Size>(0, experts - 1)(random));
          seen.insert(own.begin(), own.end());
        }
        visited += real(std::int64_t{std::ssize(seen)}) / rounds;
      }
      CHECK(visited_experts(real(experts), real(top_k) / real(experts), real(tokens)) ==
            doctest::Approx(visited).epsilon(0.03));
    }
}

// Liu et al. 2025, "Insights into DeepSeek-V3", arXiv:2505.09343, table 1: KB of cache a token in
// 16 bits, recalled; each is plain arithmetic on the model's shape.
TEST_CASE("a token's keys and values take what DeepSeek's table says") {
  const ServingUnit u = unit(1, 1, NumberFormat::bf16);
  CHECK(cache_bytes(shape("deepseek-v3"), 1, u).base() == doctest::Approx(70272));
  CHECK(cache_bytes(shape("llama-3.1-405b"), 1, u).base() == doctest::Approx(516096));
  CHECK(cache_bytes(shape("qwen2.5-72b"), 1, u).base() == doctest::Approx(327680));
}

TEST_CASE("a window keeps no more keys than its span, a recurrence as much at any length") {
  const ServingUnit u = unit(1, 1, NumberFormat::bf16);
  Attention a{.heads = 8, .kv_heads = 2, .head_dim = 64};
  a.mask = MaskKind::sliding, a.span = 1024;
  CHECK(cache_bytes(Mixer(a), 500, u).base() == doctest::Approx(2 * 2 * 64 * 2 * 500));
  CHECK(cache_bytes(Mixer(a), 9000, u) == cache_bytes(Mixer(a), 1024, u));
  const Mamba2 m{.heads = 4, .head_dim = 8, .state = 16};
  CHECK(cache_bytes(Mixer(m), 10, u) == cache_bytes(Mixer(m), 100000, u));
  CHECK(cache_bytes(Mixer(m), 10, u).base() == doctest::Approx(4 * 8 * 16 * 4));
}

TEST_CASE("the ranks of a unit hold every weight once, but for what each has a copy of") {
  for (const char* name : {"llama-3.1-8b", "llama-3.1-405b", "deepseek-v3", "llama-4-maverick"}) {
    CAPTURE(name);
    const Architecture a = shape(name);
    const double all = real(model_parameters(a).text.total);
    CHECK(weight_bytes(a, unit(1, 1, NumberFormat::bf16)).base() ==
          doctest::Approx(2 * all).epsilon(1e-5));  // but for the last norm
    const double ranks = 8 * weight_bytes(a, unit(8, 8, NumberFormat::bf16)).base();
    CHECK(ranks >= 2 * all * (1 - 1e-5));
    CHECK(ranks <= 2 * all * 1.05);
  }
}

TEST_CASE("a step takes at least the time to read its weights and cache, and its FLOPs") {
  const Requests r{1000, 1000, 0};
  for (const double batch : {1.0, 16.0, 256.0}) {
    const Service s = service("llama-3.1-8b", "h100-sxm-80gb", unit(1, 1), r);
    const Accelerator& a = s.decode.cluster.accelerator;
    const double read = weight_bytes(s.decode.whole, s.decode.unit).base() -
                        2 * 128256.0 * 4096 +  // of the input table a row a token is read
                        batch * cache_bytes(s.decode.whole, r.mean_length(), s.decode.unit).base();
    const double flops = 2 * batch *
                         real(model_parameters(s.decode.whole).text.active -
                              model_parameters(s.decode.whole).input_embedding);
    const double step = decode_at(s.decode, r, batch).step.base();
    CHECK(step > read / a.memory_bandwidth.base());
    CHECK(step > flops / a.fp8->base());
    if (batch == 1) CHECK(step < 2.5 * read / a.memory_bandwidth.base());
  }
}

// One by one: the largest batch that fits and keeps the latency.
double searched_batch(const Service& s, double most) {
  const ServingMemory m =
      serving_memory(s.decode.whole, s.decode.unit, s.decode.cluster.accelerator, s.requests);
  const PrefillRate p = prefill_rate(s.decode, s.requests);
  const double prefill = s.requests.fresh() / p.tokens * p.pass.base();
  double best = 0;
  for (double n = 1; n <= most; ++n) {
    const Bytes held = m.weights + n * m.sequence;
    const double token =
        decode_at(s.decode, s.requests, n).per_token.base() + n * prefill / real(s.requests.output);
    if (held <= m.capacity && token <= s.target.per_token->base()) best = n;
  }
  return best;
}

TEST_CASE("the batch found is the largest that memory and latency allow") {
  for (const double ms : {12.0, 20.0, 40.0, 1000.0}) {
    CAPTURE(ms);
    const Service s = service("llama-3.1-8b", "h100-sxm-80gb", unit(1, 1), {4000, 1000, 0.25},
                              {ms / 1000 * second, {}});
    const DecodeRate d = service_rate(s).decode;
    CHECK(d.sequences == doctest::Approx(searched_batch(s, 400)).epsilon(0.02));
    CHECK(d.limit == (ms == 1000 ? BatchLimit::memory : BatchLimit::latency));
  }
}

TEST_CASE("weights that do not fit, and a latency that none keeps, are told") {
  CHECK(service_rate(service("llama-3.1-405b", "h100-sxm-80gb", unit(1, 1), {100, 100, 0}))
            .decode.limit == BatchLimit::weights);
  const Service s =
      service("llama-3.1-8b", "h100-sxm-80gb", unit(1, 1), {100, 100, 0}, {1e-4 * second, {}});
  CHECK(service_rate(s).decode.limit == BatchLimit::too_slow);
}

TEST_CASE("longer contexts serve fewer tokens, cached input and lower bits more") {
  const auto output = [](Size input, double cached, NumberFormat f) {
    return service_rate(
               service("llama-3.1-70b", "h200-sxm-141gb", unit(2, 2, f), {input, 500, cached}))
        .requests_per_s;
  };
  CHECK(output(2000, 0, NumberFormat::fp8) > output(8000, 0, NumberFormat::fp8));
  CHECK(output(8000, 0.5, NumberFormat::fp8) > output(8000, 0, NumberFormat::fp8));
  CHECK(output(2000, 0, NumberFormat::fp8) > output(2000, 0, NumberFormat::bf16));
}

TEST_CASE("a million tokens cost what their accelerator-seconds cost") {
  ServiceRate r;
  r.input_seconds = 1e-4, r.output_seconds = 1e-3;
  const TokenCost c = token_cost(r, 3.6, 0.5);
  CHECK(c.input == doctest::Approx(0.2));
  CHECK(c.output == doctest::Approx(2.0));
  const Requests requests{1000, 500, 0.2};
  CHECK(request_cost(c, requests) == doctest::Approx((800 * 0.2 + 500 * 2.0) / 1e6));
  const TokenPrice price{0.5, 4, 0.1};
  CHECK(request_price(price, requests) == doctest::Approx((800 * 0.5 + 200 * 0.1 + 500 * 4) / 1e6));
  CHECK(margin(c, price, requests) == doctest::Approx(1 - 1160.0 / 2420.0));
  CHECK(break_even_price(c, price, requests) == doctest::Approx(1160.0 / 2420.0));
}

TEST_CASE("guesses that are never right slow a step, and that are always right pay") {
  const Requests r{2000, 500, 0};
  ServingUnit u = unit(8, 1, NumberFormat::fp8_block);
  const Architecture a = shape("deepseek-v3");
  const auto rate = [&](Size drafted, double accepted) {
    u.drafted = drafted, u.accepted = accepted;
    return decode_at(served(a, u, cluster("h200-sxm-141gb", 8)), r, 16).tokens_per_s;
  };
  CHECK(rate(1, 0) < rate(0, 0));
  CHECK(rate(1, 1) > rate(0, 0));
  CHECK(unit(1, 1).tokens_a_step() == 1);
}

TEST_CASE("an exponential that is cut has the mean that is asked of it") {
  for (const double mean : {500.0, 4000.0, 20000.0}) {
    const double scale = uncut_mean(mean, 32768);
    double sum = 0;
    constexpr int parts = 200000;
    for (int i = 0; i < parts; ++i)  // by quantiles
      sum += std::min(32768.0, -scale * std::log1p(-(i + 0.5) / parts)) / parts;
    CHECK(sum == doctest::Approx(mean).epsilon(1e-4));
  }
}

// Every output drawn and every step played: those that are as long share it.
double played_tail(const Served& s, const RolloutBatch& b, std::size_t slots, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<double> lengths;
  for (std::size_t i = 0; i < slots; ++i) {
    const double u = std::uniform_real_distribution<double>(0, 1)(random);
    lengths.push_back(std::min(b.longest, -uncut_mean(b.output, b.longest) * std::log1p(-u)));
  }
  std::sort(lengths.begin(), lengths.end());
  double sum = 0;
  constexpr double stride = 16;  // tokens that a batch is taken to last
  for (double at = 0; at < lengths.back(); at += stride) {
    const auto alive = real(
        static_cast<Size>(lengths.end() - std::upper_bound(lengths.begin(), lengths.end(), at)));
    const Requests there{.input = static_cast<Size>(b.input + at), .output = 1};
    sum += stride * decode_at(s, there, alive).per_token.base();
  }
  return sum;
}

TEST_CASE("a drawing of outputs takes what its outputs take when each is played") {
  const Served s = served(shape("llama-3.1-8b"), unit(1, 1), cluster("h100-sxm-80gb", 1));
  const RolloutBatch b{.outputs = 64, .input = 100, .output = 600, .longest = 4096};
  const RolloutTime t = rollout_time(s, b, 1);
  REQUIRE(t.slots == 64);
  double mean = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) mean += played_tail(s, b, 64, seed) / 40;
  CHECK(t.tail.base() == doctest::Approx(mean).epsilon(0.05));
  CHECK(t.full.base() == 0);
}

TEST_CASE("outputs beyond what memory holds queue") {
  ServingUnit few = unit(1, 1);
  few.most_sequences = 16;
  const Served s = served(shape("llama-3.1-8b"), few, cluster("h100-sxm-80gb", 1));
  const RolloutTime one = rollout_time(s, {16, 100, 600, 4096}, 1);
  const RolloutTime ten = rollout_time(s, {160, 100, 600, 4096}, 1);
  CHECK(one.full.base() == 0);
  CHECK(ten.tail.base() == doctest::Approx(one.tail.base()).epsilon(0.01));
  CHECK(ten.full.base() > 5 * one.tail.base() * 600 / 4096);
  CHECK(ten.prefill.base() == doctest::Approx(10 * one.prefill.base()));
}

}  // namespace
}  // namespace tenfold
