// law: the library of scaling laws, asked for one point or for a curve.
#include <fmt/format.h>
#include <pybind11/stl.h>

#include <algorithm>
#include <limits>

#include "base/error.h"
#include "python/arrays.h"
#include "python/bindings.h"
#include "report/law.h"
#include "verbs/law.h"

namespace tenfold::python {
namespace {

struct LawOf {
  const laws::LawEntry* law;
  const laws::Variant* variant;
};

// The answers of one or more points: the quantities of the first, a column each.
struct Answered {
  std::vector<laws::LawValue> quantities;
  std::vector<std::vector<double>> columns;
  std::vector<double> beyond;  // 1 where a point has a warning of its own
  std::vector<std::string> warnings;
};
using AnsweredPtr = std::shared_ptr<Answered>;
using Asking = std::map<std::string, std::vector<double>>;

laws::Variable variable_named(std::string key) {
  std::replace(key.begin(), key.end(), '_', '-');
  const auto& names = enum_names<laws::Variable>;
  const auto found = std::find(names.begin(), names.end(), key);
  if (found != names.end()) return static_cast<laws::Variable>(found - names.begin());
  throw InputError(fmt::format("no law takes '{}'; `asked_with` lists what this one takes", key));
}

laws::Query query_at(const Asking& asking, std::size_t point) {
  laws::Query query;
  for (const auto& [key, values] : asking) query[variable_named(key)] = values.at(point);
  return query;
}

std::vector<laws::LawValue> quantities_of(const laws::Answer& answer) {
  std::vector<laws::LawValue> all;
  for (const laws::AnswerPart& part : answer.parts)
    for (const laws::LawValue& q : part.quantities) {
      const auto same = [&](const auto& known) { return known.symbol == q.symbol; };
      if (std::none_of(all.begin(), all.end(), same)) all.push_back(q);
    }
  return all;
}

// A quantity that this point lacks is none.
double value_of(const std::vector<laws::LawValue>& all, const std::string& symbol) {
  for (const laws::LawValue& q : all)
    if (q.symbol == symbol) return q.value;
  return std::numeric_limits<double>::quiet_NaN();
}

void add_point(Answered& to, const laws::Answer& answer, const laws::Variant& variant) {
  const auto point = quantities_of(answer);
  if (to.columns.empty()) {
    to.quantities = point;
    to.columns.resize(point.size());
  }
  for (std::size_t i = 0; i < to.columns.size(); ++i)
    to.columns[i].push_back(value_of(point, to.quantities[i].symbol));
  to.beyond.push_back(answer.warnings.size() > (variant.warning.empty() ? 0 : 1) ? 1 : 0);
  for (const std::string& w : answer.warnings)
    if (std::find(to.warnings.begin(), to.warnings.end(), w) == to.warnings.end())
      to.warnings.push_back(w);
}

AnsweredPtr answered(const LawOf& of, const Asking& asking, std::size_t points) {
  auto all = std::make_shared<Answered>();
  for (std::size_t i = 0; i < points; ++i) {
    const laws::Query query = query_at(asking, i);
    if (const auto fault = laws::query_fault(*of.law, *of.variant, query)) throw InputError(*fault);
    add_point(*all, laws::ask(*of.law, *of.variant, query), *of.variant);
  }
  return all;
}

py::array column_of(const AnsweredPtr& a, const std::vector<double>& values) {
  return doubles(a, values.data(), {static_cast<py::ssize_t>(values.size())},
                 {static_cast<py::ssize_t>(sizeof(double))});
}

py::dict values(const AnsweredPtr& a) {
  py::dict all;
  for (std::size_t i = 0; i < a->columns.size(); ++i)
    all[py::str(a->quantities[i].symbol)] = column_of(a, a->columns[i]);
  return all;
}

py::dict words(const Answered& a, std::string laws::LawValue::*of) {
  py::dict all;
  for (const laws::LawValue& q : a.quantities) all[py::str(q.symbol)] = q.*of;
  return all;
}

py::list coefficients(const LawOf& of) {
  py::list all;
  for (const laws::Coefficient& c : of.variant->coefficients) {
    py::dict d;
    d["symbol"] = c.symbol;
    d["value"] = c.value;
    d["evidence"] = name_text(c.evidence);
    d["note"] = c.note;
    all.append(d);
  }
  return all;
}

py::dict ranges(const LawOf& of) {
  py::dict all;
  for (const laws::Range& r : of.law->ranges)
    all[py::str(name_text(r.variable))] = py::make_tuple(r.low, r.high);
  return all;
}

py::list asked_with(const LawOf& of) {
  const auto names = [](const std::vector<laws::Variable>& variables) {
    py::list all;
    for (const laws::Variable v : variables) all.append(name_text(v));
    return all;
  };
  py::list all;
  for (const laws::LawFunction& f : of.variant->functions)
    all.append(py::make_tuple(names(f.needs), names(f.may), f.answers));
  return all;
}

void bind_answers(py::module_& m) {
  py::class_<Answered, AnsweredPtr>(m, "_Answers", "Columns of a law's answers.")
      .def_property_readonly("values", &values, "A column each, by symbol.")
      .def_property_readonly(
          "units", [](const Answered& a) { return words(a, &laws::LawValue::unit); }, "By symbol.")
      .def_property_readonly(
          "meanings", [](const Answered& a) { return words(a, &laws::LawValue::meaning); },
          "By symbol.")
      .def_property_readonly(
          "beyond", [](const AnsweredPtr& a) { return column_of(a, a->beyond); },
          "1 where a point is beyond the runs of the law's fit.")
      .def_property_readonly(
          "warnings", [](const Answered& a) { return a.warnings; }, "Each once.");
}

void bind_entry(py::module_& m) {
  py::class_<LawOf> c(m, "Law", "A scaling law with one of its sets of coefficients.");
  c.def_property_readonly(
       "name", [](const LawOf& l) { return l.law->key; }, "As it is asked for.")
      .def_property_readonly(
          "title", [](const LawOf& l) { return l.law->title; }, "What it is about.")
      .def_property_readonly(
          "variant", [](const LawOf& l) { return l.variant->key; }, "Its set of coefficients.")
      .def_property_readonly(
          "variants",
          [](const LawOf& l) {
            py::dict all;
            for (const laws::Variant& v : l.law->variants) all[py::str(v.key)] = v.what;
            return all;
          },
          "Its sets of coefficients, with what each is.");
  c.def_property_readonly(
       "equations", [](const LawOf& l) { return l.law->equations; }, "Lines of text.")
      .def_property_readonly(
          "source", [](const LawOf& l) { return report::citation(l.law->source); },
          "Authors, year, title, paper.")
      .def_property_readonly("coefficients", &coefficients,
                             "Symbol, value as it is printed, and what it rests on.")
      .def_property_readonly("ranges", &ranges,
                             "By variable, where the runs of its fit began and ended.")
      .def_property_readonly(
          "limits", [](const LawOf& l) { return l.law->limits; }, "What it does not tell.")
      .def_property_readonly("asked_with", &asked_with,
                             "What can be asked: what is needed, what may stand beside it, and "
                             "what is answered.")
      .def("_ask", &answered, py::arg("asking"), py::arg("points"))
      .def("__str__", [](const LawOf& l) { return report::law_text(*l.law, *l.variant); });
}

}  // namespace

void bind_law(py::module_& m) {
  bind_answers(m);
  bind_entry(m);
  m.def("law_names", [] {
    std::vector<std::string> all;
    for (const laws::LawEntry& l : laws::laws()) all.push_back(l.key);
    return all;
  });
  m.def(
      "law",
      [](const std::string& key, const std::string& variant) {
        const laws::LawEntry& law = verbs::law_named(key);
        return LawOf{&law, &verbs::variant_named(law, variant)};
      },
      py::arg("name"), py::arg("variant"));
}

}  // namespace tenfold::python
