// The questionnaire of a vendor: sent out, it stands open; answered, it is a profile.
#include "io/questionnaire.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>

#include "base/fields.h"
#include "faults.h"
#include "hardware/cluster.h"
#include "io/compare.h"
#include "io/hardware.h"

using namespace tenfold;

namespace {

std::string answered(std::string text) {
  for (std::size_t at = 0; (at = text.find("#? ", at)) != text.npos;) text.erase(at, 3);
  return text;
}

}  // namespace

TEST_CASE("a questionnaire whose examples are taken as answers is a sound file") {
  const std::string hardware = answered(io::questionnaire_text("hardware"));
  const Accelerator a = io::read_accelerator_text("q.toml", hardware);
  CHECK(a.bf16->in(TFLOP_per_s) == doctest::Approx(989.4));
  CHECK(a.tiers.size() == 2);
  CHECK(a.provenance.at("accelerator.bf16").source.id == "vendor");
  const Cluster c = io::read_cluster_text(io::Library{"."}, "q.toml",
                                          answered(io::questionnaire_text("cluster")));
  CHECK(c.accelerators == 1024);
}

TEST_CASE("an answered offer goes into a scenario that compares offers") {
  const std::string scenario = text_of("scenarios/procurement_maverick_class.toml");
  const std::string offer = answered(io::questionnaire_text("offer"));
  CHECK(faults_of([&] {
          io::read_compare_text(io::Library{"."}, "s.toml", scenario + "\n" + offer);
        }) == "no fault");
}

TEST_CASE("each field of a part is asked but those that we fit or count ourselves") {
  const std::string text = io::questionnaire_text("hardware");
  const std::vector<std::string_view> ours{"aliases", "measured_runs",  "dispatch_scale",
                                           "matmul",  "attention",      "system_scale",
                                           "stream",  "grouped_matmul", "tiers"};
  for_each_field<Accelerator>([&](const auto& field) {
    CAPTURE(field.name);
    const bool asked = text.find(fmt::format("\n#? {} = ", field.name)) != text.npos;
    const bool own = std::find(ours.begin(), ours.end(), field.name) != ours.end();
    CHECK(asked != own);
  });
  const std::string site = io::questionnaire_text("cluster");
  for_each_field<Cluster>([&](const auto& field) {
    CAPTURE(field.name);
    CHECK((field.name == "tiers" || site.find(fmt::format("\n#? {} = ", field.name)) != site.npos));
  });
}

TEST_CASE("open questions are told with their lines, answered and denied ones are not") {
  const std::string text =
      "#? bf16 = \"1 TFLOP/s\"\n# why\nfp8 = \"2 TFLOP/s\"\n#- fp4 = \"\"\n#? power = 1";
  const auto open = io::open_questions("q.toml", text);
  REQUIRE(open.size() == 2);
  CHECK(open[0].message == "'bf16' is not answered: it counts as unknown");
  CHECK(open[1].line == 5);
  CHECK(io::open_questions("q.toml", answered(io::questionnaire_text("hardware"))).empty());
}

TEST_CASE("a name without a questionnaire is told the ones that there are") {
  CHECK(faults_of([] { io::questionnaire_text("hardwear"); }) ==
        "there is no questionnaire of 'hardwear': hardware, cluster or offer, did you mean "
        "'hardware'?");
}
