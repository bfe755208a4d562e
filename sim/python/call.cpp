#include "python/call.h"

namespace tenfold::python {
namespace {

// Ends the work from within; what Python raised is thrown in its place.
class Stopped : public std::exception {};

}  // namespace

Tell Watch::tell() {
  return [this](double done, double all) {
    done_ = done;
    all_ = all;
    if (stop_) throw Stopped();
  };
}

void Watch::look(const py::object& listener) {
  if (PyErr_CheckSignals() != 0) throw py::error_already_set();
  const double done = done_;
  if (listener.is_none() || all_ <= 0 || done == told_) return;
  told_ = done;
  listener(done, all_.load());
}

void Watch::wait(const std::function<bool()>& ready, const py::object& listener) {
  std::exception_ptr raised;
  {
    const py::gil_scoped_release released;
    while (!ready()) {
      const py::gil_scoped_acquire taken;
      if (raised) continue;
      try {
        look(listener);
      } catch (const py::error_already_set&) {
        raised = std::current_exception();
        stop_ = true;
      }
    }
  }
  if (raised) std::rethrow_exception(raised);
  look(listener);
}

}  // namespace tenfold::python
