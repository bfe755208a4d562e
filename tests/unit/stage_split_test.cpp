// How a search spreads layers over stages, by hand and against what it must not do.
#include "search/stage_split.h"

#include <doctest/doctest.h>

#include <numeric>

#include "io/library.h"
#include "io/plan_text.h"
#include "search/dimensions.h"
#include "search/plan_settings.h"

using namespace tenfold;

namespace {

using Sizes = std::vector<Size>;

ParallelPlan pipeline_of(Size stages, Size virtual_stages = 1) {
  ParallelPlan p;
  p.pipeline = stages;
  p.virtual_stages = virtual_stages;
  if (virtual_stages > 1) p.schedule = PipelineSchedule::interleaved;
  return p;
}

std::optional<Sizes> layers_of(const char* split, const ParallelPlan& p, Size layers) {
  return stage_layers(stage_split_named(split).value(), p, layers);
}

const io::Library library{"."};

Size head_of(const char* model) {
  return head_in_layers(*io::load_model(library, model).model.architecture);
}

}  // namespace

TEST_CASE("ends count as so many layers more, and what is even keeps no list") {
  // 32 + 2 layers over 4 stages: 8, 9, 9, 8, the ends less one each.
  CHECK(layers_of("ends-less-1", pipeline_of(4), 32) == Sizes{7, 9, 9, 7});
  // 32 + 4 over 4: nine each, the last less four.
  CHECK(layers_of("last-less-4", pipeline_of(4), 32) == Sizes{9, 9, 9, 5});
  CHECK(layers_of("first-less-4", pipeline_of(4), 32) == Sizes{5, 9, 9, 9});
  CHECK(layers_of("even", pipeline_of(4), 32) == Sizes{});
  // Llama 3 405B: 126 layers over 16 stages are 7, 8 x 14, 7 either way; over 128 none at the ends.
  CHECK(layers_of("ends-less-1", pipeline_of(16), 126) == Sizes{});
  CHECK(layers_of("ends-less-1", pipeline_of(16, 8), 126) == Sizes{});
  CHECK(layers_of("7:8x14:7", pipeline_of(16), 126) == Sizes{});
  CHECK(layers_of("8x14:7:7", pipeline_of(16), 126)->back() == 7);
}

TEST_CASE("a split of other stages, of other layers or of less than none is none of the plan's") {
  CHECK(!layers_of("8x4", pipeline_of(8), 32));
  CHECK(!layers_of("8x3:7", pipeline_of(4), 32));
  CHECK(!layers_of("last-less-20", pipeline_of(4), 32));
  ParallelPlan copied = pipeline_of(4);
  copied.schedule = PipelineSchedule::dualpipe;  // its second virtual stages are copies
  copied.virtual_stages = 2;
  CHECK(layers_of("last-less-4", copied, 32) == Sizes{9, 9, 9, 5});
}

TEST_CASE(
    "every split by rule makes a plan's layers, none less than another by more than is said") {
  for (const char* name : {"even", "ends-less-1", "first-less-2", "last-less-3"})
    for (Size stages = 2; stages <= 9; ++stages)
      for (Size virtual_stages = 1; virtual_stages <= 3; ++virtual_stages)
        for (Size layers = 4 * stages * virtual_stages; layers <= 130; layers += 7) {
          CAPTURE(std::string(name));
          CAPTURE(stages);
          CAPTURE(virtual_stages);
          CAPTURE(layers);
          const ParallelPlan p = pipeline_of(stages, virtual_stages);
          Sizes each = layers_of(name, p, layers).value();
          if (each.empty()) continue;
          CHECK(std::ssize(each) == distinct_stages(p));
          CHECK(std::accumulate(each.begin(), each.end(), Size{0}) == layers);
          const StageSplit split = stage_split_named(name).value();
          each.front() += split.first_less;
          each.back() += split.last_less;
          const auto [least, most] = std::minmax_element(each.begin(), each.end());
          CHECK(*most - *least <= 1);
        }
}

TEST_CASE("a split's words and a plan's layers are read back as they were") {
  for (const char* text :
       {"even", "ends-less-1", "first-less-2", "last-less-12", "7:8x14:7", "0:1x126:0"})
    CHECK(words(stage_split_named(text).value()) == text);
  CHECK(words(stage_split_named("7:8:8:7").value()) == "7:8x2:7");
  for (const char* wrong : {"", "evn", "ends-less-0", "ends-less-", "last-less-x", "7:", ":7",
                            "7x0", "7x", "x7", "7:8:-1", "1x999999999"})
    CHECK(!stage_split_named(wrong));
  ParallelPlan p;
  p.stage_layers = Sizes{7, 8, 8, 8, 7};
  CHECK(plan_settings(p, {ParallelPlan{}}) == "stage_layers=7:8x3:7");
  CHECK(io::with_settings({}, "stage_layers=7:8x3:7").stage_layers == p.stage_layers);
}

