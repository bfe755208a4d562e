// Limits that no fit may break: what kernels and collectives cost at their edges.
#include "cost/price.h"

#include <doctest/doctest.h>

#include <array>

#include "cost/collective_curve.h"

namespace tenfold {
namespace {

Seconds us(double value) { return Seconds::base(1e-6 * value); }

MatmulEfficiency like_hopper(NumberFormat format) {
  return {.format = format,
          .compute = 0.84,
          .memory = 0.85,
          .launch = us(2.5),
          .tile_half = 0.01,
          .depth_half = 130,
          .wave = 0.2,
          .norm = 2.6,
          .throttle = 0.17,
          .throttle_time = us(2000),
          .split_cost = us(3),
          .quantise = format == NumberFormat::fp8 ? 0.37 : 0};
}

Accelerator accelerator() {
  Accelerator a;
  a.bf16 = 989.4 * TFLOP_per_s;
  a.fp8 = 1978.9 * TFLOP_per_s;
  a.memory_bandwidth = 3.35e12 * byte / second;
  a.processors = 132;
  a.matmul = {like_hopper(NumberFormat::bf16), like_hopper(NumberFormat::fp8)};
  AttentionEfficiency narrow, wide;
  narrow.head_dim = 64;
  narrow.compute = 0.52;
  wide.head_dim = 128;
  wide.flash_2 = 1.7;
  a.attention = {narrow, wide};
  return a;
}

Tier tier(double bandwidth, std::int64_t reach, double latency) {
  Tier t;
  t.reach = reach;
  t.bandwidth = bandwidth * byte / second;
  t.latency = us(latency);
  return t;
}

Cluster cluster() {
  Cluster c;
  c.accelerator = accelerator();
  c.tiers = {tier(450e9, 8, 3.3), tier(50e9, 0, 3.7)};
  return c;
}

Seconds matmul(Size m, Size n, Size k, NumberFormat f = NumberFormat::bf16) {
  return matmul_time({.m = m, .n = n, .k = k, .format = f}, accelerator()).time;
}

Seconds collective(CollectiveKind kind, double bytes, std::vector<Size> group) {
  return collective_time(kind, bytes * byte, {std::move(group)}, cluster()).time;
}

constexpr std::array kinds{CollectiveKind::all_reduce, CollectiveKind::all_gather,
                           CollectiveKind::reduce_scatter, CollectiveKind::all_to_all};

}  // namespace

TEST_CASE("a product takes longer where an extent is doubled") {
  for (const Size size : {1024, 2048, 5120, 8192}) {
    CHECK(matmul(2 * size, size, size) > matmul(size, size, size));
    CHECK(matmul(size, 2 * size, size) > matmul(size, size, size));
    CHECK(matmul(size, size, 2 * size) > matmul(size, size, size));
  }
}

TEST_CASE("a product is never faster than the rated peak or the rated bandwidth") {
  for (const Size m : {1, 64, 1000, 16384})
    for (const Size k : {128, 4096, 30000}) {
      const double flops = 2.0 * real(m) * 4096 * real(k);
      const double bytes = 2.0 * (real(m * k) + 4096 * real(k) + real(m) * 4096);
      CHECK(matmul(m, 4096, k).base() > flops / 989.4e12);
      CHECK(matmul(m, 4096, k).base() > bytes / 3.35e12);
    }
}

TEST_CASE("a large product is faster in 8 bits, a small one is not: it pays the quantisation") {
  CHECK(matmul(8192, 8192, 8192, NumberFormat::fp8) < matmul(8192, 8192, 8192));
  CHECK(matmul(64, 8192, 64, NumberFormat::fp8) > 0.9 * matmul(64, 8192, 64));
}

TEST_CASE("a format without parameters of its own is priced with a wider spread") {
  const Accelerator a = accelerator();
  const MatmulShape plain{.m = 4096, .n = 4096, .k = 4096};
  MatmulShape other = plain;
  other.format = NumberFormat::fp16;
  CHECK(matmul_time(other, a).spread == doctest::Approx(matmul_time(plain, a).spread));
  other.format = NumberFormat::mxfp8;
  CHECK(matmul_time(other, a).spread > matmul_time(plain, a).spread);
  Accelerator bare = a;
  bare.matmul.clear();
  CHECK(matmul_time(plain, bare).spread > 0.15);
  CHECK(matmul_time(plain, bare).time < 3 * matmul_time(plain, a).time);
}

TEST_CASE("gradients accumulated in 32 bits cost more") {
  const MatmulShape plain{.m = 4096, .n = 4096, .k = 4096};
  MatmulShape accumulated = plain;
  accumulated.output_bytes = 4;
  CHECK(matmul_time(accumulated, accelerator()).time > matmul_time(plain, accelerator()).time);
}

TEST_CASE("what has no extent costs nothing") {
  CHECK(matmul(0, 4096, 4096) == Seconds{});
  CHECK(attention_time({}, accelerator(), false).time == Seconds{});
  CHECK(stream_time(StreamKind::norm, Bytes{}, accelerator()).time == Seconds{});
}

TEST_CASE("attention: backward takes longer, a window less, an older kernel more") {
  AttentionShape s{.sequences = 1,
                   .heads = 32,
                   .kv_heads = 8,
                   .queries = 8192,
                   .keys = 8192,
                   .key_width = 128,
                   .value_width = 128,
                   .kernel = AttentionKernel::flash_3};
  const Accelerator a = accelerator();
  const Seconds causal = attention_time(s, a, false).time;
  CHECK(attention_time(s, a, true).time > 2.0 * causal);
  AttentionShape other = s;
  other.kept = 0.1;
  CHECK(attention_time(other, a, false).time < causal);
  other.kept = 1;
  CHECK(attention_time(other, a, false).time > 1.7 * causal);
  for (const auto kernel : {AttentionKernel::flash_2, AttentionKernel::flash_1}) {
    other = s;
    other.kernel = kernel;
    CHECK(attention_time(other, a, false).time > 1.5 * causal);
  }
  other = s;
  other.kernel = AttentionKernel::unfused;
  CHECK(attention_time(other, a, false).time > causal);
}

TEST_CASE("a head between two fitted widths is priced between them") {
  AttentionShape s{.sequences = 1,
                   .heads = 32,
                   .kv_heads = 32,
                   .queries = 4096,
                   .keys = 4096,
                   .key_width = 96,
                   .value_width = 96,
                   .kernel = AttentionKernel::flash_3};
  Accelerator narrow = accelerator(), wide = accelerator();
  narrow.attention.pop_back();
  wide.attention.erase(wide.attention.begin());
  const Seconds between = attention_time(s, accelerator(), false).time;
  CHECK(between < attention_time(s, narrow, false).time);
  CHECK(between > attention_time(s, wide, false).time);
}

TEST_CASE("experts that are not balanced take longer, and so does backward") {
  Accelerator a = accelerator();
  a.grouped_matmul = GroupedMatmulEfficiency{.launch = us(10), .backward = 1.1, .imbalance = 1.2};
  const MatmulShape s{.groups = 8, .m = 1024, .n = 4096, .k = 2048};
  const Seconds even = grouped_matmul_time(s, a, false, true).time;
  CHECK(grouped_matmul_time(s, a, false, false).time > 1.15 * even);
  CHECK(grouped_matmul_time(s, a, true, true).time > 1.05 * even);
}

TEST_CASE("a collective of one rank or of no bytes costs nothing") {
  for (const CollectiveKind kind : kinds) {
    CHECK(collective(kind, 1e6, {1}) == Seconds{});
    CHECK(collective(kind, 1e6, {1, 1}) == Seconds{});
    CHECK(collective(kind, 0, {8}) == Seconds{});
  }
}

TEST_CASE("a collective across nodes is not faster than inside one, nor than its slowest link") {
  for (const CollectiveKind kind : kinds)
    for (const double bytes : {1e3, 1e6, 1e9}) {
      CHECK(collective(kind, bytes, {8, 4}) >= collective(kind, bytes, {8}));
      const double each = kind == CollectiveKind::all_to_all ? 0.75 * bytes : 0.75 * bytes / 8;
      CHECK(collective(kind, bytes, {8, 4}).base() > each / 50e9);
    }
}

TEST_CASE("an all-reduce takes as long as gathering and scattering where messages are large") {
  const double both = (collective(CollectiveKind::all_gather, 4e9, {8, 8}) +
                       collective(CollectiveKind::reduce_scatter, 4e9, {8, 8}))
                          .base();
  CHECK(collective(CollectiveKind::all_reduce, 4e9, {8, 8}).base() ==
        doctest::Approx(both).epsilon(0.1));
}

TEST_CASE("oversubscription slows what crosses its tier, and nothing else") {
  Cluster slow = cluster();
  slow.tiers[1].oversubscription = 4;
  const Group across{{8, 4}}, inside{{8, 1}};
  const Bytes bytes = 1e9 * byte;
  const auto kind = CollectiveKind::all_gather;
  CHECK(collective_time(kind, bytes, across, slow).time >
        3.0 * collective_time(kind, bytes, across, cluster()).time);
  CHECK(collective_time(kind, bytes, inside, slow).time ==
        collective_time(kind, bytes, inside, cluster()).time);
}

TEST_CASE("a mesh gives two ranks one link, all of them the whole") {
  Cluster mesh = cluster();
  mesh.tiers[0].topology = Topology::mesh;
  mesh.tiers[0].bandwidth = 448e9 * byte / second;
  mesh.tiers[0].pair_bandwidth = 64e9 * byte / second;
  const Bytes bytes = 1e9 * byte;
  const double two = collective_time(CollectiveKind::all_gather, bytes, {{2}}, mesh).time.base();
  const double eight = collective_time(CollectiveKind::all_gather, bytes, {{8}}, mesh).time.base();
  CHECK(two == doctest::Approx(0.5 * 1e9 / (0.8 * 64e9)).epsilon(0.02));
  CHECK(eight == doctest::Approx(0.875 * 1e9 / (0.8 * 448e9)).epsilon(0.05));
}

TEST_CASE("tokens are sent to a node once, however many of its experts they go to") {
  const Cluster c = cluster();
  const Group group{{8, 2}};
  const Bytes bytes = 1e9 * byte;
  const Seconds all = collective_time(CollectiveKind::all_to_all, bytes, group, c).time;
  // Eight copies, one of two nodes: half of them leave in an all-to-all, about one of eight here.
  CHECK(expert_exchange_time(bytes, {.copies = 8}, group, c).time < 0.3 * all);
  CHECK(expert_exchange_time(bytes, {.copies = 1}, group, c).time == all);
}

TEST_CASE("a protocol's norm joins latency and wire, for one price and for a curve of prices") {
  Cluster c = cluster();
  c.tiers[0].bandwidth = 1e9 * byte / second;
  CollectiveEfficiency fitted;
  fitted.kind = CollectiveKind::point_to_point;
  fitted.protocols = {
      {.name = "hidden", .latency = us(3), .latency_per_rank = {}, .efficiency = 1, .norm = 2}};
  c.tiers[0].collectives = {fitted};
  const Bytes bytes = 4000.0 * byte;  // 4 us of wire
  CHECK(point_to_point_time(bytes, 0, c).time.base() == doctest::Approx(5e-6));
  const CollectiveCurve curve = collective_curve(CollectiveKind::point_to_point, {{2}}, c);
  CHECK(curve.at(bytes).time.base() == doctest::Approx(5e-6));
}

TEST_CASE("fitted protocols are taken for as many ranks as they serve") {
  Cluster c = cluster();
  CollectiveEfficiency fitted;
  fitted.kind = CollectiveKind::all_gather;
  fitted.protocols = {{.name = "pair", .latency = us(1), .latency_per_rank = {}, .most_ranks = 2}};
  c.tiers[0].collectives = {fitted};
  const Bytes bytes = 8.0 * byte;
  const auto time = [&](Size n) {
    return collective_time(CollectiveKind::all_gather, bytes, {{n}}, c).time;
  };
  CHECK(time(2) < us(1.1));
  CHECK(time(4) == collective(CollectiveKind::all_gather, 8, {4}));
}

}  // namespace tenfold
