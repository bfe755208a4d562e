// What `validate` makes of a table: rows, situations, conversions.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>

#include "base/error.h"
#include "hardware/cluster.h"
#include "io/measured.h"
#include "scenario/architecture_of.h"
#include "scenario/convert.h"
#include "scenario/framework_of.h"
#include "scenario/score.h"
#include "scenario/situation.h"
#include "schedule/step_cost.h"

using namespace tenfold;

namespace {

// Row 25 of the Megatron-LM paper's table 1: 530 B parameters on 2,520 A100.
MeasuredRun megatron_530b() {
  MeasuredRun r;
  r.id = "1";
  r.family = "megatron-sc21";
  r.year = 2021;
  r.model = "GPT 530B";
  r.layers = 105;
  r.hidden = 20480;
  r.heads = r.kv_heads = 128;
  r.ffn_hidden = 81920;
  r.gated = false;
  r.vocab = 51200;
  r.accelerator = "a100";
  r.accelerators = 2520;
  r.format = NumberFormat::fp16;
  r.seq_len = 2048;
  r.global_batch = 2520;
  r.micro_batch = 1;
  r.tp = 8;
  r.pp = 35;
  r.vp = 3;
  r.cp = r.ep = 1;
  r.dp = 9;
  r.zero = 0;
  r.recompute = "full";
  r.quantity = "flops_per_accelerator";
  r.value = 1.63e14;
  r.flop_convention = "hardware";
  r.framework = "Megatron-LM";
  r.configuration = "megatron 530b";
  return r;
}

Catalogue a_catalogue() {
  Catalogue c;
  Accelerator a;
  a.key = a.name = "a100";
  a.bf16 = a.fp16 = 312 * TFLOP_per_s;
  a.memory = 80 * GB;
  a.memory_bandwidth = 2039 * GB / second;
  Tier node, network;
  node.reach = 8;
  node.bandwidth = 300 * GB / second;
  network.bandwidth = 25 * GB / second;
  a.tiers = {node, network};
  c.accelerators["a100"] = a;
  for (const std::string& key : framework_keys()) c.frameworks[key].key = key;
  return c;
}

Situation situation(const MeasuredRun& run) {
  const ReadSituation read = situation_of(run, a_catalogue());
  REQUIRE_MESSAGE(read.situation, read.reason);
  return *read.situation;
}

std::string faults_of(std::string_view text) {
  try {
    io::read_runs_text("t.csv", text);
  } catch (const InputError& e) {
    return e.what();
  }
  return {};
}

}  // namespace

TEST_CASE("a table's faults are all told, each at its cell") {
  const std::string head = "id,family,quantity,value,layers,gated\n";
  CHECK(faults_of(head + "1,f,mfu,0.5,12,y\n").empty());
  const std::string faults = faults_of(head + "1,f,mfu,half,1.5,maybe\n2,f,mfu\n");
  for (const char* fault :
       {"t.csv:2:9: 'value' is 'half': needs a number",
        "t.csv:2:14: 'layers' is '1.5': needs a whole number",
        "t.csv:2:18: 'gated' is 'maybe': needs y or n", "t.csv:3:1: has 3 cells, the heading 6"})
    CHECK_MESSAGE(faults.find(fault) != std::string::npos, faults);
  CHECK(faults_of("id,family,quantity,value,layer\n").find("did you mean 'layers'?") !=
        std::string::npos);
  CHECK(faults_of("id,family,value\n").find("column 'quantity' is missing") != std::string::npos);
  CHECK(faults_of("").find("t.csv:1:1") != std::string::npos);
}

TEST_CASE("rows of one configuration stand on one side, and about half of them on each") {
  const std::string head = "id,family,quantity,value,layers,notes\n";
  const auto runs = io::read_runs_text(
      "t.csv", head + "1,f,mfu,0.5,12,a\n2,f,step_time_s,3,12,b\n3,f,mfu,0.5,13,a\n");
  CHECK(runs[0].configuration == runs[1].configuration);
  CHECK(runs[0].configuration != runs[2].configuration);
  CHECK(side_of(runs[0]) == side_of(runs[1]));
  int read = 0;
  for (int i = 0; i < 1000; ++i) {
    MeasuredRun run;
    run.configuration = fmt::format("family\x1f{}", i);
    read += side_of(run) == Side::read ? 1 : 0;
  }
  CHECK(std::abs(read - 500) < 50);  // three standard deviations
}

