// What a scenario and a set of priors are told when something in them is wrong.
#include "io/scenario.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "faults.h"

using namespace tenfold;

namespace {

const io::Library library{"."};

std::string scenario_faults(const std::string& text) {
  return faults_of([&] { io::read_scenario_text(library, "s.toml", text); });
}
std::string priors_faults(const std::string& text) {
  return faults_of([&] { io::read_priors_text("p.toml", text); });
}

}  // namespace

TEST_CASE("each fault of a scenario is told with its position and what would be right") {
  const std::string good = text_of("tests/formats/good_scenario.toml");
  CHECK(scenario_faults(good) == "no fault");
  const Row rows[] = {
      {"scenario/1", "scenario/2", "s.toml:1:10: 'format' needs to be \"scenario/1\""},
      {"title = \"A reaches B\"\n", "", "s.toml:1:1: 'title' is missing: the claim in one line"},
      {"titl", "titel = \"x\"\ntitl", "s.toml:2:1: unknown key 'titel', did you mean 'title'?"},
      {"\"shipped-pair\"\n\n[sources", "\"shiped-pair\"\n\n[sources",
       "s.toml:3:12: 'headline' is 'shiped-pair': needs one of shipped-pair, recipe-as-built, "
       "recipe-frontier, accelerator-hours, dollars, energy, did you mean 'shipped-pair'?"},
      {"headline = \"shipped-pair\"", "headline = \"dollars\"",
       "s.toml:3:12: 'headline' is 'dollars', which is not among the readings"},
      {"url = \"https://example.org\"\n", "", "s.toml:5:1: source 'card' has no 'url'"},
      {"ratio = 10.0", "ratio = 0.0",
       "s.toml:11:9: 'ratio' is 0: needs a number from 1e-06 to 1000000000"},
      {"ratio = 10.0", "ratio = \"ten\"", "s.toml:11:9: 'ratio' is a text: needs a number"},
      {"ratio = 10.0\nsource = \"card\"\n", "ratio = 10.0\n",
       "s.toml:11:9: 'ratio' has no source: add source = \"…\", a name from [sources]"},
      {"words = \"a tenth\"\nsource = \"card\"", "words = \"a tenth\"",
       "s.toml:15:1: needs source = \"…\", a name from [sources]"},
      {"model = \"llama-4-maverick\"", "model = \"llama-4-mavrick\"",
       "s.toml:21:9: there is no file 'llama-4-mavrick' and no 'llama-4-mavrick' in models/, did "
       "you mean 'llama-4-maverick'?: `tenfold list` names all"},
      {"teacher = \"llama-4-behemoth\"", "techer = \"none\"",
       "s.toml:22:1: unknown key 'techer', did you mean 'teacher'?"},
      {"estimand = \"recipe-frontier\"", "estimand = \"shipped-pair\"",
       "s.toml:31:1: the reading 'shipped-pair' is given twice: keep one"},
      {"fixed = [\"allocation\"]", "fixed = [\"alocation\"]",
       "s.toml:31:1: holds fixed 'alocation', which the priors 'reference' do not have, did you "
       "mean 'allocation'?"},
      {"[priors]\nuse = \"reference\"\n", "",
       "s.toml:1:1: [priors] is missing: a reading of a recipe needs one"},
      {"use = \"reference\"", "use = \"referense\"",
       "s.toml:36:1: there is no file 'referense' and no 'referense' in scenarios/priors/, did you "
       "mean 'reference'?: `tenfold list` names all"},
      {"label = \"own\"", "label = \"own\"\ncounts = [{ component = \"towers\" }]",
       "s.toml:39:1: the first boundary counts own pretraining alone: leave out 'counts'"},
      {"component = \"teacher-forward\"", "component = \"teacher-foreward\"",
       "s.toml:44:25: 'component' is 'teacher-foreward': needs one of own-pretraining, "
       "context-extension, post-training, teacher-forward, teacher-training, synthetic-data, "
       "failed-runs, towers, did you mean 'teacher-forward'?"},
      {"replaces = [\"teacher\"]", "replaces = [\"teachers\"]",
       "s.toml:42:1: replaces 'teachers', which the priors 'reference' do not have, did you mean "
       "'teacher'?"},
      {"score = \"52\", version = \"4.0\"", "score = \"43\", version = \"4.1\"",
       "s.toml:47:1: scores of 'an index' are of version 4.0 and of version 4.1: compare scores of "
       "one version only"},
      {"score = \"18\"", "score = 18",
       "s.toml:52:22: 'score' is a whole number: needs a number in quotes, as in \"42 B\", or one "
       "distribution of lognormal, normal, uniform, loguniform, beta, choice"},
      {"factor = \"data\"", "factor = \"date\"",
       "s.toml:55:1: settles 'date', which the priors 'reference' do not have, did you mean "
       "'data'?"},
      {"draws = 4096", "draws = 5000",
       "s.toml:60:9: 'draws' is 5000: needs a power of two from 1024 to 16777216"},
      {"seed = 1", "seed = -1", "s.toml:61:8: 'seed' needs a whole number of at least 0"},
      {"[sampling]", "[samplings]",
       "s.toml:59:2: unknown key 'samplings', did you mean 'sampling'?"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.to);
    CHECK(scenario_faults(replaced(good, row.from, row.to)) == row.fault);
  }
}

