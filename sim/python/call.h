// Long calls from Python: without the interpreter's lock, with progress, ended by Ctrl-C. Private
// to python/.
//
// The work runs on a thread of its own. The caller's thread waits, and twenty times a second takes
// the lock to see whether Ctrl-C was pressed and to tell how far the work is; the work itself never
// touches Python.
#pragma once

#include <pybind11/pybind11.h>

#include <atomic>
#include <chrono>
#include <exception>
#include <functional>
#include <future>

namespace tenfold::python {

namespace py = pybind11;

// Told by the work from any of its threads; throws where it is to stop.
using Tell = std::function<void(double done, double all)>;

class Watch {
 public:
  Tell tell();
  // Waits until `ready` says so, with the lock released between looks. Throws what Python raised.
  void wait(const std::function<bool()>& ready, const py::object& listener);

 private:
  void look(const py::object& listener);
  std::atomic<double> done_ = 0, all_ = 0;
  std::atomic<bool> stop_ = false;
  double told_ = -1;
};

// work(tell) on another thread; `listener(done, all)` is called on this one, or is None.
template <class Work>
auto watched(const py::object& listener, const Work& work) {
  Watch watch;
  const Tell tell = watch.tell();
  auto result = std::async(std::launch::async, [&] { return work(tell); });
  watch.wait(
      [&] { return result.wait_for(std::chrono::milliseconds(50)) == std::future_status::ready; },
      listener);
  return result.get();
}

// work(between) on another thread; `between` is what the work calls now and then, and throws where
// it is to stop.
template <class Work>
auto interruptible(const Work& work) {
  return watched(py::none(), [&](const Tell& tell) {
    return work(std::function<void()>([&tell] { tell(0, 0); }));
  });
}

// Work that is done soon: without the lock, and that is all.
template <class Work>
auto unlocked(const Work& work) {
  const py::gil_scoped_release released;
  return work();
}

}  // namespace tenfold::python
