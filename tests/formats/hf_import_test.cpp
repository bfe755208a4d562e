#include "io/hf_import.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "base/error.h"
#include "hf_counts.h"
#include "model/parameters.h"

using namespace tenfold;

namespace {

const std::string folder = "tests/formats/hf/";

// A Llama of one layer, in which a test changes or adds a line.
std::string llama(const std::string& hidden_size, const std::string& more = "") {
  return "{\"model_type\": \"llama\",\n\"hidden_size\": " + hidden_size +
         ",\n\"num_hidden_layers\": 1, \"num_attention_heads\": 4,\n\"intermediate_size\": 32, "
         "\"vocab_size\": 100" +
         more + "}";
}

// A Mixtral of one layer, likewise.
std::string mixtral(const std::string& more) {
  return "{\"model_type\": \"mixtral\", \"hidden_size\": 16, \"num_hidden_layers\": 1,\n"
         "\"num_attention_heads\": 4, \"num_key_value_heads\": 4, \"intermediate_size\": 32,\n"
         "\"vocab_size\": 100" +
         more + "}";
}

std::string as(std::string text, const std::string& model_type) {
  return text.replace(text.find("llama"), 5, model_type);
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// A DeepSeek-V3 of one layer, with its number of experts under a key of the test.
std::string deepseek(const std::string& experts_key, const std::string& more) {
  return as(llama("16", R"(, "q_lora_rank": 8, "kv_lora_rank": 8, "qk_nope_head_dim": 4,
"qk_rope_head_dim": 4, "v_head_dim": 4, "moe_intermediate_size": 8, "head_dim": 1,
"num_experts_per_tok": 2, "n_shared_experts": 1, ")" +
                            experts_key + "\": 8" + more),
            "deepseek_v3");
}

Count total(const Architecture& a) {
  const ModelParameters p = model_parameters(a);
  return p.text.total + p.towers.total;
}

Count total_of(const std::string& text) {
  return total(*io::import_hf_text("c.json", text).model.architecture);
}

std::string faults_of(const std::string& text) {
  try {
    io::import_hf_text("c.json", text);
    return "no fault";
  } catch (const InputError& faulty) {
    return faulty.what();
  }
}

}  // namespace

TEST_CASE("every configuration gives the exact count of its released weights") {
  for (const ReleasedCount& row : released_counts) {
    CAPTURE(row.name);
    const auto imported = io::import_hf(folder + row.name + ".json");
    const Architecture& a = *imported.model.architecture;
    CHECK(decimal(total(a)) == decimal(row.total));
    CHECK(decimal(model_parameters(a).prediction.total) == decimal(row.prediction));
    CHECK(imported.warnings.empty());
  }
}

TEST_CASE("every configuration in the folder has a row") {
  std::set<std::string> named;
  for (const ReleasedCount& row : released_counts) named.insert(row.name);
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    CHECK_MESSAGE(named.count(entry.path().stem().string()) == 1, entry.path().string());
}

TEST_CASE("a key by any of its names gives the same model") {
  // Transformers and the families' own code spell the same number differently.
  const Count expected =
      total_of(mixtral(", \"num_local_experts\": 8, \"num_experts_per_tok\": 2"));
  for (const char* experts : {"num_experts", "n_routed_experts", "moe_num_experts"})
    for (const char* top_k : {"experts_per_token", "moe_top_k", "moe_k", "moe_topk"}) {
      const std::string keys = std::string(", \"") + experts + "\": 8, \"" + top_k + "\": 2";
      CAPTURE(keys);
      CHECK(total_of(mixtral(keys)) == expected);
    }
}

TEST_CASE("numbers that a Llama's file may leave out have transformers' defaults") {
  // 2 x 100 x 16 tables; 4 x 16 x 16 attention, 3 x 16 x 32 feed-forward, 2 x 16 norms; 16 norm.
  CHECK(total_of(llama("16")) == 3200 + 1024 + 1536 + 32 + 16);
  CHECK(total_of(llama("16", ", \"num_key_value_heads\": null")) == total_of(llama("16")));
  CHECK(total_of(llama("16", ", \"tie_word_embeddings\": true")) == total_of(llama("16")) - 1600);
  CHECK(total_of(llama("16", ", \"attention_bias\": true")) == total_of(llama("16")) + 4 * 16);
  CHECK(total_of(llama("16", ", \"mlp_bias\": true")) == total_of(llama("16")) + 2 * 32 + 16);
  CHECK(total_of(llama("16", ", \"head_dim\": 8")) == total_of(llama("16")) + 1024);
  CHECK(total_of(llama("16.0")) == total_of(llama("16")));
}

TEST_CASE("layers that attend to a window are those that the file names, or the family's rule") {
  const auto spans = [](const std::string& name) {
    std::string letters;
    const auto imported = io::import_hf(folder + name + ".json");
    for (const Block& block : imported.model.architecture->layers)
      letters += std::get<Attention>(block.mixer).mask == MaskKind::causal ? 'G' : 'L';
    return letters.substr(0, 8);
  };
  CHECK(spans("gemma-2-2b") == "LGLGLGLG");
  CHECK(spans("gemma-3-4b") == "LLLLLGLL");
  CHECK(spans("gpt-oss-20b") == "LGLGLGLG");
  CHECK(spans("llama-4-maverick") == "LLLGLLLG");
  CHECK(spans("exaone-4.0-32b") == "LLLGLLLG");
  CHECK(spans("command-r7b") == "LLLGLLLG");
  CHECK(spans("mistral-7b-v0.1") == "LLLLLLLL");
  CHECK(spans("mistral-7b-v0.3") == "GGGGGGGG");
  CHECK(spans("qwen2-7b") == "GGGGGGGG");  // use_sliding_window is false
}

TEST_CASE("a key that hints at structure and is not understood is a fault that names it") {
  for (const char* key : {"num_local_experts", "moe_intermediate_size", "n_shared_experts",
                          "sliding_window", "attention_window", "kv_lora_rank", "q_lora_rank",
                          "ssm_state_size", "num_nextn_predict_layers", "linear_num_key_heads",
                          "cross_attention_hidden_size", "embedding_size", "use_qk_norm"}) {
    CAPTURE(key);
    const std::string quoted = std::string("\"") + key + "\"";
    CHECK(faults_of(llama("16", ",\n " + quoted + ": 2")) ==
          std::string("c.json:5:2: '") + key +
              "' hints at structure and is not understood for model_type 'llama': remove it if it "
              "does not change the weights");
    CHECK(faults_of(llama("16", ", " + quoted + ": null")) == "no fault");
    CHECK(faults_of(llama("16", ", " + quoted + ": false")) == "no fault");
  }
}

TEST_CASE("a hint wins over a harmless beginning or ending, in letters of any case") {
  std::istringstream keys(
      "_num_experts rope_expert_count output_experts expert_eps num_experts_std moe_gate "
      "moe_capacity n_group topk_group Num_Experts MoE numExperts routed_width router_kind "
      "dense_replace "
      "num_key_heads n_loops recurrent_depth n_future medusa_count hash_table key_values");
  for (std::string key; keys >> key;) {
    CAPTURE(key);
    CHECK(holds(faults_of(llama("16", ", \"" + key + "\": 8")), "hints at structure"));
    CHECK(faults_of(llama("16", ", \"" + key + "\": 0")) == "no fault");
  }
  CHECK(faults_of(mixtral(", \"num_local_experts\": 8, \"num_experts_per_tok\": 2, "
                          "\"router_aux_loss_coef\": 0.02, \"output_router_logits\": true")) ==
        "no fault");
}

TEST_CASE("a class of another head or kind, or with experts that were not read, is a fault") {
  const auto of_class = [](auto name) {
    return llama("16", std::string(R"(, "architectures": [")") + name + "\"]");
  };
  for (const char* name : {"LlamaForSequenceClassification", "LlamaForTokenClassification",
                           "LlamaForQuestionAnswering", "LlamaForRewardModel"})
    CHECK(holds(faults_of(of_class(name)), "only language models with their head are counted"));
  for (const char* name : {"MixtralForCausalLM", "Qwen2MoeForCausalLM"})
    CHECK(holds(faults_of(of_class(name)), "which has experts"));
  CHECK(holds(faults_of(llama("16", ", \"is_encoder_decoder\": true")), "'is_encoder_decoder'"));
  CHECK(total_of(of_class("LlamaModel")) == total_of(llama("16")) - 1600);  // no head
}

TEST_CASE("a window that is off takes its keys with it, one that layer_types names stays") {
  const std::string off = ", \"use_sliding_window\": false, \"max_window_layers\": 28, ";
  CHECK(faults_of(llama("16", off + "\"sliding_window\": null")) == "no fault");
  CHECK(faults_of(as(llama("16", off + "\"num_key_value_heads\": 4, \"sliding_window\": null"),
                     "mistral")) == "no fault");
  const auto qwen = io::import_hf_text(
      "c.json", as(llama("16", off + "\"num_key_value_heads\": 4, \"sliding_window\": 4096, "
                                     "\"layer_types\": [\"sliding_attention\"]"),
                   "qwen2"));
  CHECK(std::get<Attention>(qwen.model.architecture->layers.front().mixer).span == 4096);
}

TEST_CASE("harmless keys of Galactica and of dense Hunyuan are no faults") {
  const std::string scaled = R"(, "max_position_embeddings": 8, "scale_embeddings": true)";
  CHECK(faults_of(as(llama("16", scaled + ", \"learned_embeddings\": true"), "opt")) == "no fault");
  CHECK(faults_of(as(llama("16", ", \"num_experts\": 1"), "hunyuan_v1_dense")) == "no fault");
  CHECK(holds(faults_of(as(llama("16", ", \"num_experts\": 2"), "hunyuan_v1_dense")),
              "'num_experts' is 2: needs to be 1"));
}

TEST_CASE("a fault of DeepSeek's experts names its cause, not the keys behind it") {
  const std::string one = ", \"first_k_dense_replace\": 0";
  CHECK(faults_of(deepseek("n_routed_experts", one + ", \"n_group\": 4, \"topk_group\": 2")) ==
        "no fault");
  CHECK(faults_of(deepseek("n_routed_experts", ",\n\"first_k_dense_replace\": 5")) ==
        "c.json:7:1: 'first_k_dense_replace' is 5: needs to be below the number of layers, 1");
  const std::string misspelt = faults_of(deepseek("n_routed_expert", one));
  CHECK(misspelt.starts_with("c.json:1:1: 'num_experts' is missing"));
  CHECK(!holds(misspelt, "moe_intermediate_size"));
  CHECK(faults_of(deepseek("n_routed_experts", one + ",\n\"n_group\": 3")) ==
        "c.json:7:1: 'n_group' is 3: needs to divide the number of experts, 8");
  CHECK(faults_of(deepseek("n_routed_experts", one + ", \"n_group\": 2,\n\"topk_group\": 4")) ==
        "c.json:7:1: 'topk_group' is 4: needs to be at most n_group, 2");
}

TEST_CASE("a layer of mlp_only_layers that the model lacks is a fault") {
  CHECK(holds(faults_of(as(llama("16", R"(, "num_key_value_heads": 4, "num_experts": 4,
"num_experts_per_tok": 2, "moe_intermediate_size": 8, "mlp_only_layers": [1])"),
                           "qwen3_moe")),
              "'mlp_only_layers' has 1: needs numbers below"));
}

TEST_CASE("a hint inside an object that nobody read is a fault") {
  CHECK(holds(faults_of(llama("16", ",\n\"extra\": {\"num_experts\": 8}")), "'extra' hints"));
}

TEST_CASE("a key that hints at nothing is a warning") {
  const auto imported = io::import_hf_text("c.json", llama("16", ",\n\"favourite\": \"blue\""));
  REQUIRE(imported.warnings.size() == 1);
  CHECK(text(imported.warnings.front()) ==
        "c.json:5:1: 'favourite' is not known for model_type 'llama': taken to change no weights");
}

TEST_CASE("a configuration is told every fault, with its position and what would be right") {
  struct Row {
    std::string text, faults;
  };
  const Row rows[] = {
      {"", "c.json:1:1: not JSON: unexpected end of input; expected '[', '{', or a literal"},
      {"[1]", "c.json:1:1: not an object: a configuration begins with {"},
      {"{\"a\": 1,\n}", "c.json:2:1: not JSON: unexpected '}'; expected string literal"},
      {"{\"a\": \"\xff\"}", "c.json:1:8: bytes that are not UTF-8 text: save the file as UTF-8"},
      {"{\"a\": 1,\n \"b\\\"\": 2, \"b\\\"\": 3}",
       "c.json:2:12: the key 'b\"' is given twice: keep one"},
      {"{}", "c.json:1:1: 'model_type' is missing: it names the family, as in \"llama\""},
      {"{\"model_type\": 5}", "c.json:1:2: 'model_type' is a whole number: needs a text"},
      {"{\"model_type\": \"lama\"}", "c.json:1:2: 'model_type' is 'lama': not among the " +
                                         std::to_string(io::hf_families().size()) +
                                         " families that are understood, did you mean 'llama'?"},
      {"{\"model_type\": \"jamba\"}",
       "c.json:1:2: 'model_type' is 'jamba': it has Mamba-1 layers, which are not modelled"},
      {llama("\"16\""), "c.json:2:1: 'hidden_size' is a text: needs a whole number"},
      {llama("[16]"), "c.json:2:1: 'hidden_size' is a list: needs a whole number"},
      {llama("NaN"), "c.json:2:1: 'hidden_size' is NaN: needs a whole number"},
      {llama("-Infinity"), "c.json:2:1: 'hidden_size' is -Infinity: needs a whole number"},
      {llama("-16"), "c.json:2:1: 'hidden_size' is -16: needs a whole number of 1 to 100000000"},
      {llama("0"), "c.json:2:1: 'hidden_size' is 0: needs a whole number of 1 to 100000000"},
      {llama("1.5"), "c.json:2:1: 'hidden_size' is a number with a point: needs a whole number"},
      {llama("true"), "c.json:2:1: 'hidden_size' is true or false: needs a whole number"},
      {llama("1e300"), ""},
      {llama("1e999"), "c.json:2:21: a number too large to read: write one below 1e308"},
      {llama("null"),
       "c.json:2:1: 'hidden_size' is missing: model_type 'llama' needs it (or n_embd, n_embed, "
       "d_model)"},
      {llama("18"),
       "c.json:3:25: 'num_attention_heads' is 4: needs to divide hidden_size, 18, "
       "where there is no head_dim"},
      {llama("16", ",\n\"num_key_value_heads\": 3,\n\"mlp_bias\": 1"),
       "c.json:5:1: 'num_key_value_heads' is 3: needs to divide num_attention_heads, 4\n"
       "c.json:6:1: 'mlp_bias' is a whole number: needs true or false"},
      {mixtral(",\n\"num_local_experts\": 4, \"num_experts_per_tok\": 8"),
       "c.json:4:25: 'num_experts_per_tok' is 8: needs to be at most the number of experts, 4"},
      {mixtral(",\n\"num_local_experts\": 4, \"num_experts\": 8, \"num_experts_per_tok\": 2"),
       "c.json:4:1: 'num_local_experts' and 'num_experts' say the same thing and differ: keep one"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    if (row.faults.empty())
      CHECK(holds(faults_of(row.text), "needs a whole number of 1 to 100000000"));
    else
      CHECK(faults_of(row.text) == row.faults);
  }
}

TEST_CASE("a family that needs experts is never read as dense") {
  CHECK(faults_of(mixtral("")).find("'num_experts' is missing") != std::string::npos);
}

TEST_CASE("a configuration nested deeper than 64 levels is refused") {
  std::string deep = "{\"a\": ";
  for (int i = 0; i < 100'000; ++i) deep += '[';
  CHECK(faults_of(deep) == "c.json:1:70: nested deeper than 64 levels: flatten it");
}

TEST_CASE("a configuration over 1 MiB is refused") {
  CHECK(faults_of(std::string((1 << 20) + 1, ' ')) ==
        "c.json:1:1: over 1 MiB: a configuration is smaller");
}

TEST_CASE("a configuration that is not there is told as such") {
  CHECK_THROWS_AS(io::import_hf("tests/formats/hf/no_such.json"), InputError);
}
