// run: one model on one cluster.
#include <fmt/format.h>
#include <pybind11/stl.h>

#include "base/error.h"
#include "io/run_json.h"
#include "python/arrays.h"
#include "python/bindings.h"
#include "python/call.h"
#include "python/scenario.h"
#include "python/timeline_columns.h"
#include "report/run.h"
#include "store/run.h"

namespace tenfold::python {
namespace {

constexpr Seconds hour = 3600 * second, day = 86400 * second;

struct Ran {
  Asked asked;
  std::string plan;  // as typed
  io::LoadedRun loaded;
  RunReport report;
};
using RanPtr = std::shared_ptr<Ran>;

RanPtr ran(const Asked& asked, const std::string& plan) {
  io::LoadedRun loaded = run_of(asked, plan);
  RunReport r = run_report(loaded.input);
  if (!is_finite(r))
    throw InputError(asked.named + ": its numbers leave the range of what can be computed");
  return std::make_shared<Ran>(Ran{asked, plan, std::move(loaded), std::move(r)});
}

report::RunOrigin origin(const Ran& r) {
  std::vector<std::string> typed = changes_of(r.asked), more;
  if (!r.plan.empty()) more.push_back("--plan " + r.plan);
  typed.insert(typed.end(), more.begin(), more.end());
  return {r.loaded.files.front().path, r.loaded.files.front().sha256, typed,
          command_of(r.asked, "run", more)};
}

using Result = py::class_<Ran, RanPtr>;

// A quantity of the whole run; None without tokens.
template <class Q>
auto of_cost(Estimate<Q> RunCost::*member, Q unit) {
  return [member, unit](const Ran& r) -> std::optional<Interval80> {
    if (!r.report.cost) return std::nullopt;
    return interval((*r.report.cost).*member, unit);
  };
}

// A number of the step; None where the plan cannot run.
template <class T>
auto of_step(T StepCost::*member) {
  return [member](const Ran& r) -> std::optional<T> {
    if (!r.report.step) return std::nullopt;
    return (*r.report.step).*member;
  };
}

py::array memory(const RanPtr& r) {
  const auto& known = r->report.feasibility.memory;
  if (!known) return py::array_t<double>(std::vector<py::ssize_t>{0, memory_uses});
  return doubles(r, known->stages.front().bytes.data(),
                 {static_cast<py::ssize_t>(known->stages.size()), memory_uses},
                 {sizeof(StageFootprint), sizeof(double)});
}

py::dict time_by_cause(const Ran& r) {
  py::dict all;
  if (!r.report.step) return all;
  for (std::size_t i = 0; i < causes; ++i)
    all[py::str(std::string(enum_names<Cause>[i]))] = r.report.step->by_cause[i];
  return all;
}

py::list traffic(const Ran& r) {
  py::list all;
  if (!r.report.step) return all;
  for (const TierTraffic& t : r.report.step->traffic) {
    py::dict d;
    d["tier"] = r.loaded.input.cluster.tiers.at(t.tier).name;
    d["axis"] = name_text(t.axis);
    d["bytes"] = t.bytes;
    all.append(d);
  }
  return all;
}

py::dict timeline(const Ran& r) {
  if (!r.report.step) throw InputError("a plan that cannot run has no step to draw");
  return timeline_columns(unlocked([&] { return play(r.report.step->pipeline); }));
}

std::optional<Interval80> carbon(const Ran& r) {
  const auto& c = r.report.carbon;
  if (!c) return std::nullopt;
  return Interval80{c->median.kg, c->low().kg, c->high().kg, c->spread};
}

std::optional<Interval80> dollars(const Ran& r) {
  const auto& c = r.report.cost;
  if (!c || !c->dollars) return std::nullopt;
  return interval(*c->dollars, Dollars::base(1));
}

void bind_outcome(Result& c) {
  c.def_property_readonly(
       "outcome", [](const Ran& r) { return name_text(r.report.outcome); },
       "'runs', 'out of memory' or 'cannot run'.")
      .def_property_readonly(
          "reasons", [](const Ran& r) { return r.report.reasons; },
          "Why it does not run; empty where it does.")
      .def_property_readonly(
          "plan", [](const Ran& r) { return plan_dict(r.report.plan); },
          "Every setting of the plan, by its key.")
      .def_property_readonly(
          "plan_by_rule", [](const Ran& r) { return r.report.plan_by_rule; },
          "Whether the plan was chosen here, not by the scenario.")
      .def_property_readonly(
          "accelerators", [](const Ran& r) { return r.loaded.input.cluster.accelerators; },
          "How many accelerators.")
      .def_property_readonly(
          "tokens",
          [](const Ran& r) {
            return r.report.cost ? py::object(integer(r.report.cost->tokens)) : py::none();
          },
          "Training tokens of the run, or None.")
      .def_property_readonly(
          "steps",
          [](const Ran& r) {
            return r.report.cost ? py::object(integer(r.report.cost->steps)) : py::none();
          },
          "Training steps of the run, or None.");
}

void bind_step(Result& c) {
  c.def_property_readonly(
       "step_time",
       [](const Ran& r) -> std::optional<Interval80> {
         if (!r.report.step) return std::nullopt;
         return interval(r.report.step_time, second);
       },
       "Seconds of a step, an Estimate; None where the plan cannot run.")
      .def_property_readonly("mfu", of_step(&StepCost::mfu),
                             "Exact model FLOPs over the accelerators' peak, 0 to 1.")
      .def_property_readonly("hfu", of_step(&StepCost::hfu),
                             "Executed FLOPs, recomputation included, over the peak, 0 to 1.")
      .def_property_readonly("tokens_per_second_per_accelerator",
                             of_step(&StepCost::tokens_per_second_per_accelerator),
                             "Tokens that an accelerator trains on in a second.")
      .def_property_readonly(
          "model_flops",
          [](const Ran& r) {
            return r.report.step ? py::object(integer(r.report.step->model_flops)) : py::none();
          },
          "FLOPs of a step, convention exact, all accelerators; a multiply-add is two.")
      .def_property_readonly(
          "executed_flops",
          [](const Ran& r) {
            return r.report.step ? py::object(integer(r.report.step->executed_flops)) : py::none();
          },
          "FLOPs of a step, convention hardware: what is executed, recomputation included.")
      .def_property_readonly("time_by_cause", &time_by_cause,
                             "Seconds of a step by cause, of the last rank to end.")
      .def_property_readonly("traffic", &traffic,
                             "Bytes that an accelerator sends in a step, by tier and axis.");
}

void bind_whole(Result& c) {
  c.def_property_readonly("days", of_cost(&RunCost::time, day),
                          "Days of the whole run, an Estimate; None without tokens.")
      .def_property_readonly("time", of_cost(&RunCost::time, second),
                             "Seconds of the whole run, an Estimate; None without tokens.")
      .def_property_readonly("accelerator_hours", of_cost(&RunCost::accelerator_time, hour),
                             "Hours of an accelerator, an Estimate; None without tokens.")
      .def_property_readonly("energy", of_cost(&RunCost::energy, Joules::base(1)),
                             "Joules that the site draws, an Estimate; None without tokens.")
      .def_property_readonly("dollars", &dollars,
                             "US dollars of rent, an Estimate; None without tokens or a price.")
      .def_property_readonly("carbon", &carbon,
                             "Kilograms of CO2 equivalent, an Estimate; None without a grid.");
}

void bind_memory(Result& c) {
  c.def("memory", &memory,
        "Bytes by pipeline stage and category, an array of two dimensions; its columns are "
        "`memory_categories`.")
      .def_property_readonly_static(
          "memory_categories", [](const py::object&) { return names_of<MemoryUse>(); },
          "What the memory is for, in the order of the columns of `memory()`.")
      .def_property_readonly(
          "peak_bytes",
          [](const Ran& r) -> std::optional<double> {
            if (!r.report.feasibility.memory) return std::nullopt;
            return r.report.feasibility.peak.base();
          },
          "Bytes of the fullest stage at its peak, or None where the plan cannot run.")
      .def_property_readonly(
          "capacity_bytes", [](const Ran& r) { return r.report.feasibility.capacity.base(); },
          "Bytes of an accelerator that programs can allocate.")
      .def("timeline", &timeline,
           "The step played out, a column each: kind, rank, chunk, micro_batch, and start and end "
           "in seconds.");
}

void bind_outputs(Result& c) {
  c.def(
       "to_json", [](const Ran& r) { return io::run_json(r.loaded, r.report); },
       "As `tenfold run --json` prints it.")
      .def(
          "to_html",
          [](const Ran& r) { return report::run_html(r.loaded.input, r.report, origin(r)); },
          "The page of `tenfold run --html`, as a text.")
      .def(
          "to_markdown",
          [](const Ran& r) { return report::run_markdown(r.loaded.input, r.report, origin(r)); },
          "The report as Markdown.")
      .def(
          "to_trace", [](const Ran& r) { return io::run_trace(r.loaded, r.report); },
          "The step as a trace for ui.perfetto.dev, as a text.")
      .def(
          "to_hdf5",
          [](const Ran& r, const std::string& path) { store::write_run(path, r.loaded, r.report); },
          py::arg("path"), "Writes all numbers as `tenfold run --out` does.")
      .def_property_readonly(
          "scenario", [](const Ran& r) { return r.asked; }, "The scenario that was run.")
      .def("__str__",
           [](const Ran& r) { return report::run_text(r.loaded.input, r.report, origin(r)); });
}

}  // namespace

void bind_run(py::module_& m) {
  Result c(m, "Run", "One model on one cluster: a step, its memory, days, dollars, energy.");
  bind_outcome(c);
  bind_step(c);
  bind_whole(c);
  bind_memory(c);
  bind_outputs(c);
  m.def(
      "run",
      [](const Asked& asked, const std::string& plan) {
        return unlocked([&] { return ran(asked, plan); });
      },
      py::arg("scenario"), py::arg("plan"));
}

}  // namespace tenfold::python
