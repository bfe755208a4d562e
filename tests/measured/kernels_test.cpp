// The profiles' efficiency parameters against the shapes that `tenfold calibrate` held out. Reads
// the tables of others from ../shared/data, which are not part of this repository.
#include <doctest/doctest.h>

#include <filesystem>

#include "fit/calibrate.h"
#include "fit/held_out.h"
#include "io/library.h"
#include "io/timed_tables.h"

namespace tenfold {
namespace {

struct Part {
  std::string label, profile;
};
const std::vector<Part> parts{{"A100", "a100-sxm-80gb"},
                              {"H100", "h100-sxm-80gb"},
                              {"H200", "h200-sxm-141gb"},
                              {"B200", "b200-sxm"},
                              {"GB200", "gb200"}};

// The tables of a file, or none with the reason.
std::vector<TimedTable> shared(const std::string& name) {
  const std::string path = "../shared/data/" + name;
  if (std::filesystem::exists(path)) return io::read_timed_tables(path);
  MESSAGE("skipped: ", path, " is not here");
  return {};
}

struct Errors {
  double median = 0, p90 = 0;
};
Errors errors_of(const std::vector<double>& logs) {
  const FitScore score = score_of({}, logs);
  return {score.median, score.p90};
}

template <class Timed, class Price>
Errors held_out_errors(const std::vector<Timed>& rows, const Price& price) {
  std::vector<Timed> held = split(rows).held;
  std::erase_if(held, [](const Timed& t) { return !training_size(t); });
  CHECK(held.size() > 100);
  return errors_of(log_errors(held, price));
}

}  // namespace

TEST_CASE("matrix products of training size that no fit saw are told to the bars") {
  for (const Part& part : parts)
    for (const std::string format : {"bfloat16", "fp8"}) {
      if (part.label == "A100" && format == "fp8") continue;
      const Accelerator a = io::load_accelerator({"."}, part.profile);
      for (const TimedTable& t : shared("kernels/gemm_" + format + "_" + part.label + ".csv.gz")) {
        const Errors e = held_out_errors(
            t.matmuls, [&](const TimedMatmul& m) { return matmul_time(m.shape, a).time; });
        CAPTURE(part.label);
        CAPTURE(format);
        const bool blackwell = part.label == "B200" || part.label == "GB200";
        CHECK(e.median < (blackwell ? 0.06 : 0.05));
        CHECK(e.p90 < (blackwell ? 0.15 : 0.12));
      }
    }
}

TEST_CASE("FlashAttention's figures, both passes, are told within 6 and 18 %") {
  for (const TimedTable& t : shared("collectives/flash_attention_figures_transcribed.csv"))
    for (const Part& part : parts) {
      if (part.label != t.part || t.system != "figures of FA2") continue;
      const Accelerator a = io::load_accelerator({"."}, part.profile);
      std::vector<TimedAttention> both = t.attentions;
      std::erase_if(both, [](const TimedAttention& row) { return !row.backward; });
      const Errors e = errors_of(log_errors(both, [&](const TimedAttention& row) {
        return attention_time(row.shape, a, false).time + attention_time(row.shape, a, true).time;
      }));
      CAPTURE(part.label);
      CHECK(both.size() > 20);
      CHECK(e.median < 0.06);
      CHECK(e.p90 < 0.18);
    }
}

TEST_CASE("collectives inside a node that no fit saw are told within 5 and 15 %, pooled") {
  for (const TimedTable& t : shared("collectives/nccl_intranode_aiconfigurator.csv"))
    for (const Part& part : parts) {
      if (part.label != t.part) continue;
      Cluster cluster = usual_cluster(io::load_accelerator({"."}, part.profile), 8);
      const Errors e =
          errors_of(log_errors(split(t.collectives).held, [&](const TimedCollective& row) {
            return collective_time(row.kind, row.bytes, row.group, cluster).time;
          }));
      CAPTURE(part.label);
      CHECK(e.median < 0.05);
      CHECK(e.p90 < 0.15);
    }
}

TEST_CASE(
    "two nodes' gathers and scatters, a staircase, are told within 10 and 25 % where not seen") {
  int seen = 0;
  for (const TimedTable& t : shared("collectives/nccl_multinode_logs.csv")) {
    if (!t.system.starts_with("Vultr") || t.network.base() <= 0) continue;
    const FittedNetwork inside{.system = "", .bandwidth = 900e9 * byte / second, .collectives = {}};
    for (const FitScore& s : fit_collectives(t, inside).scores) {
      CAPTURE(s.what);
      CHECK(s.median < 0.10);
      CHECK(s.p90 < 0.25);
      ++seen;
    }
  }
  CHECK((seen == 3 || !std::filesystem::exists("../shared/data")));
}

TEST_CASE("a kernel of heads of 512 is told within 6 and 18 % where not seen") {
  const Accelerator a = io::load_accelerator({"."}, "b200-sxm");
  for (TimedTable t :
       shared("kernels/attention_context_causal_fwd_bf16_B200_trtllm1.3.0rc20.csv.gz")) {
    std::erase_if(t.attentions,
                  [](const TimedAttention& row) { return row.shape.key_width != 512; });
    for (const FittedAttention& f : fit_attention(t, {}, a)) {
      CHECK(f.score.held_out > 50);
      CHECK(f.score.median < 0.06);
      CHECK(f.score.p90 < 0.18);
    }
  }
}

}  // namespace tenfold
