#include "fit/ladder_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "base/quantile.h"

namespace tenfold {
namespace {

using Laws = std::vector<LadderLaw>;

template <class Of>
std::vector<double> each(const Laws& laws, const Of& of) {
  std::vector<double> values;
  for (const LadderLaw& law : laws) values.push_back(of(law));
  return values;
}

FitInterval interval(const std::vector<double>& values, double without) {
  if (values.empty()) return {without, without};
  return {quantile_of(values, 0.05), quantile_of(values, 0.95)};
}

double deviation(const std::vector<double>& values) {
  double mean = 0, squares = 0;
  const double n = static_cast<double>(values.size());
  for (const double v : values) mean += v / n;
  for (const double v : values) squares += (v - mean) * (v - mean) / n;
  return std::sqrt(squares);
}

// Warnings of the report are made of these.
void add_faults(FittedForm& f, const Ladder& ladder, const LadderFit& fit, const LadderLoss& loss) {
  f.at_bounds = at_bounds(ladder, fit, loss);
  const std::array<bool, law_parameters> free{true,
                                              true,
                                              true,
                                              true,
                                              fit.law.form != LadderForm::tied,
                                              fit.law.form == LadderForm::coupled};
  for (std::size_t p = 0; p < law_parameters; ++p)
    if (free[p] && f.intervals[p].p05 == f.intervals[p].p95)
      f.fixed.emplace_back(law_parameter_names[p]);
}

FittedForm form_of(const Ladder& ladder, const LadderFit& fit, const Laws& resampled,
                   const HeldOutForm& held, const LadderLoss& loss) {
  FittedForm f{fit.law, fit.objective, fit.n, {}, {}, {}, {}, 0, 0, 0, {}, false, {}, {}};
  for (std::size_t p = 0; p < law_parameters; ++p) {
    const auto values = each(resampled, [p](const LadderLaw& l) { return parameters_of(l)[p]; });
    f.intervals[p] = interval(values, parameters_of(fit.law)[p]);
    const bool one_value = f.intervals[p].p05 == f.intervals[p].p95;
    f.deviations[p] = one_value ? 0 : deviation(values);
  }
  const LawErrors e = delta_errors(ladder, fit, loss);
  f.delta_errors = {e.E, e.A, e.B, e.alpha, e.beta, e.k};
  f.singular = e.singular;
  add_faults(f, ladder, fit, loss);
  f.exponent = interval(each(resampled, allocation_exponent), allocation_exponent(fit.law));
  f.log_error = log_error(ladder, fit.law);
  f.held_out_error = held.log_error;
  f.weight = held.weight;
  f.resampled = resampled;
  return f;
}

std::vector<AllocationRow> allocation_rows(const Ladder& ladder) {
  std::vector<AllocationRow> rows;
  for (const IsoflopCurve by : {IsoflopCurve::akima, IsoflopCurve::cubic, IsoflopCurve::parabola}) {
    const auto minima = isoflop_minima(ladder, by);
    if (const auto law = allocation_law(minima))
      rows.push_back({std::string(name(by)), minima.size(), law->exponent, law->exponent_error});
  }
  return rows;
}

double decades_beyond(const Ladder& ladder, double flops) {
  const std::vector<double> all = budgets(ladder);
  return std::max({0.0, std::log10(flops / all.back()), std::log10(all.front() / flops)});
}

// The seed moves the level; where the loss is least it does not tell.
OptimumRow optimum_row(const Ladder& ladder, const LadderFit& fit, const BootstrapFits& resampled,
                       std::size_t form, double flops) {
  OptimumRow row{
      flops, decades_beyond(ladder, flops), fit.law.form, told_optimum(fit.law, flops), {}, {}};
  const Laws& laws = resampled.laws[form];
  std::vector<double> parameters, losses;
  for (std::size_t r = 0; r < laws.size(); ++r)
    if (const auto at = told_optimum(laws[r], flops)) {
      parameters.push_back(at->parameters);
      losses.push_back(at->loss + resampled.seed_nats[r]);
    }
  if (!row.at || 2 * losses.size() < laws.size()) return row;
  row.parameters = interval(parameters, row.at->parameters);
  row.loss = interval(losses, row.at->loss);
  return row;
}

std::string of(const std::string& recipe) { return recipe.empty() ? "" : " of " + recipe; }

// Of each fault of a form a sentence.
std::vector<std::string> form_warnings(const std::string& recipe, const FittedForm& f) {
  const std::string who = fmt::format("{} form{}: ", name(f.law.form), of(recipe));
  std::vector<std::string> bounds, told;
  for (const BoundParameter& b : f.at_bounds)
    bounds.push_back(fmt::format("{} ({:.4g})", b.parameter, b.bound));
  if (!bounds.empty())
    told.push_back(fmt::format("{}{} at the bound of the search: the runs do not tell {}", who,
                               fmt::join(bounds, ", "), bounds.size() > 1 ? "them" : "it"));
  if (f.singular)
    told.push_back(who +
                   "the curvature is singular: the runs do not tell its parameters apart, "
                   "and there are no errors to first order");
  if (!f.fixed.empty())
    told.push_back(fmt::format("{}no resample moves {}: an interval of no width is not certainty",
                               who, fmt::join(f.fixed, ", ")));
  return told;
}

// An optimum that no model could have, or far from every run though its compute is in their range.
std::vector<std::string> optimum_warnings(const FittedLadder& l, LadderForm form) {
  constexpr double far = 10;
  const auto [low, high] =
      std::minmax_element(l.ladder.parameters.begin(), l.ladder.parameters.end());
  std::vector<std::string> none, off, told;
  for (const OptimumRow& o : l.optima) {
    if (o.form != form) continue;
    const std::string flops = fmt::format("{:.3g}", o.flops);
    if (!o.at)
      none.push_back(flops);
    else if (o.decades_beyond <= 0 &&
             (o.at->parameters < *low / far || o.at->parameters > *high * far))
      off.push_back(flops);
  }
  const std::string who = fmt::format("{} form{}: ", name(form), of(l.ladder.recipe));
  if (!none.empty())
    told.push_back(fmt::format("{}no optimum that a model could have at {} FLOPs", who,
                               fmt::join(none, ", ")));
  if (!off.empty())
    told.push_back(fmt::format("{}N* at {} FLOPs lies more than {} times outside the runs' sizes",
                               who, fmt::join(off, ", "), far));
  return told;
}

// Correlation of ln N and ln D.
double size_token_correlation(const Ladder& ladder) {
  const LogRuns runs = log_runs(ladder, {});
  double nn = 0, dd = 0, nd = 0;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    nn += runs.n[i] * runs.n[i];
    dd += runs.d[i] * runs.d[i];
    nd += runs.n[i] * runs.d[i];
  }
  return nn > 0 && dd > 0 ? nd / std::sqrt(nn * dd) : 1;
}

std::vector<std::string> ladder_warnings(const FittedLadder& l) {
  constexpr double together = 0.999;
  const std::string& recipe = l.ladder.recipe;
  std::vector<std::string> told;
  const auto [low, high] = std::minmax_element(l.ladder.loss.begin(), l.ladder.loss.end());
  if (*low == *high)
    told.push_back(
        fmt::format("the runs{} have one loss all: there is no law to find", of(recipe)));
  if (std::abs(size_token_correlation(l.ladder)) > together)
    told.push_back(
        fmt::format("sizes and tokens of the runs{} move together: runs off the best "
                    "size would tell alpha from beta",
                    of(recipe)));
  for (const FittedForm& f : l.forms) {
    for (std::string& text : form_warnings(recipe, f)) told.push_back(std::move(text));
    for (std::string& text : optimum_warnings(l, f.law.form)) told.push_back(std::move(text));
  }
  return told;
}

// Of a thousand or more either way, by every form that tells one.
bool vast(const RecipeGain& g) {
  return !g.forms.empty() && std::all_of(g.forms.begin(), g.forms.end(), [](const auto& f) {
    return std::abs(std::log10(f.point)) > 3;
  });
}

// A gain that no two recipes show is mostly one of two yardsticks.
std::vector<std::string> gain_warnings(const GainTable& t) {
  const bool doubtful = std::any_of(t.gains.begin(), t.gains.end(), [](const FittedGain& g) {
    return vast(g.gain) || std::any_of(g.untold.begin(), g.untold.end(), [](const UntoldForm& u) {
             return u.why != Untold::no_optimum;
           });
  });
  if (!doubtful) return {};
  return {
      fmt::format("{} against {}: a level that a recipe never reaches, or a gain above a "
                  "thousand, is mostly another unit (bits against nats), tokenizer or "
                  "evaluation set",
                  t.challenger, t.baseline)};
}

std::vector<std::string> warnings_of(const FitReport& r) {
  std::vector<std::string> all;
  for (const GainTable& t : r.gains)
    for (std::string& text : gain_warnings(t)) all.push_back(std::move(text));
  for (const FittedLadder& l : r.ladders)
    for (std::string& text : ladder_warnings(l)) all.push_back(std::move(text));
  return all;
}

// The weights are of the additive and the coupled form; the tied one is told, not averaged.
std::vector<HeldOutForm> held_out_of(const Ladder& ladder, const std::vector<LadderForm>& forms,
                                     const LadderFitOptions& o) {
  std::vector<HeldOutForm> held = held_out_weights({ladder}, {forms[0], forms[1]}, o);
  for (std::size_t f = 2; f < forms.size(); ++f) {
    held.push_back(held_out_weights({ladder}, {forms[f]}, o).front());
    held.back().weight = 0;
  }
  return held;
}

std::vector<double> asked(const std::vector<Ladder>& ladders, const FitReportOptions& o) {
  if (!o.at.empty()) return o.at;
  const double top = budgets(ladders.front()).back();
  return {top, 10 * top};
}

FittedLadder fitted_ladder(const Ladder& ladder, const std::vector<LadderFit>& fits,
                           const BootstrapFits& resampled, const std::vector<HeldOutForm>& held,
                           const std::vector<double>& at, const LadderLoss& loss) {
  FittedLadder told{
      ladder, {}, isoflop_minima(ladder, IsoflopCurve::akima), allocation_rows(ladder), {}};
  for (std::size_t f = 0; f < fits.size(); ++f)
    told.forms.push_back(form_of(ladder, fits[f], resampled.laws[f], held[f], loss));
  for (const double flops : at)
    for (std::size_t f = 0; f < fits.size(); ++f)
      told.optima.push_back(optimum_row(ladder, fits[f], resampled, f, flops));
  return told;
}

}  // namespace

