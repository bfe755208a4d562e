// The best plan of each shipped search, its schedule played out event by event.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "io/search.h"
#include "schedule/step_cost.h"
#include "schedule/timeline.h"

using namespace tenfold;

namespace {

// Scenarios of one search each; those of the benchmarks are too large for a test.
std::vector<std::string> searches() {
  std::vector<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator("scenarios"))
    if (file.path().stem().string().rfind("search_", 0) == 0) names.push_back(file.path().string());
  std::sort(names.begin(), names.end());
  return names;
}

// A step whose pipeline takes as long as its timeline; ranks wait for stragglers in proportion.
double played_out(const ParallelPlan& plan, const RunInput& in) {
  const StepCost step =
      step_cost(*in.model.architecture, plan, in.sequence_length, in.cluster, in.framework);
  const double nodes = real(accelerators(plan)) / real(std::max<Size>(1, in.cluster.node_size));
  const double waiting = 1 + in.framework.straggler * std::max(0.0, std::log2(nodes));
  const double formula = pipeline_time(step.pipeline).makespan;
  return step.seconds + waiting * (play(step.pipeline).makespan - formula);
}

}  // namespace

TEST_CASE("the best plan of each search takes, played out, within 1 % of what the sweep says") {
  const io::Library library{"."};
  const std::vector<std::string> names = searches();
  CHECK(names.size() >= 6);
  for (const std::string& name : names) {
    CAPTURE(name);
    const io::LoadedSearch loaded = io::load_search(library, name, {});
    const SearchReport r = search_report(loaded.input);
    REQUIRE(!r.best.empty());
    const RankedPlan& best = r.best.front();
    const RunInput told = r.rungs.empty() ? loaded.input.run : of_rung(loaded.input, r.rung).run;
    CHECK(played_out(best.plan, told) == doctest::Approx(best.cost.seconds).epsilon(0.01));
  }
}

TEST_CASE("as many plans are faster than the job's own as stand before it in the list of all") {
  const io::Library library{"."};
  const io::LoadedSearch loaded =
      io::load_search(library, "scenarios/search_published_megatron_530b.toml", {});
  SearchInput in = loaded.input;
  in.top = 1 << 10;  // more than fit
  const SearchReport r = search_report(in);
  REQUIRE(r.own);
  REQUIRE(r.own->faster);
  REQUIRE(r.own->number);
  const auto own = std::find_if(r.best.begin(), r.best.end(), [&](const RankedPlan& p) {
    return p.cost.index == *r.own->number;
  });
  REQUIRE(own != r.best.end());
  CHECK(own - r.best.begin() == *r.own->faster);
  Size in_parts = 0;
  for (in.parts = 3, in.part = 0; in.part < in.parts; ++in.part)
    in_parts += search_report(in).own->faster.value();
  CHECK(in_parts == *r.own->faster);
  CHECK(own->cost.seconds == doctest::Approx(r.own->cost->seconds).epsilon(1e-9));
}
