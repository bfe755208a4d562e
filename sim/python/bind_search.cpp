// search: every plan of a job; told how far it is, and ended by Ctrl-C.
#include <pybind11/stl.h>

#include "io/search_json.h"
#include "python/arrays.h"
#include "python/bindings.h"
#include "python/call.h"
#include "python/scenario.h"
#include "report/search.h"
#include "store/search_results.h"

namespace tenfold::python {
namespace {

struct Searched {
  Asked asked;
  io::LoadedSearch loaded;
  SearchReport report;
};
using SearchedPtr = std::shared_ptr<Searched>;

SearchedPtr searched(const Asked& asked, std::size_t top, int threads, const py::object& listener) {
  io::LoadedSearch loaded = search_of(asked, "");
  loaded.input.threads = threads;
  if (top > 0) loaded.input.top = top;
  SearchReport r = watched(listener, [&](const Tell& tell) {
    SearchInput in = loaded.input;
    in.progress = [&](Size done, Size all) { tell(real(done), real(all)); };
    return search_report(in);
  });
  return std::make_shared<Searched>(Searched{asked, std::move(loaded), std::move(r)});
}

py::dict columns(const SearchedPtr& s, const std::vector<CostedPlan>& rows) {
  py::dict all;
  all["number"] = column(s, rows, &CostedPlan::index);
  all["accelerators"] = column(s, rows, &CostedPlan::accelerators);
  all["seconds"] = column(s, rows, &CostedPlan::seconds);
  all["peak_bytes"] = column(s, rows, &CostedPlan::peak_bytes);
  all["mfu"] = column(s, rows, &CostedPlan::mfu);
  all["hfu"] = column(s, rows, &CostedPlan::hfu);
  all["tokens"] = column(s, rows, &CostedPlan::tokens);
  return all;
}

std::vector<std::string> settings(const Searched& s) {
  std::vector<std::string> all;
  for (const RankedPlan& p : s.report.best) all.push_back(p.settings);
  return all;
}

std::string words(const Searched& s) {
  const std::string command = command_of(s.asked, "search");
  const auto& file = s.loaded.files.front();
  return report::search_text(
      of_rung(s.loaded.input, s.report.rung), s.report,
      {{file.path, file.sha256, changes_of(s.asked), command}, s.asked.named});
}

}  // namespace

void bind_search(py::module_& m) {
  py::class_<Searched, SearchedPtr>(m, "Search", "Every plan of a job: the best, and the front.")
      .def_property_readonly(
          "plans_total", [](const Searched& s) { return s.report.space_plans; },
          "Plans of the whole space.")
      .def_property_readonly(
          "plans_feasible", [](const Searched& s) { return s.report.tried.plans_feasible; },
          "Plans that can run and fit.")
      .def_property_readonly("settings", &settings,
                             "Of each of the best what `run(plan=…)` takes, fastest first.")
      .def(
          "best", [](const SearchedPtr& s) { return columns(s, s->report.found.best); },
          "Columns of the fastest plans: seconds of a step, bytes, tokens of a step.")
      .def(
          "front", [](const SearchedPtr& s) { return columns(s, s->report.found.front); },
          "Columns of the plans that none beats in time, memory and accelerators at once.")
      .def_property_readonly(
          "scenario", [](const Searched& s) { return s.asked; }, "The scenario that was searched.")
      .def(
          "to_json", [](const Searched& s) { return io::search_json(s.loaded, s.report); },
          "As `tenfold search --json` prints it.")
      .def(
          "to_hdf5",
          [](const Searched& s, const std::string& path) {
            store::write_search(path, s.loaded, s.report, false);
          },
          py::arg("path"), "Writes the results as `tenfold search --out` does.")
      .def("__str__", &words);
  m.def("search", &searched, py::arg("scenario"), py::arg("top"), py::arg("threads"),
        py::arg("progress"));
}

}  // namespace tenfold::python