FitReport fit_report(const std::vector<Ladder>& ladders, const FitReportOptions& o) {
  const LadderFitOptions& how = o.gain.fit;
  std::vector<LadderForm> forms{LadderForm::additive, LadderForm::coupled};
  if (o.tied) forms.push_back(LadderForm::tied);
  std::vector<std::vector<LadderFit>> fits;
  for (const Ladder& ladder : ladders) {
    fits.emplace_back();
    for (const LadderForm form : forms) fits.back().push_back(fitted_law(ladder, form, how));
  }
  const auto resampled = bootstrap(ladders, fits, how.loss, o.gain.bootstrap);
  const std::vector<double> at = asked(ladders, o);
  FitReport report{{},
                   {},
                   std::string(name(o.gain.bootstrap.by)),
                   o.gain.bootstrap.replicates,
                   o.gain.bootstrap.seed,
                   how.loss.delta,
                   o.gain.most_decades,
                   {},
                   o.gain.bootstrap.seed_noise,
                   {}};
  for (std::size_t l = 0; l < ladders.size(); ++l)
    report.ladders.push_back(fitted_ladder(ladders[l], fits[l], resampled[l],
                                           held_out_of(ladders[l], forms, how), at, how.loss));
  const bool paired = resample_plan(ladders, o.gain.bootstrap.by).paired;
  for (std::size_t l = 1; l < ladders.size(); ++l) {
    const std::vector<Ladder> two{ladders[0], ladders[l]};
    const FittedPair pair{two,
                          {fits[0], fits[l]},
                          {resampled[0], resampled[l]},
                          held_out_weights(two, {forms[0], forms[1]}, how)};
    report.gains.push_back({ladders[0].recipe, ladders[l].recipe, paired, {}});
    for (const double flops : at)
      report.gains.back().gains.push_back(gain_at(pair, flops, o.gain.most_decades));
  }
  report.warnings = warnings_of(report);
  return report;
}

}  // namespace tenfold