TEST_CASE("Megatron's FLOP rate counts 96 B s l h^2 (1 + s/6h + V/16lh)") {
  const MeasuredRun run = megatron_530b();
  const Conversion c = conversion_of(Metric::flops_each, run, situation(run));
  const double h = 20480, l = 105, s = 2048, v = 51200, b = 2520;
  const double formula = 96 * b * s * l * h * h * (1 + s / (6 * h) + v / (16 * l * h));
  // The projections' share of the formula is exact; our vocabulary is padded to 128 x tensor.
  CHECK(c.amount * 2520 == doctest::Approx(formula).epsilon(1e-6));
  CHECK(step_seconds(c, 1.63e14) == doctest::Approx(formula / 2520 / 1.63e14).epsilon(1e-6));
}

TEST_CASE("Korthikanti's MFU counts 72 B s l h^2 (1 + s/6h + V/12lh)") {
  MeasuredRun run = megatron_530b();
  run.quantity = "mfu";
  run.flop_convention = "model-unspecified";
  run.recompute = "selective";
  const Conversion c = conversion_of(Metric::mfu, run, situation(run));
  const double h = 20480, l = 105, s = 2048, v = 51200, b = 2520;
  const double formula = 72 * b * s * l * h * h * (1 + s / (6 * h) + v / (12 * l * h));
  CHECK(c.amount == doctest::Approx(formula / 2520 / 312e12).epsilon(1e-6));
}

TEST_CASE("throughputs become the step time that they imply, and back") {
  const MeasuredRun run = megatron_530b();
  const Situation s = situation(run);
  struct Case {
    Metric metric;
    double value, seconds;
  };
  const double tokens = 2520.0 * 2048;
  for (const Case& c :
       {Case{Metric::tokens, tokens / 4, 4}, Case{Metric::tokens_each, tokens / 2520, 1},
        Case{Metric::sequences, 1260, 2}, Case{Metric::sequences_each, 0.5, 2},
        Case{Metric::samples_4k, 630, 2}, Case{Metric::step_time, 7, 7}}) {
    const Conversion conversion = conversion_of(c.metric, run, s);
    CHECK(step_seconds(conversion, c.value) == doctest::Approx(c.seconds));
    CHECK(row_value(conversion, c.seconds) == doctest::Approx(c.value));
  }
}

TEST_CASE("what the source leaves open takes the framework's default, and is told") {
  MeasuredRun run = megatron_530b();
  run.micro_batch.reset();
  run.zero.reset();
  run.sequence_parallel.reset();
  run.recompute.clear();
  run.dp.reset();
  const Situation s = situation(run);
  CHECK(s.plan.micro_batch == 1);
  CHECK(s.plan.data == 9);
  CHECK(s.plan.recompute == Recompute::full);
  CHECK(s.plan.attention == AttentionKernel::fused_softmax);
  CHECK(s.plan.schedule == PipelineSchedule::interleaved);
  CHECK(s.recompute_unstated);
  CHECK(s.assumed == std::vector<std::string>{"micro-batch 1", "ZeRO 0", "sequence parallel false",
                                              "attention fused-softmax"});
}

TEST_CASE("LitGPT's iteration is one micro-batch with the reduction and the optimizer") {
  MeasuredRun r = megatron_530b();
  r.layers = 4;
  r.pp = 1;
  r.vp = std::nullopt;
  r.dp = 315;
  r.quantity = "microbatch_iteration_time_s";
  r.value = 1;
  Situation one = situation(r);
  CHECK(one.plan.global_batch == 2520);
  one.plan.global_batch = one.plan.data;
  const Scores scores = score({r}, a_catalogue(), 1);
  REQUIRE_MESSAGE(scores.rows[0].scored, scores.rows[0].reason);
  CHECK(scores.rows[0].predicted_step ==
        step_cost(one.architecture, one.plan, one.sequence_length, one.cluster, one.framework)
            .seconds);
}