TEST_CASE("a head weighs as many layers as its products, and as those of further predictions") {
  // 128,256 x 4,096 = 525 M of a layer's 218 M; x 16,384 = 2.1 G of 3.2 G.
  CHECK(head_of("llama-3.1-8b") == 2);
  CHECK(head_of("llama-3.1-405b") == 1);
  CHECK(head_of("gpt-3-175b") == 0);  // 50,257 x 12,288 = 0.6 G of 1.8 G
  // Two heads of 0.93 G, a layer and what joins it, of 0.57 G active a layer.
  CHECK(head_of("deepseek-v3") == 4);
}

TEST_CASE("a search takes what the framework offers, where it names nothing else") {
  const Architecture model = *io::load_model(library, "megatron-530b").model.architecture;
  const Cluster cluster = io::load_cluster(library, "selene-a100");
  const Framework old = io::load_framework(library, "megatron-lm-2021");
  const Task task{model, 2048, cluster, old};
  const SpaceFacts facts(task, {}, 2240);
  ParallelPlan p;
  for (const Size stages : rules::pipeline(facts, p)) CHECK(105 % stages == 0);
  p.pipeline = 35;
  CHECK(rules::offers<&Offers::schedules>(facts, p) ==
        std::vector{PipelineSchedule::one_f_one_b, PipelineSchedule::interleaved});
  CHECK(rules::attention(facts, p) == std::vector{AttentionKernel::fused_softmax});
  CHECK(rules::zero(facts, p) == Sizes{0, 1});
  CHECK(rules::stage_layers(facts, p) == std::vector<Sizes>{{}});
  SearchSpace named;
  named.schedule = {PipelineSchedule::zero_bubble_h1};
  named.pipeline = {7};
  named.tensor = {8};
  named.stage_layers = {StageSplit{}, StageSplit{.last_less = 7}};
  const PlanSpace space(task, named);
  REQUIRE(space.plans_total() > 0);
  for (const PlanBlock& b : space.blocks())
    for (const ParallelPlan& lane : space.lanes(b))
      CHECK(lane.schedule == PipelineSchedule::zero_bubble_h1);
}

TEST_CASE("where layers do not divide over stages, every number of virtual stages is tried") {
  const Architecture model = *io::load_model(library, "llama-3.1-405b").model.architecture;
  const Cluster cluster = io::load_cluster(library, "meta-24k-h100-roce");
  const Framework framework = io::load_framework(library, "megatron-core-2024");
  const SpaceFacts facts({model, 8192, cluster, framework}, {}, 16384);
  ParallelPlan p = pipeline_of(16, 2);
  CHECK(rules::virtual_stages(facts, p) == Sizes{2, 3, 4, 5, 6, 7, 8});
  p.pipeline = 8;
  CHECK(rules::virtual_stages(facts, p).back() == 16);
  CHECK(rules::virtual_stages(facts, p).size() == 15);
  p.pipeline = 18;  // 7 layers each
  CHECK(rules::virtual_stages(facts, p) == Sizes{7});
}

TEST_CASE("of a framework without pipelines a search tries none, but those that it names") {
  const Architecture model = *io::load_model(library, "llama-2-7b").model.architecture;
  const Cluster cluster = io::load_cluster(library, "dgx-a100");
  const Framework framework = io::load_framework(library, "pytorch-fsdp-2023");
  const Task task{model, 2048, cluster, framework};
  const SpaceFacts facts(task, {}, 8);
  ParallelPlan p;
  CHECK(rules::pipeline(facts, p) == Sizes{1});
  p.pipeline = 4;
  CHECK(rules::offers<&Offers::schedules>(facts, p).size() == 6);
}

TEST_CASE("recomputing more layers than a stage has is refused with the limit") {
  const Architecture model = *io::load_model(library, "llama-2-7b").model.architecture;
  ParallelPlan p = pipeline_of(4);
  p.global_batch = 4;
  p.recompute = Recompute::full;
  p.recompute_layers = 8;
  CHECK(plan_faults(p, model, 2048).empty());
  p.recompute_layers = 9;
  CHECK(plan_faults(p, model, 2048) ==
        std::vector<std::string>{"recompute_layers 9 are more than the 8 layers of a stage"});
  p.stage_layers = {7, 8, 8, 9};
  CHECK(plan_faults(p, model, 2048).empty());
}
