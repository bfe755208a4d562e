// A played schedule as columns. Private to python/.
#pragma once

#include <pybind11/pybind11.h>

#include "schedule/timeline.h"

namespace tenfold::python {

namespace py = pybind11;

// kind, rank, chunk, micro_batch, and start and end in the timeline's unit.
py::dict timeline_columns(Timeline);

}  // namespace tenfold::python
