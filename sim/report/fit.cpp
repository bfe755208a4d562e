#include "report/fit.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/digits.h"
#include "report/fit_parts.h"
#include "report/table.h"

namespace tenfold::report {
namespace {

std::string number(double value) { return without_zeros(significant(value, 5)); }

std::string interval(double low, double high, int digits) {
  return fmt::format("[{}, {}]", without_zeros(significant(low, digits)),
                     without_zeros(significant(high, digits)));
}

std::string percent(double log_error) { return fmt::format("{:.2f} %", 100 * log_error); }

// " of nemotron"; nothing where the table has one recipe.
std::string of(const std::string& recipe) { return recipe.empty() ? "" : " of " + recipe; }

std::string beyond_words(double decades) {
  return decades > 0 ? fmt::format("{:.1f} decades beyond", decades) : std::string("in range");
}

Grid parameter_grid(const FittedLadder& l) {
  Grid grid{{""}, {}, {}};
  for (const FittedForm& f : l.forms) {
    grid.heading.emplace_back(name(f.law.form));
    grid.heading.emplace_back("90 % interval");
  }
  for (std::size_t p = 0; p < law_parameters; ++p) {
    std::vector<std::string> cells{std::string(law_parameter_names[p])};
    for (const FittedForm& f : l.forms) {
      const bool held = f.intervals[p].p05 == f.intervals[p].p95;
      cells.push_back(number(parameters_of(f.law)[p]));
      cells.push_back(held ? "" : interval(f.intervals[p].p05, f.intervals[p].p95, 3));
    }
    grid.rows.push_back(cells);
  }
  std::vector<std::string> exponent{"a of N* ~ C^a"};
  for (const FittedForm& f : l.forms) {
    exponent.push_back(number(allocation_exponent(f.law)));
    exponent.push_back(interval(f.exponent.p05, f.exponent.p95, 3));
  }
  grid.rows.push_back(exponent);
  return grid;
}

Grid form_grid(const FittedLadder& l) {
  Grid grid{{"form", "objective", "residual", "held out", "weight"}, {}, {}};
  for (const FittedForm& f : l.forms)
    grid.rows.push_back({std::string(name(f.law.form)), significant(f.objective, 6),
                         percent(f.log_error),
                         f.held_out_error > 0 ? percent(f.held_out_error) : "-",
                         f.weight > 0 ? fmt::format("{:.2f}", f.weight) : "0"});
  return grid;
}

std::string loss_interval(const OptimumRow& o) {
  return o.loss ? interval(o.loss->p05, o.loss->p95, 4) : "none";
}

// Where errors to first order and those of the resamples part by more than half.
Paragraph delta_check(const FittedLadder& l) {
  std::string apart;
  if (!std::all_of(l.forms.begin(), l.forms.end(), sound))
    return {"",
            "Standard errors to first order and the intervals are not to be relied on where a "
            "warning names the form.",
            0};
  for (const FittedForm& f : l.forms)
    for (std::size_t p = 0; p < law_parameters; ++p) {
      const double first = f.delta_errors[p], resampled = f.deviations[p];
      if (first <= 0 || resampled <= 0) continue;
      if (first > 1.5 * resampled || resampled > 1.5 * first)
        apart +=
            fmt::format("{}{} {}: {} against {}", apart.empty() ? "" : "; ", name(f.law.form),
                        law_parameter_names[p], significant(first, 2), significant(resampled, 2));
    }
  return {"",
          apart.empty() ? "Standard errors to first order and those of the resamples agree "
                          "within half."
                        : "Standard errors to first order part from those of the resamples "
                          "by more than half, so take the intervals: " +
                              apart + ".",
          0};
}

Section law_section(const FittedLadder& l) {
  const std::vector<double> all = budgets(l.ladder);
  Section s{fmt::format("LAW{}", of(l.ladder.recipe)),
            fmt::format("{} runs, {} {}, {} to {} FLOPs", l.ladder.size(), all.size(),
                        l.ladder.isoflop ? "budgets" : "half-decades of compute",
                        significant(all.front(), 2), significant(all.back(), 2)),
            {parameter_grid(l), form_grid(l), delta_check(l)}};
  return s;
}

Section isoflop_section(const FittedLadder& l) {
  Grid minima{{"budget, FLOPs", "best size", "tokens", "loss"}, {}, {}};
  for (const IsoflopMinimum& m : l.minima)
    minima.rows.push_back({significant(m.budget, 2), with_suffix(m.parameters),
                           with_suffix(m.tokens), significant(m.loss, 4)});
  Grid allocation{{"a of N* ~ C^a by", "budgets", "a", "standard error"}, {}, {}};
  for (const AllocationRow& a : l.allocation)
    allocation.rows.push_back({a.method, fmt::format("{}", a.budgets),
                               fmt::format("{:.3f}", a.exponent), fmt::format("{:.3f}", a.error)});
  Section s{fmt::format("MINIMA{}", of(l.ladder.recipe)), "of each budget, without a law", {}};
  if (l.minima.empty())
    s.parts.emplace_back(Paragraph{
        "",
        l.ladder.isoflop
            ? "No budget has four sizes with the least loss between them."
            : "The runs do not stand at common budgets, so there are no minima to read off.",
        0});
  if (!l.minima.empty()) s.parts.emplace_back(minima);
  if (!l.allocation.empty()) s.parts.emplace_back(allocation);
  return s;
}

Section optimum_section(const FittedLadder& l, double most_decades) {
  Grid grid{{"compute, FLOPs", "form", "N*", "D*", "L*", "90 % of L*"}, {}, {}};
  bool dependent = false;
  for (const OptimumRow& o : l.optima) {
    grid.rows.push_back(
        {fmt::format("{}, {}", significant(o.flops, 3), beyond_words(o.decades_beyond)),
         std::string(name(o.form)), o.at ? with_suffix(o.at->parameters) : "none",
         o.at ? with_suffix(o.at->tokens) : "none", o.at ? significant(o.at->loss, 4) : "none",
         loss_interval(o)});
    dependent = dependent || o.decades_beyond > most_decades;
  }
  Section s{fmt::format("OPTIMUM{}", of(l.ladder.recipe)), "", {grid}};
  if (dependent)
    s.parts.emplace_back(Paragraph{
        "",
        fmt::format("More than {} decades beyond the runs the answer is form-dependent: the "
                    "interval of one form does not hold what another says.",
                    without_zeros(significant(most_decades, 2))),
        0});
  return s;
}

std::string ratio(double gain) { return significant(gain, 3) + " x"; }

std::string end(double gain) {
  if (reached(gain)) return without_zeros(significant(gain, 3));
  return gain < 1 ? "never" : "any compute";
}

std::string words(Untold why) {
  switch (why) {
    case Untold::never:
      return "never reaches it";
    case Untold::any_compute:
      return "reaches it at any compute";
    case Untold::no_optimum:
      break;
  }
  return "no optimum to compare at";
}

std::vector<std::string> gain_cells(const std::string& what, const GainUnderForm& g) {
  return {what, ratio(g.point), fmt::format("[{}, {}]", end(g.p05), end(g.p95)),
          g.weight > 0 ? fmt::format("{:.2f}", g.weight) : ""};
}

void add_gain(Section& s, const FittedGain& fitted, double most_decades) {
  const RecipeGain& g = fitted.gain;
  Grid grid{{fmt::format("at {} FLOPs, {}", significant(g.baseline_compute, 3),
                         beyond_words(g.decades_beyond)),
             "gain", "90 % interval", "weight"},
            {},
            {}};
  if (g.interpolated) grid.rows.push_back(gain_cells("interpolated, no law", *g.interpolated));
  for (const GainUnderForm& f : g.forms) grid.rows.push_back(gain_cells(f.form, f));
  for (const UntoldForm& u : fitted.untold) grid.rows.push_back({u.form, words(u.why), "", ""});
  if (g.averaged) grid.rows.push_back(gain_cells("average of the forms", *g.averaged));
  s.parts.emplace_back(grid);
  if (!g.form_dependent || g.forms.size() < 2) return;
  s.parts.emplace_back(Paragraph{
      "",
      fmt::format("Form-dependent: {} by the {} form, {} by the {}; {} decades beyond the "
                  "runs no average of them is told (at most {}).",
                  ratio(g.forms[0].point), g.forms[0].form, ratio(g.forms[1].point),
                  g.forms[1].form, significant(g.decades_beyond, 2),
                  without_zeros(significant(most_decades, 2))),
      0});
}

Section gain_section(const GainTable& t, double most_decades) {
  Section s{
      "GAIN",
      fmt::format("compute of {} over that of {} at the same loss; {}", t.baseline, t.challenger,
                  t.paired ? "resampled together, cell by cell" : "resampled apart"),
      {}};
  for (const FittedGain& g : t.gains) add_gain(s, g, most_decades);
  return s;
}

Section method_section(const FitReport& r) {
  Section s{"HOW", "", {}};
  const auto say = [&s](const std::string& text) { s.parts.emplace_back(Paragraph{"", text, 0}); };
  say(
      fmt::format("Huber's loss of ln L, delta {}, summed over the runs; {} resamples of {}, seed "
                  "{}. Held out: the top budget, root mean square of ln L; the weights are those "
                  "by which the average of additive and coupled predicts it best.",
                  without_zeros(significant(r.delta, 3)), r.replicates,
                  r.resampled == "runs" ? "the runs within each budget" : "whole budgets", r.seed));
  if (r.seed_noise > 0)
    say(fmt::format("Intervals of L* and of gains hold {} nats of other seeds (--seed-noise).",
                    without_zeros(significant(r.seed_noise, 3))));
  say("Limits: E and the exponents trade off; a loss of another tokenizer or evaluation set is "
      "another yardstick; see docs/fitting.md.");
  for (const std::string& note : r.notes) say(note + ".");
  return s;
}

Section warning_section(const FitReport& r) {
  Section s{"WARNINGS", "", {}};
  for (const std::string& text : r.warnings) s.parts.emplace_back(Paragraph{"", text + ".", 0});
  return s;
}

}  // namespace

const FittedForm& best_form(const FittedLadder& l) {
  return *std::max_element(l.forms.begin(), l.forms.end(),
                           [](const auto& a, const auto& b) { return a.weight < b.weight; });
}

std::string fit_title(const FitReport& r) {
  std::size_t runs = 0;
  for (const FittedLadder& l : r.ladders) runs += l.ladder.size();
  return fmt::format("Scaling law of {} runs{}: L = E + (A/N^alpha + B/D^beta)^k", runs,
                     r.ladders.size() > 1 ? fmt::format(" of {} recipes", r.ladders.size()) : "");
}

std::vector<Section> fit_sections(const FitReport& r) {
  std::vector<Section> all;
  if (!r.warnings.empty()) all.push_back(warning_section(r));
  for (const GainTable& t : r.gains) all.push_back(gain_section(t, r.most_decades));
  for (const FittedLadder& l : r.ladders) {
    all.push_back(law_section(l));
    all.push_back(optimum_section(l, r.most_decades));
    all.push_back(isoflop_section(l));
  }
  all.push_back(method_section(r));
  return all;
}

std::string fit_text(const FitReport& r) {
  std::string out = wrapped(fit_title(r)) + "\n";
  for (const Section& s : fit_sections(r)) out += "\n" + text(s);
  return out;
}

std::string fit_markdown(const FitReport& r) {
  std::string out = "# " + fit_title(r) + "\n";
  for (const Section& s : fit_sections(r)) out += "\n" + markdown_text(s);
  return out;
}

}  // namespace tenfold::report
