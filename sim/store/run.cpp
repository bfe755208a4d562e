#include "store/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "io/plan_text.h"

namespace tenfold::store {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

template <class Names>
Dimension named_dimension(const char* what, const Names& names) {
  Dimension d{what, {}};
  for (const std::string_view n : names) d.labels.emplace_back(n);
  return d;
}

// Low, median, high.
template <class Q>
Variable estimate(const char* what, const std::optional<Estimate<Q>>& e, const char* units,
                  const char* long_name) {
  std::vector<double> values(3, none);
  if (e) values = {e->low().base(), e->median.base(), e->high().base()};
  return {what, {"point"}, values, units, long_name};
}

Variable memory(const Feasibility& f) {
  std::vector<double> bytes;
  for (const StageFootprint& s : f.memory->stages)
    bytes.insert(bytes.end(), s.bytes.begin(), s.bytes.end());
  return {"memory", {"stage", "memory_use"}, bytes, "B", "held at the peak"};
}

void add_traffic(Dataset& data, const StepCost& s, const Cluster& c) {
  Dimension flows{"flow", {}};
  std::vector<double> bytes;
  for (const TierTraffic& t : s.traffic) {
    flows.labels.push_back(fmt::format("{}: {}", c.tiers.at(t.tier).name, name(t.axis)));
    bytes.push_back(t.bytes);
  }
  if (bytes.empty()) return;
  data.dimensions.push_back(flows);
  data.variables.push_back(
      {"traffic", {"flow"}, bytes, "B", "sent by an accelerator in a step, in the mean"});
}

void add_step(Dataset& data, const RunReport& r, const Cluster& c) {
  const StepCost& s = *r.step;
  data.dimensions.push_back(named_dimension("cause", enum_names<Cause>));
  data.variables.push_back({"seconds",
                            {"cause"},
                            std::vector<double>(s.by_cause.begin(), s.by_cause.end()),
                            "s",
                            "time of a step by cause, of the busiest rank"});
  const double by = interval_factor(s.spread);
  data.variables.push_back({"mfu",
                            {"point"},
                            std::vector{s.mfu / by, s.mfu, std::min(1.0, s.mfu * by)},
                            "1",
                            "model FLOPs, exact, of the 16-bit peak"});
  data.variables.push_back({"hfu",
                            {"point"},
                            std::vector{s.hfu / by, s.hfu, std::min(1.0, s.hfu * by)},
                            "1",
                            "executed FLOPs of the 16-bit peak"});
  add_traffic(data, s, c);
}

void add_memory(Dataset& data, const Feasibility& f) {
  Dimension stages{"stage", {}};
  for (std::size_t i = 0; i < f.memory->stages.size(); ++i)
    stages.labels.push_back(fmt::format("{}", i));
  data.dimensions.push_back(stages);
  data.dimensions.push_back(named_dimension("memory_use", enum_names<MemoryUse>));
  data.variables.push_back(memory(f));
}

}  // namespace

Dataset run_dataset(const io::LoadedRun& loaded, const RunReport& r) {
  using Time = std::optional<Estimate<Seconds>>;
  const std::optional<RunCost>& c = r.cost;
  Dataset data{"tenfold run", {{"point", {"low80", "median", "high80"}}}, {}, {}};
  data.variables = {
      estimate("step_time", r.step ? Time(r.step_time) : std::nullopt, "s", "time of a step"),
      estimate("time", c ? Time(c->time) : std::nullopt, "s", "wall-clock time of the run"),
      estimate("accelerator_time", c ? Time(c->accelerator_time) : std::nullopt, "s",
               "time of the run, summed over accelerators"),
      estimate("dollars", c ? c->dollars : std::nullopt, "USD", "rent of the accelerators"),
      estimate("energy", c ? std::optional(c->energy) : std::nullopt, "J", "energy of the run")};
  if (r.step) add_step(data, r, loaded.input.cluster);
  if (r.feasibility.memory) add_memory(data, r.feasibility);
  data.attributes = {{"model", loaded.input.model.name},
                     {"accelerator", loaded.input.cluster.accelerator.name},
                     {"accelerators", fmt::format("{}", accelerators(r.plan))},
                     {"verdict", std::string(name(r.outcome))},
                     {"plan", io::plan_toml(r.plan)},
                     {"scenario", loaded.text},
                     {"scenario_sha256", loaded.files.front().sha256}};
  return data;
}

void write_run(const std::string& path, const io::LoadedRun& loaded, const RunReport& r) {
  write(path, run_dataset(loaded, r));
}

}  // namespace tenfold::store
