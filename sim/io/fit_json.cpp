#include "io/fit_json.h"

#include <fmt/format.h>

#include <cmath>

#include "io/csv.h"

namespace tenfold::io {
namespace {

Json pair_of(const FitInterval& i) { return {number(i.p05), number(i.p95)}; }

template <class Of>
Json by_parameter(const Of& of) {
  Json j = Json::object();
  for (std::size_t p = 0; p < law_parameters; ++p) j[std::string(law_parameter_names[p])] = of(p);
  return j;
}

Json bounds_of(const FittedForm& f) {
  Json all = Json::array();
  for (const BoundParameter& b : f.at_bounds)
    all.push_back({{"parameter", b.parameter}, {"bound", b.bound}});
  return all;
}

Json fit_of(const std::string& recipe, const FittedForm& f) {
  return {{"recipe", recipe},
          {"form", name(f.law.form)},
          {"parameters", by_parameter([&](std::size_t p) { return parameters_of(f.law)[p]; })},
          {"objective", number(f.objective)},
          {"intervals", by_parameter([&](std::size_t p) { return pair_of(f.intervals[p]); })},
          {"deviations", by_parameter([&](std::size_t p) { return number(f.deviations[p]); })},
          {"delta_errors", by_parameter([&](std::size_t p) { return number(f.delta_errors[p]); })},
          {"n", f.n},
          {"allocation_exponent", number(allocation_exponent(f.law))},
          {"allocation_exponent_interval", pair_of(f.exponent)},
          {"log_error", number(f.log_error)},
          {"held_out_log_error", f.held_out_error > 0 ? Json(f.held_out_error) : Json()},
          {"weight", f.weight},
          {"at_bounds", bounds_of(f)},
          {"singular", f.singular},
          {"unmoved", f.fixed}};
}

Json optimum_json(const std::string& recipe, const OptimumRow& o) {
  return {{"recipe", recipe},
          {"form", name(o.form)},
          {"flops", o.flops},
          {"decades_beyond", o.decades_beyond},
          {"parameters", o.at ? number(o.at->parameters) : Json()},
          {"parameters_interval", o.parameters ? pair_of(*o.parameters) : Json()},
          {"tokens", o.at ? number(o.at->tokens) : Json()},
          {"loss", o.at ? number(o.at->loss) : Json()},
          {"loss_interval", o.loss ? pair_of(*o.loss) : Json()}};
}

Json isoflop_json(const FittedLadder& l) {
  Json minima = Json::array(), allocation = Json::array();
  for (const IsoflopMinimum& m : l.minima)
    minima.push_back({{"budget", m.budget},
                      {"parameters", m.parameters},
                      {"tokens", m.tokens},
                      {"loss", m.loss}});
  for (const AllocationRow& a : l.allocation)
    allocation.push_back({{"method", a.method},
                          {"budgets", a.budgets},
                          {"exponent", a.exponent},
                          {"error", a.error}});
  return {{"recipe", l.ladder.recipe}, {"minima", minima}, {"allocation", allocation}};
}

Json under_form(const GainUnderForm& g) {
  const auto told = [](double gain) { return reached(gain) ? number(gain) : Json(); };
  return {{"form", g.form},     {"gain", told(g.point)}, {"median", told(g.median)},
          {"p05", told(g.p05)}, {"p95", told(g.p95)},    {"weight", g.weight},
          {"untold", Json()}};
}

Json untold_form(const UntoldForm& u) {
  return {{"form", u.form}, {"gain", Json()},     {"median", Json()},     {"p05", Json()},
          {"p95", Json()},  {"weight", u.weight}, {"untold", name(u.why)}};
}

Json gain_json(const GainTable& t, const FittedGain& fitted) {
  const RecipeGain& g = fitted.gain;
  Json forms = Json::array();
  for (const GainUnderForm& f : g.forms) forms.push_back(under_form(f));
  for (const UntoldForm& u : fitted.untold) forms.push_back(untold_form(u));
  return {{"baseline", t.baseline},
          {"challenger", t.challenger},
          {"baseline_flops", g.baseline_compute},
          {"level", g.level > 0 ? number(g.level) : Json()},
          {"decades_beyond", g.decades_beyond},
          {"form_dependent", g.form_dependent},
          {"forms", forms},
          {"interpolated", g.interpolated ? under_form(*g.interpolated) : Json()},
          {"averaged", g.averaged ? under_form(*g.averaged) : Json()}};
}

}  // namespace

std::string fit_json(const std::vector<InputFile>& files, const FitReport& r) {
  Json fits = Json::array(), isoflop = Json::array(), optima = Json::array(), gains = Json::array();
  for (const FittedLadder& l : r.ladders) {
    for (const FittedForm& f : l.forms) fits.push_back(fit_of(l.ladder.recipe, f));
    for (const OptimumRow& o : l.optima) optima.push_back(optimum_json(l.ladder.recipe, o));
    isoflop.push_back(isoflop_json(l));
  }
  for (const GainTable& t : r.gains)
    for (const FittedGain& g : t.gains) gains.push_back(gain_json(t, g));
  std::vector<Warning> warnings;
  for (const std::string& note : r.notes)
    warnings.push_back({"columns-and-rows", {files.front().path, 0, 0, note}, ""});
  for (const std::string& text : r.warnings)
    warnings.push_back({"degenerate-fit", {files.front().path, 0, 0, text}, ""});
  const Json result{{"fits", fits},
                    {"interval_level", 0.9},
                    {"huber_delta", r.delta},
                    {"bootstrap",
                     {{"replicates", r.replicates},
                      {"by", r.resampled},
                      {"seed", r.seed},
                      {"seed_noise", r.seed_noise}}},
                    {"isoflop", isoflop},
                    {"optima", optima},
                    {"gains", gains},
                    {"most_decades_averaged", r.most_decades}};
  return envelope_text("fit/1", files, "6nd", result, warnings);
}

std::string fit_csv(const FitReport& r) {
  std::vector<std::string> heading{"recipe", "parameters", "tokens", "flops", "budget", "loss"};
  for (const FittedForm& f : r.ladders.front().forms)
    for (const char* what : {"loss_", "log_residual_"})
      heading.push_back(what + std::string(name(f.law.form)));
  std::string text = csv_line(heading);
  const auto cell = [](double x) { return fmt::format("{}", x); };
  for (const FittedLadder& l : r.ladders)
    for (std::size_t i = 0; i < l.ladder.size(); ++i) {
      const Ladder& runs = l.ladder;
      std::vector<std::string> cells{runs.recipe,          cell(runs.parameters[i]),
                                     cell(runs.tokens[i]), cell(runs.flops[i]),
                                     cell(runs.budget[i]), cell(runs.loss[i])};
      for (const FittedForm& f : l.forms) {
        const double told = loss(f.law, runs.parameters[i], runs.tokens[i]);
        cells.push_back(cell(told));
        cells.push_back(cell(std::log(runs.loss[i] / told)));
      }
      text += csv_line(cells);
    }
  return text;
}

}  // namespace tenfold::io
