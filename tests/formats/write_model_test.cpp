#include "io/write_model.h"

#include <doctest/doctest.h>

#include <string>

#include "hf_counts.h"
#include "io/hf_import.h"
#include "io/model.h"
#include "model/parameters.h"

using namespace tenfold;

namespace {

// Parts in the order of the file, for a comparison that names what differs.
std::string parts(const Architecture& a) {
  std::string text;
  for (const ParameterPart& p : parameter_parts(a))
    text += p.block + " " + std::string(p.part) + " " + decimal(p.count.total) + " " +
            decimal(p.count.active) + "\n";
  return text;
}

std::string layer_names(const Architecture& a) {
  std::string names;
  for (const Block& block : a.layers) names += block.name + " ";
  return names;
}

}  // namespace

TEST_CASE("a written model reads back as the same model") {
  for (const ReleasedCount& row : released_counts) {
    CAPTURE(row.name);
    const Model written =
        io::import_hf(std::string("tests/formats/hf/") + row.name + ".json").model;
    const std::string text = io::write_model(written);
    const Model read = io::read_model_text(written.key + ".toml", text);
    REQUIRE(read.architecture);
    CHECK(parts(*read.architecture) == parts(*written.architecture));
    CHECK(layer_names(*read.architecture) == layer_names(*written.architecture));
    CHECK(read.architecture->name == written.architecture->name);
    CHECK(io::write_model(read) == text);
  }
}

TEST_CASE("a written model says where its numbers come from") {
  const Model written = io::import_hf("tests/formats/hf/llama-2-7b.json").model;
  const Model read = io::read_model_text("m.toml", io::write_model(written));
  const Provenance& hidden = read.provenance.at("architecture.hidden");
  CHECK(hidden.grade == Grade::disclosed);
  CHECK(hidden.source.url == "tests/formats/hf/llama-2-7b.json");
  CHECK(hidden.source.note.substr(0, 7) == "sha256 ");
}

TEST_CASE("a written model is as short as one that a person writes") {
  const Model model = io::import_hf("tests/formats/hf/llama-2-70b.json").model;
  const std::string text = io::write_model(model);
  CHECK(text.substr(text.find("\n[architecture]")) == R"(
[architecture]
hidden = 8192
vocabulary = 32000
layers = "80*dense"

[mixers.full]
kind = "attention"
heads = 64
kv_heads = 8
head_dim = 128

[feed_forwards.dense]
kind = "dense"
width = 28672

[blocks.dense]
mixer = "full"
feed_forward = "dense"
)");
}

TEST_CASE("texts are quoted as TOML wants them") {
  Model model;
  model.name = "a \"b\" \\ c\n\t\x01 \xc3\xa9";
  const std::string text = io::write_model(model);
  CHECK(text == "format = \"model/1\"\nname = \"a \\\"b\\\" \\\\ c\\n\\t\\u0001 \xc3\xa9\"\n");
}
