// Plans as frameworks take them. TENFOLD_UPDATE_GOLDEN=1 rewrites the texts, and the commit then
// says why they moved.
#include "io/export.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "io/library.h"
#include "io/plan_text.h"

using namespace tenfold;

namespace {

struct Case {
  const char* name;
  const char* model;
  const char* plan;
  Size sequence_length, accelerators;
};

// Llama 3.1 405B as Meta divides it, with ZeRO 1; DeepSeek-V3 as its report; a model under FSDP.
constexpr std::array cases{
    Case{"llama_405b", "llama-3.1-405b",
         "tensor=8,pipeline=16,virtual_stages=8,schedule=interleaved,sequence_parallel=true,"
         "zero=1,global_batch=2048,attention=flash-3",
         8192, 16384},
    Case{"deepseek_v3", "deepseek-v3",
         "pipeline=16,expert=64,schedule=dualpipe,virtual_stages=2,zero=1,recompute=selective,"
         "attention=flash-3,format=fp8-block,global_batch=15360",
         4096, 2048},
    Case{"llama_70b_fsdp", "llama-3.1-70b",
         "zero=3,shard_group=64,recompute=full,global_batch=1024,micro_batch=2", 8192, 512}};

constexpr std::array targets{io::ExportTarget::megatron_lm, io::ExportTarget::torchtitan,
                             io::ExportTarget::deepspeed, io::ExportTarget::nemo};

io::Exported exported(const Case& c, io::ExportTarget target) {
  const auto model = io::load_model({"."}, c.model);
  const ParallelPlan plan = io::with_settings({}, c.plan);
  return io::exported(target, plan, *model.model.architecture, c.sequence_length, c.accelerators);
}

std::string golden_file(const Case& c, io::ExportTarget target) {
  return fmt::format("tests/golden/export/{}.{}{}", c.name, name(target),
                     io::export_format(target).suffix);
}

std::vector<std::string> lines(std::istream& in) {
  std::vector<std::string> all;
  for (std::string line; std::getline(in, line);) all.push_back(line);
  return all;
}

std::vector<std::string> lines(const std::string& text) {
  std::istringstream in(text);
  return lines(in);
}

}  // namespace

TEST_CASE("a plan's flags and configurations are the golden texts") {
  for (const Case& c : cases)
    for (const io::ExportTarget target : targets) {
      const std::string file = golden_file(c, target);
      CAPTURE(file);
      const std::string now = exported(c, target).text;
      if (std::getenv("TENFOLD_UPDATE_GOLDEN")) std::ofstream(file, std::ios::binary) << now;
      std::ifstream golden(file, std::ios::binary);
      const auto a = lines(now), b = lines(golden);
      for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) CHECK(a[i] == b[i]);
      CHECK(a.size() == b.size());
    }
}

TEST_CASE("each text names the target's version and says what it does not express, as comments") {
  for (const Case& c : cases)
    for (const io::ExportTarget target : targets) {
      const io::Exported out = exported(c, target);
      CAPTURE(out.text);
      CHECK(out.text.rfind("# " + std::string(io::export_format(target).version), 0) == 0);
      CHECK(out.text.find(out.not_expressed.empty() ? "# Not expressed: nothing."
                                                    : "# Not expressed:\n") != std::string::npos);
      std::size_t said = 0;
      for (const std::string& line : lines(out.text)) {
        if (line.rfind("#   - ", 0) == 0) ++said;
        if (!line.empty() && line[0] == '#') CHECK(line.size() <= 100);
      }
      CHECK(said == out.not_expressed.size());
      for (const std::string& gap : out.not_expressed) CHECK(gap.find(':') != std::string::npos);
    }
}

TEST_CASE("DeepSpeed's text without its comments is JSON, and its batch sizes agree") {
  for (const Case& c : cases) {
    std::string text;
    for (const std::string& line : lines(exported(c, io::ExportTarget::deepspeed).text))
      if (line[0] != '#') text += line;
    const auto json = nlohmann::json::parse(text);
    const Size ranks = json.at("train_batch_size").get<Size>() /
                       json.at("train_micro_batch_size_per_gpu").get<Size>() /
                       json.at("gradient_accumulation_steps").get<Size>();
    CHECK(ranks == (std::string(c.name) == "llama_70b_fsdp" ? 512 : 128));
  }
}

TEST_CASE("the layers that a pipeline's text gives out are the model's") {
  const Case& c = cases[0];  // 126 layers in 128 virtual stages
  const std::string flags = exported(c, io::ExportTarget::megatron_lm).text;
  CHECK(flags.find("--pipeline-model-parallel-layout \"E|(t|)*126L\"") != std::string::npos);
  const std::string toml = exported(c, io::ExportTarget::torchtitan).text;
  for (const char* line : {"pipeline_parallel_layers_per_stage = 1\n",
                           "pipeline_parallel_first_stage_less_layers = 1\n",
                           "pipeline_parallel_last_stage_less_layers = 1\n"})
    CHECK(toml.find(line) != std::string::npos);
}
