#include "store/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace tenfold::store {
namespace {

double or_nan(const std::optional<double>& x) {
  return x.value_or(std::numeric_limits<double>::quiet_NaN());
}
double median_of(const std::optional<Spread>& s) {
  return or_nan(s ? std::optional(s->median) : std::nullopt);
}
double p05_of(const std::optional<Spread>& s) {
  return or_nan(s ? std::optional(s->p05) : std::nullopt);
}
double p95_of(const std::optional<Spread>& s) {
  return or_nan(s ? std::optional(s->p95) : std::nullopt);
}

// One variable of the file: a value of each row, along one dimension.
template <class Row, class Value>
Variable column(const char* name, const char* dimension, const std::vector<Row>& rows, Value value,
                const char* units, const char* long_name) {
  using Type = std::decay_t<decltype(value(rows.front()))>;
  std::vector<Type> values;
  for (const Row& row : rows) values.push_back(value(row));
  return {name, {dimension}, values, units, long_name};
}

template <class Row, class Label>
Dimension dimension(const char* name, const std::vector<Row>& rows, Label label) {
  Dimension d{name, {}};
  for (const Row& row : rows) d.labels.push_back(label(row));
  return d;
}

void add_readings(Dataset& data, const std::vector<Reading>& rows) {
  data.dimensions.push_back(dimension(
      "reading", rows, [](const Reading& r) { return fmt::format("{} {}", r.number, r.label); }));
  const auto add = [&](const char* name, auto value, const char* units, const char* long_name) {
    data.variables.push_back(column(name, "reading", rows, value, units, long_name));
  };
  add(
      "estimand", [](const Reading& r) { return std::string(name(r.estimand)); }, "1",
      "what the ratio is of");
  add(
      "convention",
      [](const Reading& r) { return std::string(r.convention ? name(*r.convention) : ""); }, "1",
      "FLOP convention, empty where the ratio is a product of factors");
  add(
      "median", [](const Reading& r) { return median_of(r.ratio); }, "1",
      "baseline / challenger, median");
  add(
      "p05", [](const Reading& r) { return p05_of(r.ratio); }, "1",
      "baseline / challenger, 5 % point");
  add(
      "p95", [](const Reading& r) { return p95_of(r.ratio); }, "1",
      "baseline / challenger, 95 % point");
  add(
      "claimed", [](const Reading& r) { return r.claimed; }, "1", "the claimed ratio");
  add(
      "p_claim", [](const Reading& r) { return or_nan(r.p_claim); }, "1",
      "probability that the ratio is the claimed one or more");
  add(
      "verdict", [](const Reading& r) { return std::string(name(r.decision)); }, "1", "verdict");
  add(
      "basis", [](const Reading& r) { return std::string(r.ratio ? name(r.basis) : ""); }, "1",
      "what the result rests on");
  add(
      "reason", [](const Reading& r) { return r.reason; }, "1", "why there is no verdict");
}

void add_weighings(Dataset& data, const std::vector<Reading>& rows) {
  const auto add = [&](const char* name, auto value, const char* long_name) {
    data.variables.push_back(column(name, "reading", rows, value, "1", long_name));
  };
  add(
      "p_claim_combined",
      [](const Reading& r) {
        return or_nan(r.weighing ? r.weighing->combined.p_claim : std::nullopt);
      },
      "probability of the claim by priors and evidence together");
  add(
      "median_combined",
      [](const Reading& r) {
        return median_of(r.weighing ? r.weighing->combined.ratio : std::nullopt);
      },
      "median by priors and evidence together");
}

void add_factors(Dataset& data, const std::vector<Attribution>& rows) {
  if (rows.empty()) return;
  data.dimensions.push_back(
      dimension("factor", rows, [](const Attribution& a) { return a.factor; }));
  const auto add = [&](const char* name, auto value, const char* long_name) {
    data.variables.push_back(column(name, "factor", rows, value, "1", long_name));
  };
  add(
      "factor_group", [](const Attribution& a) { return a.group; }, "kind of improvement");
  add(
      "factor_median", [](const Attribution& a) { return a.value.median; },
      "times less compute, median");
  add(
      "factor_p05", [](const Attribution& a) { return a.value.p05; }, "times less compute, 5 %");
  add(
      "factor_p95", [](const Attribution& a) { return a.value.p95; }, "times less compute, 95 %");
  add(
      "factor_log10_gain", [](const Attribution& a) { return a.log10_gain; },
      "log10 of the median");
  add(
      "factor_variance_share", [](const Attribution& a) { return a.variance_share; },
      "share of the variance of the log ratio");
}

// In the order in which they matter.
void add_sensitivity(Dataset& data, const std::optional<Sensitivity>& found) {
  if (!found || found->factors.empty()) return;
  const std::vector<Influence>& rows = found->factors;
  data.dimensions.push_back(
      dimension("unknown", rows, [](const Influence& i) { return i.factor; }));
  const auto add = [&](const char* name, auto value, const char* long_name) {
    data.variables.push_back(column(name, "unknown", rows, value, "1", long_name));
  };
  add(
      "unknown_first_order", [](const Influence& i) { return i.first.value; },
      "first-order share of the variance of the log ratio");
  add(
      "unknown_first_order_error", [](const Influence& i) { return i.first.error; },
      "its standard error, 0 where it is exact");
  add(
      "unknown_total", [](const Influence& i) { return i.total.value; },
      "total share of the variance of the log ratio");
  add(
      "unknown_total_error", [](const Influence& i) { return i.total.error; },
      "its standard error, 0 where it is exact");
  add(
      "unknown_p_at_p05", [](const Influence& i) { return i.low.p_claim; },
      "probability of the claim with the factor at its 5 % point");
  add(
      "unknown_p_at_p95", [](const Influence& i) { return i.high.p_claim; },
      "probability of the claim with the factor at its 95 % point");
  add(
      "unknown_p_wrong", [](const Influence& i) { return i.error_left; },
      "chance of calling the claim wrongly once the factor is known");
}

void add_priors(Dataset& data, const std::vector<UnderPriors>& rows) {
  if (rows.empty()) return;
  data.dimensions.push_back(
      dimension("priors", rows, [](const UnderPriors& u) { return u.priors; }));
  const auto add = [&](const char* name, auto value, const char* long_name) {
    data.variables.push_back(column(name, "priors", rows, value, "1", long_name));
  };
  add(
      "priors_median", [](const UnderPriors& u) { return median_of(u.ratio); },
      "ratio under the set of priors, median");
  add(
      "priors_p05", [](const UnderPriors& u) { return p05_of(u.ratio); },
      "ratio under the set of priors, 5 % point");
  add(
      "priors_p95", [](const UnderPriors& u) { return p95_of(u.ratio); },
      "ratio under the set of priors, 95 % point");
  add(
      "priors_p_claim", [](const UnderPriors& u) { return or_nan(u.p_claim); },
      "probability of the claim under the set of priors");
}

void add_boundaries(Dataset& data, const std::vector<BoundaryRow>& rows) {
  if (rows.empty()) return;
  data.dimensions.push_back(
      dimension("boundary", rows, [](const BoundaryRow& b) { return b.label; }));
  const auto add = [&](const char* name, auto value, const char* units, const char* long_name) {
    data.variables.push_back(column(name, "boundary", rows, value, units, long_name));
  };
  add(
      "boundary_baseline", [](const BoundaryRow& b) { return or_nan(b.baseline.flops); }, "FLOP",
      "the baseline's compute within the boundary");
  add(
      "boundary_challenger", [](const BoundaryRow& b) { return or_nan(b.challenger.flops); },
      "FLOP", "the challenger's compute within the boundary");
  add(
      "boundary_verdict", [](const BoundaryRow& b) { return std::string(name(b.decision)); }, "1",
      "verdict of the headline reading within the boundary");
}

void add_conventions(Dataset& data, const std::vector<ConventionCount>& rows) {
  if (rows.empty()) return;
  data.dimensions.push_back(
      dimension("count", rows, [](const ConventionCount& c) { return c.label; }));
  const auto add = [&](const char* name, auto value, const char* units, const char* long_name) {
    data.variables.push_back(column(name, "count", rows, value, units, long_name));
  };
  add(
      "count_convention", [](const ConventionCount& c) { return std::string(name(c.convention)); },
      "1", "FLOP convention");
  add(
      "count_flops", [](const ConventionCount& c) { return or_nan(c.flops); }, "FLOP",
      "the baseline's own pretraining");
  add(
      "count_flops_exact", [](const ConventionCount& c) { return c.exact; }, "FLOP",
      "the same, exact decimal");
}

// Labels in the order in which they first appear.
template <class Label>
std::vector<std::string> distinct(const std::vector<Reading>& rows, Label label) {
  std::vector<std::string> all;
  for (const Reading& r : rows)
    if (std::find(all.begin(), all.end(), label(r)) == all.end()) all.push_back(label(r));
  return all;
}

std::size_t place(const std::vector<std::string>& all, const std::string& one) {
  return static_cast<std::size_t>(std::find(all.begin(), all.end(), one) - all.begin());
}

// The shipped pair under every convention and boundary.
void add_matrix(Dataset& data, const std::vector<Reading>& cells) {
  const auto convention = [](const Reading& r) {
    return std::string(r.convention ? name(*r.convention) : "");
  };
  const auto boundary = [](const Reading& r) { return r.boundary; };
  const auto conventions = distinct(cells, convention), boundaries = distinct(cells, boundary);
  if (cells.empty()) return;
  const std::vector<double> empty(conventions.size() * boundaries.size(), or_nan({}));
  std::vector<double> medians = empty, probabilities = empty;
  for (const Reading& r : cells) {
    const std::size_t at =
        place(conventions, convention(r)) * boundaries.size() + place(boundaries, boundary(r));
    medians[at] = median_of(r.ratio);
    probabilities[at] = or_nan(r.p_claim);
  }
  data.dimensions.push_back({"matrix_convention", conventions});
  data.dimensions.push_back({"matrix_boundary", boundaries});
  const std::vector<std::string> axes{"matrix_convention", "matrix_boundary"};
  data.variables.push_back(
      {"matrix_median", axes, medians, "1", "baseline / challenger of the shipped pair, median"});
  data.variables.push_back({"matrix_p_claim", axes, probabilities, "1",
                            "probability of the claim for the shipped pair"});
}

const Reading& factored(const Verdict& v) {
  for (const Reading& r : v.readings)
    if (v.claimed().attribution.empty() && !r.attribution.empty()) return r;
  return v.claimed();
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

}  // namespace

Dataset check_dataset(const io::LoadedScenario& loaded, const Verdict& v,
                      const std::vector<std::string>& moved) {
  Dataset data{"tenfold check", {}, {}, {}};
  add_readings(data, v.readings);
  add_weighings(data, v.readings);
  add_factors(data, factored(v).attribution);
  add_sensitivity(data, v.sensitivity);
  add_priors(data, factored(v).under);
  add_boundaries(data, v.boundaries);
  add_conventions(data, v.baseline.counts);
  add_matrix(data, v.matrix);
  const io::InputFile& file = loaded.files.front();
  data.attributes = {{"title", loaded.scenario.claim.title},
                     {"convention", "a multiply-add is two FLOPs; see the variable 'convention'"},
                     {"verdict", std::string(name(v.decision()))},
                     {"headline", fmt::format("{}", v.claimed().number)},
                     {"draws", fmt::format("{}", v.sampling.draws)},
                     {"seed", fmt::format("{}", v.sampling.seed)},
                     {"scenario", loaded.text},
                     {"scenario_path", file.path},
                     {"scenario_sha256", file.sha256},
                     {"changes", joined(moved)}};
  return data;
}

void write_check(const std::string& path, const io::LoadedScenario& loaded, const Verdict& v,
                 const std::vector<std::string>& moved) {
  write(path, check_dataset(loaded, v, moved));
}

}  // namespace tenfold::store
