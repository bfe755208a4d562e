// What frameworks are told of a plan, and what they cannot be told.
#include "io/export.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>

#include "base/digits.h"
#include "io/job.h"
#include "io/library.h"
#include "io/plan_text.h"

namespace tenfold {
namespace {

using io::ExportTarget;

constexpr std::array targets{ExportTarget::megatron_lm, ExportTarget::torchtitan,
                             ExportTarget::deepspeed, ExportTarget::nemo};

io::Exported exported(ExportTarget target, const char* model, const char* plan,
                      Size accelerators = 64) {
  const auto loaded = io::load_model({"."}, model);
  return io::exported(target, io::with_settings({}, plan), *loaded.model.architecture, 4096,
                      accelerators);
}

bool says(const io::Exported& out, const std::string& words) {
  return out.text.find(words) != std::string::npos;
}

bool misses(const io::Exported& out, const std::string& words) {
  return std::any_of(
      out.not_expressed.begin(), out.not_expressed.end(),
      [&](const std::string& line) { return line.find(words) != std::string::npos; });
}

TEST_CASE("every shipped model that has a shape is exported to every target") {
  int models = 0;
  for (const auto& entry : std::filesystem::directory_iterator("models")) {
    const auto loaded = io::load_model({"."}, entry.path().string());
    if (!loaded.model.architecture) continue;
    ++models;
    for (const ExportTarget target : targets) {
      const auto out = io::exported(target, io::with_settings({}, "pipeline=2,global_batch=64"),
                                    *loaded.model.architecture, 4096, 64);
      CAPTURE(entry.path().string());
      CHECK(says(out, "pipeline"));
      CHECK(out.text.back() == '\n');
    }
  }
  CHECK(models > 50);
}

TEST_CASE("layers of each stage are told as the framework takes them, or that it takes none") {
  constexpr const char* plan = "pipeline=4,global_batch=64,stage_layers=7:8:8:9";
  CHECK(says(exported(ExportTarget::megatron_lm, "llama-2-7b", plan),
             "--pipeline-model-parallel-layout \"Ettttttt|(tttttttt|)*2tttttttttL\""));
  CHECK(says(exported(ExportTarget::torchtitan, "llama-2-7b", plan), "\"layers.6\"],"));
  CHECK(misses(exported(ExportTarget::deepspeed, "llama-2-7b", plan), "layers 7:8x2:9"));
  // Zero bubble's H1 gives way to 1F1B of the same stages.
  CHECK(says(exported(ExportTarget::megatron_lm, "llama-2-7b",
                      "pipeline=4,global_batch=64,stage_layers=7:8:8:9,schedule=zero-bubble-h1"),
             "Ettttttt|(tttttttt|)*2tttttttttL"));
}

TEST_CASE("no flag and no key is written twice") {
  for (const char* model : {"deepseek-v3", "gpt-3-175b", "gemma-3-27b", "mixtral-8x7b"})
    for (const ExportTarget target : {ExportTarget::megatron_lm, ExportTarget::torchtitan}) {
      const auto out = exported(target, model,
                                "tensor=2,pipeline=2,context=2,sequence_parallel=true,zero=1,"
                                "recompute=full,global_batch=64");
      std::istringstream in(out.text);
      std::set<std::string> seen;
      for (std::string line; std::getline(in, line);) {
        if (line.empty() || line.find('#') != std::string::npos || line[0] == '[') continue;
        const auto start = line.find_first_not_of(' ');
        const std::string key = line.substr(start, line.find(' ', start) - start);
        CAPTURE(line);
        CHECK(seen.insert(key).second);
      }
    }
}

TEST_CASE("hybrid sharding is groups of FSDP with copies between them") {
  const char* plan = "zero=3,shard_group=8,global_batch=64";
  const auto megatron = exported(ExportTarget::megatron_lm, "llama-2-7b", plan);
  CHECK(says(megatron, "--data-parallel-sharding-strategy optim_grads_params"));
  CHECK(says(megatron, "--num-distributed-optimizer-instances 8"));
  const auto titan = exported(ExportTarget::torchtitan, "llama-2-7b", plan);
  CHECK(says(titan, "data_parallel_replicate_degree = 8\ndata_parallel_shard_degree = 8\n"));
  CHECK(says(exported(ExportTarget::deepspeed, "llama-2-7b", plan), "\"mics_shard_size\": 8"));
}

TEST_CASE(
    "without a shard a rank holds everything, and nothing of a distributed optimizer is said") {
  const auto out = exported(ExportTarget::megatron_lm, "llama-2-7b", "zero=0,global_batch=64");
  CHECK(!says(out, "--use-distributed-optimizer"));
  CHECK(!says(out, "--overlap-param-gather"));
  CHECK(says(exported(ExportTarget::torchtitan, "llama-2-7b", "zero=0,global_batch=64"),
             "data_parallel_replicate_degree = 64\ndata_parallel_shard_degree = 1\n"));
}

TEST_CASE("what Megatron refuses is not written, and said") {
  const auto out = exported(ExportTarget::megatron_lm, "mixtral-8x7b",
                            "tensor=2,pipeline=2,expert=8,expert_tensor=1,recompute=full,"
                            "offload=activations+weights,global_batch=64");
  CHECK(misses(out, "expert traffic beside compute"));
  CHECK(misses(out, "activations in host memory"));
  CHECK(misses(out, "weights in host memory"));
  CHECK(!says(out, "--cpu-offloading-num-layers"));
  CHECK(!says(out, "--overlap-moe-expert-parallel-comm"));
  CHECK(misses(out, "without sequence parallelism"));  // and yet it stands, for the experts' sake
  CHECK(says(out, "--sequence-parallel\n"));
}

TEST_CASE("each schedule is the target's own or a line of what is not expressed") {
  for (const auto schedule : enum_names<PipelineSchedule>) {
    const bool two = schedule == "dualpipe" || schedule == "zero-bubble-v";
    const std::string plan = fmt::format("pipeline=4,global_batch=64,schedule={},virtual_stages={}",
                                         schedule, two || schedule == "interleaved" ? 2 : 1);
    const std::string said = fmt::format("schedule {}:", schedule);
    CAPTURE(plan);
    const auto megatron = exported(ExportTarget::megatron_lm, "llama-2-7b", plan.c_str());
    CHECK(misses(megatron, said) == (schedule != "1f1b" && schedule != "interleaved"));
    const auto titan = exported(ExportTarget::torchtitan, "llama-2-7b", plan.c_str());
    CHECK(misses(titan, said) == (schedule == "dualpipe" || schedule == "zero-bubble-h1"));
  }
}

TEST_CASE(
    "full recomputation of some layers is a block in Megatron, every n-th layer in torchtitan") {
  const char* plan = "pipeline=4,recompute=full,recompute_layers=2,global_batch=64";
  CHECK(says(exported(ExportTarget::megatron_lm, "llama-2-7b", plan),
             "--recompute-method block\n  --recompute-num-layers 2"));
  // 32 layers in 4 stages: 2 of 8 are every fourth.
  CHECK(says(exported(ExportTarget::torchtitan, "llama-2-7b", plan),
             "mode = \"selective\"\nselective_ac_option = \"4\""));
  CHECK(misses(exported(ExportTarget::torchtitan, "llama-2-7b",
                        "pipeline=4,recompute=full,recompute_layers=3,global_batch=64"),
               "recompute_layers 3"));
}

TEST_CASE("formats are the recipes that scale as ours do") {
  const auto flags = [](const char* format) {
    return exported(ExportTarget::megatron_lm, "llama-2-7b",
                    fmt::format("format={},global_batch=64", format).c_str());
  };
  CHECK(says(flags("fp8"), "--fp8-recipe tensorwise"));
  CHECK(says(flags("fp8-block"), "--fp8-recipe blockwise"));
  CHECK(says(flags("mxfp8"), "--fp8-recipe mxfp8"));
  CHECK(says(flags("nvfp4"), "--fp4-recipe nvfp4"));
  CHECK(misses(flags("int8"), "format int8"));
  CHECK(misses(exported(ExportTarget::torchtitan, "llama-2-7b", "format=nvfp4,global_batch=64"),
               "format nvfp4"));
}

TEST_CASE("the order of ranks is a flag where there is one, else said") {
  const auto flags = [](const char* placement) {
    return exported(ExportTarget::megatron_lm, "llama-2-7b",
                    fmt::format("pipeline=2,placement={},global_batch=64", placement).c_str());
  };
  CHECK(says(flags("tensor-context-pipeline-data"), "--use-tp-pp-dp-mapping"));
  CHECK(misses(flags("pipeline-data-tensor-context"), "placement"));
}

TEST_CASE("what a target replaces is told with what that costs, as the engine costs it") {
  const auto loaded = io::load_run({"."}, "gpt3_175b_a100", {});
  const RunInput& in = loaded.input;
  const Task task{*in.model.architecture, in.sequence_length, in.cluster, in.framework};
  ParallelPlan plan = resolved(*in.plan, in.cluster);
  plan.schedule = PipelineSchedule::zero_bubble_h1;
  plan.virtual_stages = 1;
  plan.overlap_pipeline = true;
  const auto seconds = [&](const ParallelPlan& p) {
    return step_cost(task.architecture, p, task.sequence_length, task.cluster, task.framework)
        .seconds;
  };
  ParallelPlan plain = plan;
  plain.schedule = PipelineSchedule::one_f_one_b;
  REQUIRE(seconds(plain) > 1.01 * seconds(plan));
  const std::string told =
      fmt::format("plain 1F1B stands: a step takes {} s instead of {} s, {} % more, ",
                  significant(seconds(plain), 3), significant(seconds(plan), 3),
                  significant(100 * (seconds(plain) / seconds(plan) - 1), 2));
  const io::Exported out = io::exported(ExportTarget::megatron_lm, plan, task);
  CAPTURE(told);
  CAPTURE(out.text);
  CHECK(misses(out, told));
  CHECK(says(out, "# With all that stands instead a step takes "));  // sends wait, too
  CHECK(!misses(io::exported(ExportTarget::megatron_lm, plan, task.architecture,
                             task.sequence_length, accelerators(plan)),
                "a step takes"));
}

TEST_CASE("what does not fit without what a target lacks is said not to") {
  const auto loaded = io::load_run({"."}, "gpt3_175b_a100", {});
  const RunInput& in = loaded.input;
  const Task task{*in.model.architecture, in.sequence_length, in.cluster, in.framework};
  ParallelPlan plan = resolved(*in.plan, in.cluster);
  plan.zero = 3;  // DeepSpeed refuses more than 1 under a pipeline
  plan.pipeline = 2;
  plan.virtual_stages = 1;
  plan.schedule = PipelineSchedule::one_f_one_b;
  plan.recompute = Recompute::none;
  plan.data = accelerators(resolved(*in.plan, in.cluster)) / (plan.tensor * plan.pipeline);
  const io::Exported out = io::exported(ExportTarget::deepspeed, plan, task);
  CAPTURE(out.text);
  CHECK(misses(out, "ZeRO 1 stands: a step takes "));
  CHECK(misses(out, "which does not fit "));
}

}  // namespace
}  // namespace tenfold