TEST_CASE("all faults of a scenario are told at once") {
  std::string text = text_of("tests/formats/good_scenario.toml");
  text = replaced(text, "ratio = 10.0", "ratio = -1.0");
  text = replaced(text, "draws = 4096", "draws = 7");
  const std::string faults = scenario_faults(text);
  CHECK(std::count(faults.begin(), faults.end(), '\n') == 1);
}

TEST_CASE("each fault of a set of priors is told with its position and what would be right") {
  const std::string good =
      "format = \"priors/1\"\ntitle = \"a set\"\nset = \"later\"\ngrade = \"assumed\"\n"
      "[factors.data]\nlabel = \"data\"\ngroup = \"data\"\n"
      "value = { lognormal = { median = \"2.5\", p05 = \"1.2\", p95 = \"5.2\" } }\n"
      "reasoning = \"judged\"\n";
  CHECK(priors_faults(good) == "no fault");
  const Row rows[] = {
      {"set = \"later\"\n", "",
       "p.toml:1:1: 'set' is missing: when it was set, and whether the claim was known by then"},
      {"reasoning = \"judged\"\n", "",
       "p.toml:8:9: 'value' is assumed and has no reasoning: add reasoning = \"…\" to its table"},
      {"grade = \"assumed\"\n", "",
       "p.toml:7:9: 'value' has no grade: add grade = \"disclosed\" (or another of disclosed, "
       "measured, derived, estimated, assumed) to its table"},
      {"group = \"data\"", "group = \"dta\"",
       "p.toml:7:9: 'group' is 'dta': needs one of architecture, data, optimisation, allocation, "
       "boundary, yardstick, progress, did you mean 'data'?"},
      {"median = \"2.5\"", "median = \"3.5\"",
       "p.toml:8:23: lognormal: median 3.5 is over 5 % from 2.5, the geometric mean of p05 and "
       "p95: "
       "a log-normal with these bounds has that median"},
      {"{ lognormal = { median = \"2.5\", p05 = \"1.2\", p95 = \"5.2\" } }",
       "{ normal = { mean = \"1\", sd = \"1\" } }",
       "p.toml:8:9: factor 'data' can be negative: needs values above zero, for it multiplies"},
      {"{ lognormal = { median = \"2.5\", p05 = \"1.2\", p95 = \"5.2\" } }",
       "{ uniform = { low = \"0\", high = \"1\" } }",
       "p.toml:8:9: factor 'data' can be zero: needs values above zero, for it multiplies"},
      {"label = \"data\"", "lable = \"data\"",
       "p.toml:5:1: 'label' is missing: as reports call it\n"
       "p.toml:6:1: unknown key 'lable', did you mean 'label'?"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.to);
    CHECK(priors_faults(replaced(good, row.from, row.to)) == row.fault);
  }
  CHECK(priors_faults("format = \"priors/1\"\ntitle = \"a set\"\nset = \"later\"\n") ==
        "p.toml:1:1: no factors: needs tables [factors.NAME]");
}

TEST_CASE("each fault of factors that act on each other is told") {
  const std::string good =
      "format = \"priors/1\"\ntitle = \"a set\"\nset = \"later\"\ngrade = \"assumed\"\n"
      "reasoning = \"judged\"\n"
      "[factors.data]\nlabel = \"data\"\ngroup = \"data\"\nvalue = \"2.5\"\n"
      "at = \"3e20 FLOP\"\nper_decade = { normal = { mean = \"-0.02\", sd = \"0.05\" } }\n"
      "[factors.optimizer]\nlabel = \"optimizer\"\ngroup = \"optimisation\"\nvalue = \"1.3\"\n"
      "[overlaps.twice]\nfactors = [\"data\", \"optimizer\"]\nvalue = \"0.9\"\n";
  CHECK(priors_faults(good) == "no fault");
  const Row rows[] = {
      {"at = \"3e20 FLOP\"\n", "",
       "p.toml:6:1: factor 'data' has 'per_decade' alone: needs both 'at' and 'per_decade', or "
       "neither"},
      {"mean = \"-0.02\"", "mean = \"-0.9\"",
       "p.toml:1:1: 'per_decade' of all factors can sum to -1.14: needs to stay above -0.9, for a "
       "gain that falls as fast as compute grows has no value"},
      {"\"data\", \"optimizer\"]", "\"data\", \"optimiser\"]",
       "p.toml:16:1: overlap 'twice' names the factor 'optimiser', which is not here, did you mean "
       "'optimizer'?"},
      {"[\"data\", \"optimizer\"]", "[\"data\"]",
       "p.toml:16:1: overlap 'twice' needs two factors or more"},
      {"value = \"0.9\"", "value = \"0\"",
       "p.toml:18:9: factor 'twice' can be zero: needs values above zero, for it multiplies"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.to);
    CHECK(priors_faults(replaced(good, row.from, row.to)) == row.fault);
  }
}

