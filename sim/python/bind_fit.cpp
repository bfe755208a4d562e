// fit: scaling laws of tables or arrays of runs, and the gain of one recipe over another.
#include <fmt/format.h>
#include <pybind11/stl.h>

#include <cmath>

#include "base/error.h"
#include "io/fit_json.h"
#include "python/arrays.h"
#include "python/bindings.h"
#include "python/call.h"
#include "python/fitted.h"
#include "report/fit.h"
#include "verbs/fit.h"

namespace tenfold::python {
namespace {

using Columns = std::map<std::string, std::string>;
using Numbers = std::map<std::string, std::vector<double>>;

// Of Python's keyword arguments; a name that is not there stays as it is.
template <class T>
void take(const py::dict& from, const char* key, T& to) {
  if (from.contains(key)) to = from[key].cast<T>();
}

verbs::FitQuestion question_of(const py::dict& how) {
  verbs::FitQuestion q;
  take(how, "at", q.at);
  take(how, "delta", q.delta);
  take(how, "starts", q.starts);
  take(how, "bootstrap", q.replicates);
  take(how, "threads", q.threads);
  take(how, "seed", q.seed);
  take(how, "seed_noise", q.seed_noise);
  take(how, "by_budget", q.by_budget);
  take(how, "tied", q.tied);
  const bool sound = q.starts >= 1 && q.replicates >= 20 && q.delta >= 1e-9 && q.seed_noise >= 0;
  if (!sound)
    throw InputError("fit: needs starts of 1 or more, bootstrap of 20 or more, delta above 0");
  for (const double at : q.at)
    if (!(at > 0) || !std::isfinite(at)) throw InputError("fit: `at` needs FLOPs above 0");
  return q;
}

io::LadderSelection selection_of(const py::dict& how) {
  io::LadderSelection s;
  take(how, "parameters", s.columns.parameters);
  take(how, "tokens", s.columns.tokens);
  take(how, "flops", s.columns.flops);
  take(how, "loss", s.columns.loss);
  take(how, "budget", s.columns.budget);
  take(how, "recipe", s.columns.recipe);
  take(how, "where", s.where);
  take(how, "exclude", s.exclude);
  take(how, "drop_highest_losses", s.drop_highest);
  return s;
}

const std::vector<double>* find(const Numbers& columns, const std::string& name) {
  const auto found = columns.find(name);
  return found == columns.end() ? nullptr : &found->second;
}

const std::vector<double>& needed(const Numbers& columns, const std::string& name) {
  if (const auto* values = find(columns, name)) return *values;
  throw InputError(fmt::format("fit: needs a column '{}'", name));
}

void check_column(const std::string& name, const std::vector<double>& values, std::size_t runs) {
  if (values.size() != runs)
    throw InputError(
        fmt::format("fit: '{}' has {} numbers, 'loss' has {}", name, values.size(), runs));
  for (const double v : values)
    if (!(v > 0) || !std::isfinite(v))
      throw InputError(fmt::format("fit: '{}' holds {}: needs numbers above zero", name, v));
}

// Tokens are C / 6N where FLOPs are given, FLOPs 6 N D where tokens are.
Ladder ladder_of(const std::string& recipe, const Numbers& columns) {
  Ladder l;
  l.recipe = recipe;
  l.parameters = needed(columns, "parameters");
  l.loss = needed(columns, "loss");
  for (const auto& [name, values] : columns) check_column(name, values, l.loss.size());
  const auto *tokens = find(columns, "tokens"), *flops = find(columns, "flops");
  if (!tokens && !flops) throw InputError("fit: needs a column 'tokens' or 'flops'");
  for (std::size_t i = 0; i < l.size(); ++i) {
    l.tokens.push_back(tokens ? (*tokens)[i] : (*flops)[i] / (6 * l.parameters[i]));
    l.flops.push_back(flops ? (*flops)[i] : 6 * l.parameters[i] * (*tokens)[i]);
  }
  if (const auto* budget = find(columns, "budget")) {
    l.budget = *budget;
  } else {
    Rungs rungs = rungs_of(l.flops);
    l.budget = std::move(rungs.budget);
    l.isoflop = rungs.isoflop;
  }
  return l;
}

verbs::LoadedLadders from_arrays(const std::vector<std::pair<std::string, Numbers>>& given) {
  verbs::LoadedLadders all;
  for (const auto& [recipe, columns] : given) all.ladders.push_back(ladder_of(recipe, columns));
  verbs::check_sizes(all.ladders, "fit");
  return all;
}

FittedPtr fitted(const verbs::LoadedLadders& runs, const py::dict& how,
                 const py::object& listener) {
  const verbs::FitQuestion asked = question_of(how);
  FitReport r = watched(listener, [&](const Tell& tell) {
    verbs::FitQuestion q = asked;
    q.progress = tell;
    return verbs::fitted(runs, q);
  });
  return std::make_shared<const Fitted>(Fitted{std::move(r), runs.files});
}

py::object gain_dict(const std::optional<GainUnderForm>& g) {
  if (!g) return py::none();
  py::dict d;
  d["form"] = g->form;
  d["point"] = g->point;
  d["median"] = g->median;
  d["p05"] = g->p05;
  d["p95"] = g->p95;
  d["weight"] = g->weight;
  return d;
}

py::dict gain_row(const GainTable& table, const FittedGain& g) {
  py::dict d, forms;
  d["baseline"] = table.baseline;
  d["challenger"] = table.challenger;
  d["at"] = g.gain.baseline_compute;
  d["level"] = g.gain.level;
  d["decades_beyond"] = g.gain.decades_beyond;
  d["form_dependent"] = g.gain.form_dependent;
  for (const GainUnderForm& f : g.gain.forms) forms[py::str(f.form)] = gain_dict(f);
  for (const UntoldForm& u : g.untold) forms[py::str(u.form)] = py::none();
  d["forms"] = forms;
  d["interpolated"] = gain_dict(g.gain.interpolated);
  d["averaged"] = gain_dict(g.gain.averaged);
  return d;
}

py::list gains(const Fitted& f) {
  py::list all;
  for (const GainTable& table : f.report.gains)
    for (const FittedGain& g : table.gains) all.append(gain_row(table, g));
  return all;
}

std::vector<LadderOf> ladders(const FittedPtr& f) {
  std::vector<LadderOf> all;
  for (std::size_t i = 0; i < f->report.ladders.size(); ++i) all.push_back({f, i});
  return all;
}

}  // namespace

void bind_fit(py::module_& m) {
  py::class_<Fitted, std::shared_ptr<Fitted>>(
      m, "Fit", "Scaling laws fitted to ladders of runs, and the gain of one over another.")
      .def_property_readonly(
          "ladders", [](const std::shared_ptr<Fitted>& f) { return ladders(f); },
          "One a recipe, in the table's order.")
      .def_property_readonly("gains", &gains,
                             "Compute of the baseline over that of the challenger at equal loss, "
                             "by form; `averaged` is None where the forms disagree far beyond the "
                             "runs.")
      .def_property_readonly(
          "notes", [](const Fitted& f) { return f.report.notes; },
          "Columns that were guessed, rows that were left out.")
      .def_property_readonly(
          "warnings", [](const Fitted& f) { return f.report.warnings; },
          "What makes the fit less than it looks.")
      .def(
          "to_json", [](const Fitted& f) { return io::fit_json(f.files, f.report); },
          "As `tenfold fit --json` prints it.")
      .def(
          "to_html", [](const Fitted& f) { return report::fit_html(f.report); },
          "The page of `tenfold fit --html`, as a text.")
      .def(
          "to_markdown", [](const Fitted& f) { return report::fit_markdown(f.report); },
          "The report as Markdown.")
      .def("__str__", [](const Fitted& f) { return report::fit_text(f.report); });
  m.def("fit_tables", [](const std::vector<std::string>& tables, const py::dict& how,
                         const py::object& listener) {
    const auto runs = verbs::load_ladders(tables, selection_of(how));
    return std::const_pointer_cast<Fitted>(fitted(runs, how, listener));
  });
  m.def("fit_arrays", [](const std::vector<std::pair<std::string, Numbers>>& given,
                         const py::dict& how, const py::object& listener) {
    return std::const_pointer_cast<Fitted>(fitted(from_arrays(given), how, listener));
  });
}

}  // namespace tenfold::python
