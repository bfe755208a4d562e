// The parts of the module _tenfold. Private to python/.
#pragma once

#include <pybind11/pybind11.h>

namespace tenfold::python {

namespace py = pybind11;

void bind_scenario(py::module_&);
void bind_count(py::module_&);
void bind_check(py::module_&);
void bind_run(py::module_&);
void bind_search(py::module_&);
void bind_compare(py::module_&);
void bind_serve(py::module_&);
void bind_law(py::module_&);
void bind_fitted(py::module_&);
void bind_fit(py::module_&);
void bind_pipeline(py::module_&);

}  // namespace tenfold::python
