// Models at another depth and width; shapes are those of the released config.json files.
#include "model/scaled.h"

#include <doctest/doctest.h>

#include "io/library.h"
#include "model/parameters.h"

using namespace tenfold;

namespace {

Architecture model(const char* name) {
  return *io::load_model(io::Library{"."}, name).model.architecture;
}
Architecture at(const char* name, Shape shape) { return *scaled(model(name), shape).architecture; }
std::string reason(const char* name, Shape shape) { return scaled(model(name), shape).reason; }
Count total(const Architecture& a) { return model_parameters(a).text.total; }

std::string names(const Architecture& a) {
  std::string all;
  for (const Block& block : a.layers) all += block.name.front();
  return all;
}

}  // namespace

TEST_CASE("a model at its own depth and width is itself") {
  for (const char* name : {"llama-3.1-8b", "deepseek-v3", "gemma-2-9b", "qwen3-next-80b-a3b"}) {
    CAPTURE(std::string(name));
    const Architecture a = model(name);
    const Architecture same = at(name, {std::ssize(a.layers), a.hidden});
    CHECK(total(same) == total(a));
    CHECK(names(same) == names(a));
  }
}

TEST_CASE("a layer keeps the size of its heads and the ratios of its widths") {
  // Half of 4,096: 16 heads of 128, 4 of them for keys; 14336 / 2 = 7168 = 56 x 128.
  const Architecture a = at("llama-3.1-8b", {24, 2048});
  const auto& attention = std::get<Attention>(a.layers.front().mixer);
  CHECK(a.layers.size() == 24);
  CHECK(a.hidden == 2048);
  CHECK(attention.heads == 16);
  CHECK(attention.kv_heads == 4);
  CHECK(attention.head_dim == 128);
  CHECK(std::get<DenseFeedForward>(a.layers.front().feed_forward).width == 7168);
  // A layer: q and output 2048^2 each, k and v 2048 x 512, three of 2048 x 7168, two norms; besides
  // embedding and head of 128,256 rows, and a norm.
  const Count layer = 2 * 2048 * 2048 + 2 * 2048 * 512 + 3 * 2048 * 7168 + 2 * 2048;
  CHECK(total(a) == 24 * layer + Count{2} * 128256 * 2048 + 2048);
}

TEST_CASE("inner widths go to the nearest multiple of 128, and are one at least") {
  // 11008 x 3072 / 4096 = 8256 = 64.5 x 128, which goes up; 1536 x 240 / 5120 = 72.
  const Architecture llama = at("llama-2-7b", {0, 3072});
  CHECK(std::get<DenseFeedForward>(llama.layers.front().feed_forward).width == 65 * 128);
  const Architecture deepseek = at("deepseek-v2", {0, 240});
  const auto& experts = std::get<MixtureOfExperts>(deepseek.layers.back().feed_forward);
  CHECK(experts.width == 128);
  CHECK(experts.experts == 160);
}

TEST_CASE("what leads stays, and the pattern that follows goes on") {
  CHECK(names(at("deepseek-v3", {6, 0})) == "dddmmm");
  const std::string gemma = names(model("gemma-2-9b"));
  CHECK(names(at("gemma-2-9b", {5, 0})) == gemma.substr(0, 5));
  CHECK(names(at("gemma-2-9b", {50, 0})).substr(0, 42) == gemma);
}

TEST_CASE("a shape that a model cannot have is refused with what would do") {
  CHECK(reason("llama-3.1-8b", {0, 2000}) ==
        "a width of 2000: its heads are whole at multiples of 512: 2048 is next");
  CHECK(reason("deepseek-v3", {3, 0}) == "3 layers: its pattern of layers needs 4 at least");
  CHECK(reason("nemotron-h-8b", {24, 0}) ==
        "24 layers: its 52 layers repeat no pattern that could go on");
  CHECK(reason("llama-4-maverick", {0, 2560}).find("feeds a width of 5120") != std::string::npos);
}
