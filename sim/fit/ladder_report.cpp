#include "fit/ladder_report.h"

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

FittedForm form_of(const Ladder& ladder, const LadderFit& fit, const Laws& resampled,
                   const HeldOutForm& held, const LadderLoss& loss) {
  FittedForm f{fit.law, fit.objective, fit.n, {}, {}, {}, {}, 0, 0, 0};
  for (std::size_t p = 0; p < law_parameters; ++p) {
    const auto values = each(resampled, [p](const LadderLaw& l) { return parameters_of(l)[p]; });
    f.intervals[p] = interval(values, parameters_of(fit.law)[p]);
    const bool one_value = f.intervals[p].p05 == f.intervals[p].p95;
    f.deviations[p] = one_value ? 0 : deviation(values);
  }
  const LawErrors e = delta_errors(ladder, fit, loss);
  f.delta_errors = {e.E, e.A, e.B, e.alpha, e.beta, e.k};
  f.exponent = interval(each(resampled, allocation_exponent), allocation_exponent(fit.law));
  f.log_error = log_error(ladder, fit.law);
  f.held_out_error = held.log_error;
  f.weight = held.weight;
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

OptimumRow optimum_row(const Ladder& ladder, const LadderLaw& law, const Laws& resampled,
                       double flops) {
  OptimumRow row{flops, decades_beyond(ladder, flops), law.form, optimum(law, flops), {}, {}};
  row.parameters = interval(
      each(resampled, [flops](const LadderLaw& l) { return optimum(l, flops).parameters; }),
      row.at.parameters);
  row.loss = interval(
      each(resampled, [flops](const LadderLaw& l) { return optimum(l, flops).loss; }), row.at.loss);
  return row;
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
      told.optima.push_back(optimum_row(ladder, fits[f].law, resampled.laws[f], flops));
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
  return report;
}

}  // namespace tenfold