TEST_CASE("each fault of a scenario's evidence is told with its position") {
  const std::string good = text_of("tests/formats/good_scenario.toml") +
                           "\n[evidence]\nmargin = 3.0\nsource = \"card\"\n"
                           "grade = \"measured\"\n\n"
                           "[evidence.word]\nbayes_factor = 3.0\n\n"
                           "[[evidence.compute]]\nlabel = \"hours\"\naccelerator = \"h100-sxm\"\n"
                           "hours = \"2 M GPU-h\"\n"
                           "share_of_peak = { uniform = { low = \"0.2\", high = \"0.5\" } }\n\n"
                           "[[evidence.ladders]]\nlabel = \"l\"\n"
                           "gain = { lognormal = { median = \"3.55\", p05 = \"3\", p95 = "
                           "\"4.2\" } }\n\n"
                           "[[evidence.benchmarks]]\nname = \"b\"\ncategory = \"coding\"\n"
                           "baseline = 60.0\nchallenger = 70.0\nitems = 400\n";
  CHECK(scenario_faults(good) == "no fault");
  const auto fault = [&](const char* from, const char* to) {
    return scenario_faults(replaced(good, from, to));
  };
  CHECK(fault("bayes_factor = 3.0", "bayes_factor = 0.0").find("'bayes_factor' is 0") !=
        std::string::npos);
  CHECK(fault("hours = \"2 M GPU-h\"\n", "")
            .find("needs 'hours', or 'dollars' with the 'price' of an accelerator-hour") !=
        std::string::npos);
  CHECK(fault("high = \"0.5\"", "high = \"1.5\"")
            .find("'share_of_peak' needs a distribution between 0 and 1") != std::string::npos);
  CHECK(fault("h100-sxm\"\nhours", "h1000\"\nhours").find("there is no file 'h1000'") !=
        std::string::npos);
  CHECK(fault("label = \"l\"\n", "label = \"l\"\nbaseline = \"a.csv\"\n")
            .find("'l' needs the tables 'baseline' and 'challenger', or the 'gain'") !=
        std::string::npos);
  CHECK(fault("items = 400\n", "").find("'b' needs 'items' or 'error', one of the two") !=
        std::string::npos);
  CHECK(fault("baseline = 60.0", "baseline = 160.0").find("a score outside 0 to 100") !=
        std::string::npos);
  CHECK(fault("[evidence.word]", "[evidence.wrod]").find("did you mean 'word'?") !=
        std::string::npos);
}

TEST_CASE("hours become FLOPs by the accelerator's rated peak and the share reached") {
  const std::string text =
      text_of("tests/formats/good_scenario.toml") +
      "\n[[evidence.compute]]\nlabel = \"price\"\naccelerator = \"h100-sxm\"\n"
      "dollars = \"2 M USD\"\nprice = \"2 USD/h\"\nsource = \"card\"\ngrade = \"measured\"\n"
      "share_of_peak = { lognormal = { median = \"0.4\", p05 = \"0.32\", p95 = \"0.5\" } }\n";
  const Claim claim = io::read_scenario_text(library, "s.toml", text).scenario.claim;
  REQUIRE(claim.evidence.compute.size() == 1);
  // A million hours of 989.5 TFLOP/s at .4.
  CHECK(median(claim.evidence.compute[0].flops) ==
        doctest::Approx(1e6 * 3600 * 989.5e12 * 0.4).epsilon(2e-3));
  CHECK(claim.evidence.basing() == Basing::combined);
}

TEST_CASE("factors keep the order of the file") {
  const Priors reference =
      io::load_scenario(library, "muse_spark_vs_maverick").scenario.claim.priors[0];
  CHECK(reference.factors.front().key == "data");
  CHECK(reference.factors.back().key == "yardstick");
}

TEST_CASE("every shipped set of priors says that it was set after the claim was known") {
  for (const Priors& priors :
       io::load_scenario(library, "muse_spark_vs_maverick").scenario.claim.priors) {
    CAPTURE(priors.key);
    CHECK(priors.set.find("after the claim was known") != std::string::npos);
  }
}
