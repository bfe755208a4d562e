// pipeline: one schedule of one pipeline, apart from any model.
#include <fmt/format.h>
#include <pybind11/stl.h>

#include <stdexcept>

#include "base/error.h"
#include "python/arrays.h"
#include "python/bindings.h"
#include "python/timeline_columns.h"
#include "schedule/pipeline.h"

namespace tenfold::python {
namespace {

struct Piped {
  PipelineProblem problem;
  PipelineTime time;
};
using PipedPtr = std::shared_ptr<Piped>;

PipelineSchedule schedule_named(const std::string& asked) {
  std::string known;
  for (std::size_t i = 0; i < enum_names<PipelineSchedule>.size(); ++i) {
    const std::string_view one = enum_names<PipelineSchedule>[i];
    if (one == asked) return static_cast<PipelineSchedule>(i);
    known += (i > 0 ? ", " : "") + std::string(one);
  }
  throw InputError(fmt::format("schedule is '{}': needs one of {}", asked, known));
}

PipedPtr piped(const std::string& schedule, Size stages, Size micro_batches, Size virtual_stages,
               const ChunkTime& chunk, double send, bool overlap_send) {
  PipelineProblem p{
      schedule_named(schedule), stages, virtual_stages, micro_batches, {}, send, overlap_send};
  constexpr Size most = 1 << 20;  // of chunks: far beyond any machine
  if (stages > 0 && virtual_stages > 0 && stages <= most && virtual_stages <= most / stages)
    p.chunks.assign(static_cast<std::size_t>(stages * virtual_stages), chunk);
  try {
    const PipelineTime time = pipeline_time(p);
    return std::make_shared<Piped>(Piped{p, time});
  } catch (const std::invalid_argument& fault) {
    throw InputError(fault.what());
  }
}

py::array idle(const Piped& p) {
  std::vector<double> all;
  for (std::size_t i = 0; i < p.time.busy.size(); ++i)
    all.push_back(p.time.makespan - p.time.busy[i] - p.time.exposed_send[i]);
  return array_of(std::move(all));
}

py::array vector_of(const PipedPtr& p, std::vector<double> PipelineTime::*member) {
  const std::vector<double>& values = p->time.*member;
  return doubles(p, values.data(), {static_cast<py::ssize_t>(values.size())},
                 {static_cast<py::ssize_t>(sizeof(double))});
}

}  // namespace

void bind_pipeline(py::module_& m) {
  py::class_<Piped, PipedPtr>(m, "Pipeline",
                              "One schedule of one pipeline. Times are in the unit of the times "
                              "of a chunk that were given.")
      .def_property_readonly(
          "makespan", [](const Piped& p) { return p.time.makespan; },
          "From the first forward's start to the last backward's end.")
      .def_property_readonly(
          "busy", [](const PipedPtr& p) { return vector_of(p, &PipelineTime::busy); },
          "Of each rank, what it computes.")
      .def_property_readonly(
          "exposed_send",
          [](const PipedPtr& p) { return vector_of(p, &PipelineTime::exposed_send); },
          "Of each rank, what nothing hides of sends.")
      .def_property_readonly("bubble", &idle,
                             "Of each rank, idle time that free sends would not cure.")
      .def_property_readonly(
          "in_flight", [](const Piped& p) { return array_of(in_flight(p.problem)); },
          "Of each chunk, micro-batches whose activations it holds when its rank holds most.")
      .def(
          "timeline", [](const Piped& p) { return timeline_columns(play(p.problem)); },
          "Played out, a column each: kind, rank, chunk, micro_batch, start, end.");
  m.def("schedules", &names_of<PipelineSchedule>);
  m.def(
      "pipeline",
      [](const std::string& schedule, Size stages, Size micro_batches, Size virtual_stages,
         double forward, double backward_input, double backward_weight, double send, bool overlap) {
        return piped(schedule, stages, micro_batches, virtual_stages,
                     {forward, backward_input, backward_weight}, send, overlap);
      },
      py::arg("schedule"), py::arg("stages"), py::arg("micro_batches"), py::arg("virtual_stages"),
      py::arg("forward"), py::arg("backward_input"), py::arg("backward_weight"), py::arg("send"),
      py::arg("overlap_send"));
}

}  // namespace tenfold::python
