// What a fit found of one ladder: its runs, and the law of their loss in each form.
#include <fmt/format.h>
#include <pybind11/stl.h>

#include "base/error.h"
#include "fit/ladder_fit.h"
#include "python/arrays.h"
#include "python/bindings.h"
#include "python/fitted.h"

namespace tenfold::python {
namespace {

py::array vector_of(const LadderOf& l, const std::vector<double>& values) {
  return doubles(l.of, values.data(), {static_cast<py::ssize_t>(values.size())},
                 {static_cast<py::ssize_t>(sizeof(double))});
}

auto of_runs(std::vector<double> Ladder::*member) {
  return [member](const LadderOf& l) { return vector_of(l, l.ladder().ladder.*member); };
}

py::dict by_parameter(const LawParameters& values) {
  py::dict all;
  for (std::size_t i = 0; i < law_parameters; ++i)
    all[py::str(std::string(law_parameter_names[i]))] = values[i];
  return all;
}

py::dict intervals(const FormOf& f) {
  py::dict all;
  for (std::size_t i = 0; i < law_parameters; ++i) {
    const FitInterval& b = f.form().intervals[i];
    all[py::str(std::string(law_parameter_names[i]))] = py::make_tuple(b.p05, b.p95);
  }
  return all;
}

// A column a parameter, without a copy.
py::dict resampled(const FormOf& f) {
  const std::vector<LadderLaw>& laws = f.form().resampled;
  const Owner owner = f.of.of;
  py::dict all;
  all["E"] = column(owner, laws, &LadderLaw::E);
  all["A"] = column(owner, laws, &LadderLaw::A);
  all["B"] = column(owner, laws, &LadderLaw::B);
  all["alpha"] = column(owner, laws, &LadderLaw::alpha);
  all["beta"] = column(owner, laws, &LadderLaw::beta);
  all["k"] = column(owner, laws, &LadderLaw::k);
  return all;
}

using Doubles = py::array_t<double, py::array::c_style | py::array::forcecast>;

py::object law_loss(const FormOf& f, const Doubles& parameters, const Doubles& tokens) {
  const LadderLaw law = f.form().law;
  return py::vectorize([law](double n, double d) { return loss(law, n, d); })(parameters, tokens);
}

py::object law_compute(const FormOf& f, const Doubles& losses) {
  const LadderLaw law = f.form().law;
  return py::vectorize([law](double l) { return compute_for(law, l); })(losses);
}

py::dict law_optimum(const FormOf& f, const Doubles& flops) {
  const LadderLaw law = f.form().law;
  const auto of = [&](double laws::Allocation::*member) {
    return py::vectorize([law, member](double c) { return optimum(law, c).*member; })(flops);
  };
  py::dict all;
  all["parameters"] = of(&laws::Allocation::parameters);
  all["tokens"] = of(&laws::Allocation::tokens);
  all["loss"] = of(&laws::Allocation::loss);
  return all;
}

std::string words(const FormOf& f) {
  const LadderLaw& l = f.form().law;
  return fmt::format("<{}: E {:.4g}, A {:.4g}, B {:.5g}, alpha {:.4g}, beta {:.4g}, k {:.4g}>",
                     name(l.form), l.E, l.A, l.B, l.alpha, l.beta, l.k);
}

FormOf form_named(const LadderOf& l, const std::string& asked) {
  std::string known;
  for (std::size_t i = 0; i < l.ladder().forms.size(); ++i) {
    const std::string one = name_text(l.ladder().forms[i].law.form);
    if (one == asked) return {l, i};
    known += (i > 0 ? ", " : "") + one;
  }
  throw InputError(fmt::format("form is '{}': needs one of {}", asked, known));
}

py::dict minima(const LadderOf& l) {
  const std::vector<IsoflopMinimum>& rows = l.ladder().minima;
  py::dict all;
  all["budget"] = column(l.of, rows, &IsoflopMinimum::budget);
  all["parameters"] = column(l.of, rows, &IsoflopMinimum::parameters);
  all["tokens"] = column(l.of, rows, &IsoflopMinimum::tokens);
  all["loss"] = column(l.of, rows, &IsoflopMinimum::loss);
  return all;
}

py::list allocation(const LadderOf& l) {
  py::list all;
  for (const AllocationRow& r : l.ladder().allocation) {
    py::dict d;
    d["method"] = r.method;
    d["budgets"] = r.budgets;
    d["exponent"] = r.exponent;
    d["error"] = r.error;
    all.append(d);
  }
  return all;
}

void bind_form(py::module_& m) {
  py::class_<FormOf>(m, "FittedForm", "A law L = E + (A/N^alpha + B/D^beta)^k fitted to runs.")
      .def_property_readonly(
          "form", [](const FormOf& f) { return name_text(f.form().law.form); },
          "'additive' (k = 1), 'coupled' (k free) or 'tied' (alpha = beta).")
      .def_property_readonly(
          "parameters", [](const FormOf& f) { return by_parameter(parameters_of(f.form().law)); },
          "E in nats a token, A, B, alpha, beta, k; N in parameters, D in tokens.")
      .def_property_readonly("intervals", &intervals,
                             "5 and 95 % points of the resamples, by parameter.")
      .def_property_readonly(
          "deviations", [](const FormOf& f) { return by_parameter(f.form().deviations); },
          "Standard deviations of the resamples, by parameter.")
      .def_property_readonly(
          "objective", [](const FormOf& f) { return f.form().objective; },
          "Sum of Huber's losses of ln L, as papers state it.")
      .def_property_readonly(
          "n", [](const FormOf& f) { return f.form().n; }, "Runs.")
      .def_property_readonly(
          "exponent", [](const FormOf& f) { return allocation_exponent(f.form().law); },
          "a of N* ~ C^a.")
      .def_property_readonly(
          "log_error", [](const FormOf& f) { return f.form().log_error; },
          "Root mean square of ln L over all runs.")
      .def_property_readonly(
          "held_out_error", [](const FormOf& f) { return f.form().held_out_error; },
          "The same on the top budget, by a fit without it; 0: not held out.")
      .def_property_readonly(
          "weight", [](const FormOf& f) { return f.form().weight; }, "In the average of forms.")
      .def_property_readonly(
          "sound", [](const FormOf& f) { return sound(f.form()); },
          "Whether no bound of the search and no flat direction holds a parameter.")
      .def("resampled", &resampled, "Its parameters in each resample, a column each.")
      .def("loss", &law_loss, py::arg("parameters"), py::arg("tokens"),
           "Nats a token of a model of so many parameters and tokens; numbers or arrays.")
      .def("optimum", &law_optimum, py::arg("flops"),
           "The best split of FLOPs: parameters, tokens, loss; of a number or an array.")
      .def("compute_for", &law_compute, py::arg("loss"),
           "The least FLOPs that reach a loss, infinite where none do; of a number or an array.")
      .def("__repr__", &words);
}

void bind_ladder(py::module_& m) {
  py::class_<LadderOf>(m, "FittedLadder", "The runs of one recipe and the laws fitted to them.")
      .def_property_readonly(
          "recipe", [](const LadderOf& l) { return l.ladder().ladder.recipe; },
          "Its name; '' where there is one alone.")
      .def_property_readonly("parameters", of_runs(&Ladder::parameters), "Of each run.")
      .def_property_readonly("tokens", of_runs(&Ladder::tokens), "Of each run.")
      .def_property_readonly("flops", of_runs(&Ladder::flops), "Of each run.")
      .def_property_readonly("loss", of_runs(&Ladder::loss), "Of each run, nats a token.")
      .def_property_readonly("budget", of_runs(&Ladder::budget), "FLOPs of the rung of each run.")
      .def("form", &form_named, py::arg("name"), "'additive', 'coupled' or 'tied'.")
      .def_property_readonly(
          "forms",
          [](const LadderOf& l) {
            std::vector<FormOf> all;
            for (std::size_t i = 0; i < l.ladder().forms.size(); ++i) all.push_back({l, i});
            return all;
          },
          "Every form that was fitted.")
      .def("minima", &minima,
           "The best size of each budget without a law: budget in FLOPs, parameters, tokens, loss.")
      .def_property_readonly("allocation", &allocation,
                             "Exponents of N* ~ C^a by method, with their standard errors.")
      .def("__repr__", [](const LadderOf& l) {
        return fmt::format("<ladder {}: {} runs>", l.ladder().ladder.recipe,
                           l.ladder().ladder.size());
      });
}

}  // namespace

void bind_fitted(py::module_& m) {
  bind_form(m);
  bind_ladder(m);
}

}  // namespace tenfold::python
