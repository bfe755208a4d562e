// serve: what a model answers and costs once it is trained.
#include <pybind11/stl.h>

#include "io/serve_json.h"
#include "python/arrays.h"
#include "python/bindings.h"
#include "python/call.h"
#include "python/scenario.h"
#include "report/serve.h"

namespace tenfold::python {
namespace {

struct Served {
  Asked asked;
  io::LoadedServe loaded;
  ServeReport report;
};
using ServedPtr = std::shared_ptr<Served>;

ServedPtr served(const Asked& asked) {
  io::LoadedServe loaded = serve_of(asked);
  ServeReport r = serve_report(loaded.input);
  return std::make_shared<Served>(Served{asked, std::move(loaded), std::move(r)});
}

py::tuple range_tuple(const DrawnRange& r) { return py::make_tuple(r.low, r.median, r.high); }

py::object range_tuple(const std::optional<DrawnRange>& r) {
  if (!r) return py::none();
  return range_tuple(*r);
}

py::list listed(const Served& s) {
  py::list all;
  for (const ListedRow& r : s.report.listed) {
    py::dict d;
    d["name"] = r.name;
    d["basis"] = name_text(r.basis);
    d["input"] = r.price.input;
    d["output"] = r.price.output;
    d["floor_input"] = range_tuple(r.floor_input);
    d["floor_output"] = range_tuple(r.floor_output);
    d["margin"] = range_tuple(r.margin);
    d["p_loses"] = r.loses;
    all.append(d);
  }
  return all;
}

py::list life(const Served& s) {
  py::list all;
  if (!s.report.life) return all;
  for (const LifeRow& r : s.report.life->rows) {
    py::dict d;
    d["name"] = r.name;
    d["training"] = r.training;
    d["serving"] = r.serving;
    d["request"] = r.request;
    all.append(d);
  }
  return all;
}

void bind_costs(py::class_<Served, ServedPtr>& c) {
  c.def_property_readonly(
       "serves", [](const Served& s) { return s.report.rate.serves(); },
       "Whether it fits and meets the latency.")
      .def_property_readonly(
          "requests_per_second", [](const Served& s) { return s.report.rate.requests_per_s; },
          "Of an accelerator of the whole service.")
      .def_property_readonly(
          "input_seconds", [](const Served& s) { return s.report.rate.input_seconds; },
          "Accelerator-seconds of a fresh input token.")
      .def_property_readonly(
          "output_seconds", [](const Served& s) { return s.report.rate.output_seconds; },
          "Accelerator-seconds of an output token.")
      .def_property_readonly(
          "input_cost", [](const Served& s) { return range_tuple(s.report.input); },
          "US dollars a million fresh input tokens: 10, 50 and 90 % points.")
      .def_property_readonly(
          "output_cost", [](const Served& s) { return range_tuple(s.report.output); },
          "US dollars a million output tokens: 10, 50 and 90 % points.")
      .def_property_readonly(
          "request_cost", [](const Served& s) { return s.report.request_cost; },
          "US dollars a request, at the medians.")
      .def_property_readonly("listed", &listed,
                             "Listed prices (US dollars a million) with the floor under them, the "
                             "margin (10, 50, 90 % points) and the chance that they lose money.")
      .def_property_readonly("life", &life,
                             "Training and serving over the model's life, and a request alone, in "
                             "US dollars: as it is, trained with less compute, and with fewer "
                             "active parameters; empty where the scenario states no life.");
}

}  // namespace

void bind_serve(py::module_& m) {
  py::class_<Served, ServedPtr> c(m, "Service", "A model in use: rates, costs, prices.");
  bind_costs(c);
  c.def_property_readonly(
       "scenario", [](const Served& s) { return s.asked; }, "The scenario that was asked.")
      .def(
          "to_json", [](const Served& s) { return io::serve_json(s.loaded, s.report); },
          "As `tenfold serve --json` prints it.")
      .def(
          "to_csv", [](const Served& s) { return io::serve_csv(s.report); },
          "A line a number, as `tenfold serve --csv` writes it.")
      .def(
          "to_markdown",
          [](const Served& s) { return report::serve_markdown(s.loaded.input, s.report); },
          "The tables as Markdown.")
      .def("__str__", [](const Served& s) { return report::serve_text(s.loaded.input, s.report); });
  m.def(
      "serve", [](const Asked& asked) { return unlocked([&] { return served(asked); }); },
      py::arg("scenario"));
}

}  // namespace tenfold::python
