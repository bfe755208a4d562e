#include "python/arrays.h"

#include <pybind11/stl.h>

#include <type_traits>

namespace tenfold::python {

py::array doubles(const Owner& owner, const double* first, std::vector<py::ssize_t> shape,
                  std::vector<py::ssize_t> steps) {
  const py::capsule keeper(new Owner(owner), [](void* p) { delete static_cast<Owner*>(p); });
  py::array all(py::dtype::of<double>(), std::move(shape), std::move(steps), first, keeper);
  all.attr("flags").attr("writeable") = false;
  return all;
}

py::array wholes(const Owner& owner, const Size* first, std::size_t count, std::size_t step) {
  const py::capsule keeper(new Owner(owner), [](void* p) { delete static_cast<Owner*>(p); });
  py::array all(py::dtype::of<Size>(), {static_cast<py::ssize_t>(count)},
                {static_cast<py::ssize_t>(step)}, first, keeper);
  all.attr("flags").attr("writeable") = false;
  return all;
}

py::array array_of(std::vector<double> values) {
  const auto kept = std::make_shared<const std::vector<double>>(std::move(values));
  const auto size = static_cast<py::ssize_t>(kept->size());
  const double* first = kept->empty() ? nullptr : kept->data();
  if (!first) return py::array_t<double>(0);
  return doubles(kept, first, {size}, {static_cast<py::ssize_t>(sizeof(double))});
}

py::int_ integer(Count count) {
  const auto high = static_cast<std::int64_t>(count >> 64);
  const auto low = static_cast<std::uint64_t>(count);
  const py::object shifted = py::int_(high).attr("__lshift__")(64);
  return py::int_(shifted.attr("__or__")(py::int_(low)));
}

py::object integer(const std::optional<Count>& count) {
  if (count) return integer(*count);
  return py::none();
}

py::dict plan_dict(const ParallelPlan& plan) {
  py::dict all;
  for_each_field<ParallelPlan>([&](const auto& field) {
    const auto& value = plan.*field.member;
    const std::string key(field.name);
    if constexpr (std::is_enum_v<std::decay_t<decltype(value)>>)
      all[py::str(key)] = name_text(value);
    else
      all[py::str(key)] = py::cast(value);
  });
  return all;
}

}  // namespace tenfold::python
