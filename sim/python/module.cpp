// The module _tenfold: a skin over the engine. What Python users import is the package `tenfold`,
// whose files stand in tenfold/.
#include <exception>

#include "base/error.h"
#include "base/version.h"
#include "python/bindings.h"

namespace tenfold::python {
namespace {

py::list faults_of(const InputError& fault) {
  const py::object make = py::module_::import("tenfold.errors").attr("Fault");
  py::list all;
  for (const Fault& f : fault.faults())
    all.append(make(f.file, f.line, f.column, f.message, text(f)));
  return all;
}

// The exceptions are the package's, so that they read as Python's own.
void raise(const char* name, const py::object& argument, const char* words) {
  const py::object type = py::module_::import("tenfold.errors").attr(name);
  const py::object raised = type(words, argument);
  PyErr_SetObject(type.ptr(), raised.ptr());
}

// pybind11 says what it takes: NOLINTNEXTLINE(performance-unnecessary-value-param)
void translate(std::exception_ptr thrown) {
  try {
    if (thrown) std::rethrow_exception(thrown);
  } catch (const InputError& fault) {
    raise("InputError", faults_of(fault), fault.what());
  } catch (const FileError& fault) {
    raise("FileError", py::none(), fault.what());
  }
}

}  // namespace

// Everything that the module has.
void fill(py::module_& module) {
  module.doc() = "Tenfold's engine. Import `tenfold`, which is made of it.";
  module.attr("__version__") = std::string(version);
  py::register_exception_translator(&translate);
  bind_scenario(module);
  bind_count(module);
  bind_check(module);
  bind_run(module);
  bind_search(module);
  bind_compare(module);
  bind_serve(module);
  bind_law(module);
  bind_fitted(module);
  bind_fit(module);
  bind_pipeline(module);
}

}  // namespace tenfold::python

PYBIND11_MODULE(_tenfold, module) { tenfold::python::fill(module); }
