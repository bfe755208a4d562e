#include "report_fixture.h"

namespace tenfold::report_fixture {
namespace {

Source meta_post() {
  return {
      "meta",
      "Introducing Muse Spark",
      "https://ai.meta.com/blog/introducing-muse-spark-msl/",
      "2026-04-08",
      "we can reach the same capabilities with over an order of magnitude less compute than our "
      "previous model, Llama 4 Maverick",
      "copies in public repositories"};
}

Sourced number(std::string path, double value, Grade grade) {
  Sourced s{std::move(path), "", Certain{value}, {}, ""};
  s.provenance.grade = grade;
  s.provenance.source = meta_post();
  s.provenance.file = "scenarios/muse_spark_vs_maverick.toml";
  s.provenance.line = 12;
  return s;
}

std::vector<Attribution> factors() {
  return {{"data", "data curation", "data", {2.5, 1.2, 5.2}, 0.398, 0.41, 0.254},
          {"sparsity", "sparsity, routing", "architecture", {1.4, 1, 2}, 0.146, 0.15, 0.057},
          {"yardstick", "yardstick, extrapolation", "yardstick", {1, 0.4, 2.5}, 0, 0, 0.397}};
}

Reading undisclosed(int number, Estimand estimand, std::string label, Currency currency) {
  Reading r{.number = number, .estimand = estimand, .label = std::move(label), .handle = 4};
  r.currency = currency;
  r.reason = "nothing disclosed for Muse Spark 1.0";
  return r;
}

std::vector<Reading> readings() {
  Reading shipped{.number = 1,
                  .label = "the model Muse Spark 1.0 itself",
                  .note = "as the press has it",
                  .convention = Convention::six_nd_active,
                  .boundary = "own pretraining",
                  .ratio = Spread{0.44, 0.08, 2.4},
                  .p_claim = 0.004,
                  .decision = Decision::contradicted,
                  .rests_on =
                      "active parameters 42 B [8, 120] (assumed), tokens 20 T [8, 60] "
                      "(assumed)",
                  .handle = 1};
  Reading built{.number = 2,
                .estimand = Estimand::recipe_as_built,
                .label = "the recipe, against Maverick as built",
                .note = "nearest to Meta's words",
                .boundary = "own pretraining",
                .ratio = Spread{9.41, 2.2, 40.3},
                .p_claim = 0.473,
                .decision = Decision::undetermined,
                .rests_on = "all 8 factors are priors",
                .attribution = factors(),
                .groups = {{"data", 0.398, 0.41}, {"architecture", 0.224, 0.23}},
                .handle = 2};
  built.under = {{"reference", built.ratio, 0.473, Decision::undetermined, ""},
                 {"top-down", Spread{6, 2.2, 16}, 0.2, Decision::undetermined, ""},
                 {"sceptical", Spread{3, 0.9, 11}, 0.06, Decision::contradicted, ""}};
  return {
      shipped, built,
      undisclosed(4, Estimand::accelerator_hours, "accelerator-hours", Currency::accelerator_hours),
      undisclosed(5, Estimand::dollars, "dollars", Currency::dollars)};
}

Model model(const char* key, const char* name) {
  Model m;
  m.key = key;
  m.name = name;
  return m;
}

RateCheck rate(double flops, double of_16bit, double of_fp8, bool fits) {
  RateCheck r{.model = "Llama 4 Maverick",
              .accelerator = "H100 SXM 80GB",
              .counted = "6nd-active",
              .flops = flops};
  r.accelerator_time = 2.38e6 * 3600 * second;
  r.rate = flops * flop / r.accelerator_time;
  r.of_16bit_peak = of_16bit;
  r.of_fp8_peak = of_fp8;
  r.fits = fits;
  r.handle = 16;
  return r;
}

std::vector<BoundaryRow> boundaries() {
  BoundaryRow own{.label = "own pretraining",
                  .baseline = {2.244e24, ""},
                  .challenger = {{}, "not disclosed"},
                  .times_own = 1,
                  .decision = Decision::undetermined,
                  .ratio = Spread{9.41, 2.2, 40.3},
                  .p_claim = 0.473,
                  .handle = 10};
  BoundaryRow teacher{.label = "+ teacher's forward",
                      .baseline = {1.49e25, ""},
                      .challenger = {{}, "not disclosed"},
                      .times_own = 6.6,
                      .replaces = {"distillation"},
                      .reason = "known on one side only",
                      .hours = rate(1.51e25, 1.78, 0.89, false),
                      .handle = 10};
  return {own, teacher};
}

ModelCounts counts() {
  ConventionCount exact{.convention = Convention::exact,
                        .label = "exact",
                        .flops = 2.4e24,
                        .exact = "2400000000000000000000000",
                        .range = std::pair{2.26e24, 2.6e24},
                        .assumption = "8,192 tokens of context, undisclosed",
                        .handle = 12};
  ConventionCount total{.convention = Convention::six_nd_total,
                        .label = "6nd-total",
                        .flops = 5.29e25,
                        .exact = "",
                        .verdict = false,
                        .reason = "most experts idle on each token",
                        .handle = 14};
  ConventionCount active{.convention = Convention::six_nd_active,
                         .label = "6nd-active, 17 B as announced",
                         .flops = 2.244e24,
                         .exact = "2244000000000000000000000",
                         .handle = 9};
  return {"Llama 4 Maverick", {active, exact, total}, std::pair{2.244e24, 2.4e24}};
}

}  // namespace

Scenario scenario() {
  Scenario s;
  s.key = "muse_spark_vs_maverick";
  s.path = "scenarios/muse_spark_vs_maverick.toml";
  Claim& c = s.claim;
  c.title = "Muse Spark reaches Llama 4 Maverick's capability with 1/10 of the training compute";
  c.ratio = number("claim.ratio", 10, Grade::disclosed);
  c.statements = {
      {"press", "", "the model Muse Spark", {"press", "The article", "", "2026-04-20", "", ""}},
      {"Meta", meta_post().quote, "a recipe, from a scaling law fitted to small models",
       meta_post()}};
  c.baseline.model = model("llama-4-maverick", "Llama 4 Maverick");
  c.baseline.model.training.tokens = 22'000'000'000'000;
  c.challenger.model = model("muse-spark-1.0", "Muse Spark 1.0");
  c.headline = Estimand::recipe_as_built;
  c.priors = {{"reference",
               "judged from the literature",
               "Set after the claim was known",
               "that they come near 10 is no evidence for 10",
               {},
               {},
               {}},
              {"top-down", "from the trend of algorithmic progress", "", "", {}, {}, {}},
              {"sceptical", "small gains", "", "", {}, {}, {}}};
  c.untested_until = "Nov 2026";
  return s;
}

Verdict verdict() {
  Verdict v;
  v.readings = readings();
  v.headline = 1;
  v.matrix = {v.readings[0]};
  v.what_ifs = {{Estimand::recipe_as_built,
                 "data",
                 "data curation",
                 {3.8, 1, 14},
                 1,
                 0.1,
                 Decision::contradicted}};
  v.baseline = counts();
  v.challenger = {"Muse Spark 1.0", {}, {}};
  v.boundaries = boundaries();
  v.rates = {rate(2.244e24, 0.265, 0.132, true)};
  v.needed = Needed{2.244e23, Needed::Pair{10e12, 3.74e9}, Needed::Pair{42e9, 0.89e12}, 5};
  v.scale = ScaleLine{
      "Muse Spark Open", 42e9, 10e12, 2.52e24, 1.12, "That 1.0 had this shape is not known.", 6};
  const Capability index{
      "Artificial Analysis",
      {number("index.baseline", 18, Grade::measured), "v4.0", ""},
      {number("index.challenger", 52, Grade::measured), "v4.0", "a reasoning model"},
      "Parity is not what was shown.",
      false};
  v.capabilities = {{index, 8}};
  v.settlers = {{"the yardstick and level that Meta used", 0.397, {}},
                {"Muse Spark 1.0's tokens and active parameters", {}, 1}};
  const Sourced ratio = scenario().claim.ratio;
  v.inputs = {{ratio.path, "10", ratio.provenance}};
  v.inputs_by_grade = {14, 0, 5, 0, 4};
  v.handles = {{2, "the recipe, against Maverick as built", "9.4 [2.2, 40]",
                "ratio = 2.5 x 1.4 x 1.0\nmedian 9.4\n", v.inputs}};
  return v;
}

report::Origin origin() {
  return {"tenfold check muse_spark_vs_maverick",
          "muse_spark_vs_maverick",
          "8f3a12cd00000000000000000000000000000000000000000000000000000000",
          {}};
}

Verdict decided(Decision decision, Basis basis, double p) {
  Verdict v = verdict();
  Reading& r = v.readings[v.headline];
  r.decision = decision;
  r.basis = basis;
  r.p_claim = p;
  for (UnderPriors& u : r.under) u = {u.priors, r.ratio, p, decision, ""};
  return v;
}

}  // namespace tenfold::report_fixture
