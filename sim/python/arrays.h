// NumPy arrays over the engine's own memory, and other values as Python has them. Private to
// python/.
#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/count.h"
#include "base/estimate.h"
#include "base/names.h"
#include "claim/reading.h"
#include "plan/plan.h"

namespace tenfold::python {

namespace py = pybind11;

// What keeps the memory of an array: it lives as long as the array.
using Owner = std::shared_ptr<const void>;

// An array of doubles that lie `steps` bytes apart, read only, without a copy.
py::array doubles(const Owner&, const double* first, std::vector<py::ssize_t> shape,
                  std::vector<py::ssize_t> steps);

py::array wholes(const Owner&, const Size* first, std::size_t count, std::size_t step);

// One member of each row of a vector that the owner keeps: a column without a copy.
template <class Row>
py::array column(const Owner& owner, const std::vector<Row>& rows, double Row::*member) {
  if (rows.empty()) return py::array_t<double>(0);
  const double* first = &(rows.front().*member);
  return doubles(owner, first, {static_cast<py::ssize_t>(rows.size())},
                 {static_cast<py::ssize_t>(sizeof(Row))});
}
// The same of whole numbers.
template <class Row>
py::array column(const Owner& owner, const std::vector<Row>& rows, Size Row::*member) {
  if (rows.empty()) return py::array_t<Size>(0);
  return wholes(owner, &(rows.front().*member), rows.size(), sizeof(Row));
}

// The vector itself becomes the array's memory.
py::array array_of(std::vector<double> values);

// What `of` says of each row.
template <class Row, class Of>
py::array each(const std::vector<Row>& rows, const Of& of) {
  std::vector<double> values;
  values.reserve(rows.size());
  for (const Row& row : rows) values.push_back(of(row));
  return array_of(std::move(values));
}

// Names of an enumeration, in its order.
template <class Enum>
py::list names_of() {
  py::list all;
  for (const std::string_view n : enum_names<Enum>) all.append(py::str(std::string(n)));
  return all;
}

template <class Enum>
std::string name_text(Enum value) {
  return std::string(name(value));
}

// A whole number of up to 128 bits as a Python int.
py::int_ integer(Count);
py::object integer(const std::optional<Count>&);

// A median with its interval, in one unit.
struct Interval80 {
  double median = 0, low = 0, high = 0, spread = 0;
};
template <class Q>
Interval80 interval(const Estimate<Q>& e, Q unit) {
  return {e.median.in(unit), e.low().in(unit), e.high().in(unit), e.spread};
}

// {"tensor": 8, …}: every setting of a plan.
py::dict plan_dict(const ParallelPlan&);

}  // namespace tenfold::python
