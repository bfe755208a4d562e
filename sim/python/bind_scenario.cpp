// Scenarios, the files of the library, and what all results share.
#include <fmt/format.h>
#include <pybind11/stl.h>

#include "base/error.h"
#include "io/lint.h"
#include "laws/library.h"
#include "python/arrays.h"
#include "python/bindings.h"
#include "python/scenario.h"

namespace tenfold::python {
namespace {

void bind_library(py::module_& m) {
  py::class_<io::Library>(m, "Library", "The folder that holds models, hardware and scenarios.")
      .def(py::init([](const std::string& home) { return io::Library{home}; }), py::arg("home"))
      .def_property_readonly(
          "home", [](const io::Library& l) { return l.home; }, "Path of the folder.")
      .def(
          "names",
          [](const io::Library& l, const std::string& folder) { return io::names(l, folder); },
          py::arg("folder"), "Bare names of the files of a folder, in order.");
}

void bind_interval(py::module_& m) {
  py::class_<Interval80>(m, "Estimate", "A median and its 80 % interval, in the unit of its name.")
      .def_readonly("median", &Interval80::median, "Half of the outcomes lie below it.")
      .def_readonly("low", &Interval80::low, "One outcome in ten lies below it.")
      .def_readonly("high", &Interval80::high, "One outcome in ten lies above it.")
      .def_readonly("spread", &Interval80::spread,
                    "Standard deviation of the natural logarithm; no unit.")
      .def("__float__", [](const Interval80& e) { return e.median; })
      .def("__repr__", [](const Interval80& e) {
        return fmt::format("{:.4g} [{:.4g}, {:.4g}]", e.median, e.low, e.high);
      });
}

}  // namespace

void bind_scenario(py::module_& m) {
  bind_library(m);
  bind_interval(m);
  py::class_<Asked>(m, "Scenario",
                    "What is asked: a claim, a job, a job with offers, or a service. It never "
                    "changes; `set` and `with_` make another.")
      .def_property_readonly(
          "kind", [](const Asked& a) { return name_text(a.kind); },
          "'claim', 'job', 'offers' or 'service'.")
      .def_property_readonly(
          "name", [](const Asked& a) { return a.named; }, "As it was asked for.")
      .def_property_readonly(
          "path", [](const Asked& a) { return a.source.path; }, "Of its file.")
      .def_property_readonly(
          "text", [](const Asked& a) { return a.source.text; }, "TOML, as its file stands.")
      .def_property_readonly(
          "settings", [](const Asked& a) { return changes_of(a); },
          "What differs from its text, as the command line takes it.")
      .def_property_readonly(
          "settable",
          [](const Asked& a) {
            return a.kind == Kind::claim ? io::settable(claim_of(a).scenario)
                                         : std::vector<std::string>{};
          },
          "Of a claim: every key that `set` takes.")
      .def("_set", &with_setting, py::arg("key"), py::arg("value"))
      .def("_with_priors", &with_priors, py::arg("priors"));
  m.def("load", &asked, py::arg("library"), py::arg("what"));
  m.def("from_text", &asked_text, py::arg("library"), py::arg("path"), py::arg("text"));
  m.def(
      "lint",
      [](const io::Library& l, const std::string& path) {
        const io::Findings found = io::lint(l, path);
        std::vector<std::string> faults, warnings;
        for (const Fault& f : found.faults) faults.push_back(text(f));
        for (const Fault& f : found.warnings) warnings.push_back(text(f));
        return std::pair{faults, warnings};
      },
      py::arg("library"), py::arg("path"));
}

}  // namespace tenfold::python