TEST_CASE("what Megatron's tests say of themselves is done") {
  MeasuredRun r = megatron_530b();
  r.model = "gpt/gpt3_7b_tp1_pp4_memory_speed";
  r.vocab = std::nullopt;
  CHECK(!situation(r).framework.deterministic);
  r.notes = "deterministic-mode=true, no-gradient-accumulation-fusion=true";
  const Situation s = situation(r);
  CHECK(s.framework.deterministic);
  CHECK(!s.framework.fused_gradient_sum);
  CHECK(s.architecture.vocabulary == 132096);  // 131,073 padded to 128 x 8
}

TEST_CASE("Llama 3's trainer is of the generation of torchtitan") {
  MeasuredRun r = megatron_530b();
  r.framework = "Meta internal (FSDP, 4D parallel)";
  r.year = 2024;
  CHECK(habits_of(r)->key == "pytorch-compiled-2024");
}

TEST_CASE("a row that cannot be scored says why") {
  const auto reason = [](auto change) {
    MeasuredRun run = megatron_530b();
    change(run);
    return situation_of(run, a_catalogue()).reason;
  };
  CHECK(reason([](MeasuredRun& r) { r.exclude = "recalled"; }) ==
        "excluded by the table: recalled");
  CHECK(reason([](MeasuredRun& r) { r.phase = "lora"; }) ==
        "fine-tuning is not modelled: phase lora");
  CHECK(reason([](MeasuredRun& r) { r.accelerator = "abacus"; }) ==
        "no profile of the accelerator: abacus");
  CHECK(reason([](MeasuredRun& r) { r.framework = "by hand"; }) == "framework unknown: by hand");
  CHECK(reason([](MeasuredRun& r) { r.hidden.reset(); }) ==
        "architecture unknown: layers, width or heads");
  CHECK(reason([](MeasuredRun& r) { r.tp.reset(); }) == "degrees unknown");
  CHECK(reason([](MeasuredRun& r) { r.global_batch.reset(); }) == "batch unknown");
  CHECK(reason([](MeasuredRun& r) { r.global_batch = 2521; }).rfind("batch contradicts", 0) == 0);
  CHECK(reason([](MeasuredRun& r) { r.accelerators = 2521; }).rfind("degrees contradict", 0) == 0);
}

TEST_CASE("the network and node that a row names replace the profile's") {
  MeasuredRun run = megatron_530b();
  run.node_size = 4;
  run.nic_gbps = 100;
  const Cluster c = situation(run).cluster;
  CHECK(c.node_size == 4);
  CHECK(c.tiers[0].reach == 4);
  CHECK(c.tiers[1].bandwidth.base() == doctest::Approx(12.5e9));
  run.nic_gbps.reset();
  run.node_size = 8;
  run.notes = "inter-node 800 Gbps total";
  CHECK(situation(run).cluster.tiers[1].bandwidth.base() == doctest::Approx(12.5e9));
}

TEST_CASE("layers that do not divide leave room for embedding and head at the ends") {
  MeasuredRun run = megatron_530b();
  run.layers = 126;  // as Llama 3.1 405B on 16 stages
  run.pp = 16;
  run.vp = 1;
  run.accelerators = 128;
  run.global_batch = 32;
  run.dp = 1;
  const std::vector<Size> stages = situation(run).plan.stage_layers;
  CHECK(stages == std::vector<Size>{7, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 7});
}

TEST_CASE("a model's parameter count decides what its columns leave open") {
  MeasuredRun run;
  run.model = "Llama 3.2 3B";
  run.layers = 28;
  run.hidden = 3072;
  run.heads = 24;
  run.kv_heads = 8;
  run.ffn_hidden = 8192;
  run.gated = true;
  run.vocab = 128256;
  run.params_total = 3.21e9;
  CHECK(architecture_of(run, {}, false).architecture->tied_embeddings);
  run.params_total = 3.61e9;
  CHECK_FALSE(architecture_of(run, {}, false).architecture->tied_embeddings);
}
