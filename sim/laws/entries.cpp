#include "laws/entries.h"

#include <fmt/format.h>

#include <cmath>

namespace tenfold::laws {
namespace {

std::vector<Variable> joined(std::vector<Variable> first, const std::vector<Variable>& more) {
  first.insert(first.end(), more.begin(), more.end());
  return first;
}

std::vector<LawValue> allocation(const Allocation& best, const std::string& unit) {
  return {parameters_of(best.parameters), tokens_of(best.tokens),
          ratio_of("D/N", best.tokens / best.parameters, "tokens a parameter"),
          loss_of(best.loss, unit)};
}

std::vector<LawValue> with_compute(double compute, const Allocation& best,
                                   const std::string& unit) {
  if (!std::isfinite(compute)) return {compute_of(compute)};
  std::vector<LawValue> all = allocation(best, unit);
  all.back() = compute_of(compute);
  return all;
}

// Every digit that was given, and nine at most: "8.8e13", "0.33917084".
std::string coefficient_text(double value) {
  std::string text = fmt::format("{:.9g}", value);
  if (const auto at = text.find("e+"); at != std::string::npos) text.erase(at + 1, 1);
  return text;
}

constexpr auto of_model = "loss of a model";
constexpr auto of_budget = "best split of a budget";
constexpr auto of_loss = "compute to reach a loss";
constexpr auto of_size = "tokens for a model to reach a loss";

}  // namespace

double given(const Query& query, Variable v, double otherwise) {
  const auto found = query.find(v);
  return found == query.end() ? otherwise : found->second;
}

double given(const Query& query, Variable v) { return query.at(v); }

LawValue parameters_of(double value) {
  return {"N", "parameters", "", value, Variable::parameters};
}
LawValue tokens_of(double value) { return {"D", "tokens", "", value, Variable::tokens}; }
LawValue compute_of(double value) { return {"C", "compute", "FLOPs", value, Variable::compute}; }
LawValue loss_of(double value, const std::string& unit) {
  return {"L", "loss", unit, value, Variable::loss};
}
LawValue ratio_of(const std::string& symbol, double value, const std::string& meaning) {
  return {symbol, meaning, "", value};
}

std::vector<Coefficient> graded(Evidence evidence, const std::vector<Valued>& values,
                                const std::string& note) {
  std::vector<Coefficient> all;
  for (const Valued& v : values)
    all.push_back({v.symbol, coefficient_text(v.value), evidence, note});
  return all;
}

std::vector<Coefficient> graded(Evidence evidence, const LossLaw& law, const std::string& note) {
  std::vector<Valued> values{
      {"E", law.E}, {"A", law.A}, {"alpha", law.alpha}, {"B", law.B}, {"beta", law.beta}};
  if (law.k != 1) values.push_back({"k", law.k});
  return graded(evidence, values, note);
}

std::vector<LawFunction> functions(const std::function<LossLaw(const Query&)>& law,
                                   const Questions& q, std::function<double(const Query&)> work) {
  if (!work) work = [](const Query&) { return dense_work; };
  const std::string unit = q.unit;
  using V = Variable;
  return {{of_model, joined({V::parameters, V::tokens}, q.needs), q.may,
           [=](const Query& query) -> std::vector<LawValue> {
             const double n = given(query, V::parameters), d = given(query, V::tokens);
             const double compute = work(query) * n * d, reached = loss(law(query), n, d);
             const double least = compute_for(law(query), reached, work(query));
             return {loss_of(reached, unit),
                     compute_of(compute),
                     {"C*", "what the best split needs for this loss", "FLOPs", least},
                     ratio_of("C/C*", compute / least, "times the best split's compute")};
           }},
          {of_budget, joined({V::compute}, q.needs), q.may,
           [=](const Query& query) {
             return allocation(optimum(law(query), given(query, V::compute), work(query)), unit);
           }},
          {of_loss, joined({V::loss}, q.needs), q.may,
           [=](const Query& query) {
             const double compute = compute_for(law(query), given(query, V::loss), work(query));
             return with_compute(compute, optimum(law(query), compute, work(query)), unit);
           }},
          {of_size, joined({V::parameters, V::loss}, q.needs), q.may,
           [=](const Query& query) -> std::vector<LawValue> {
             const double n = given(query, V::parameters);
             const double d = tokens_for(law(query), given(query, V::loss), n);
             return {tokens_of(d), compute_of(work(query) * n * d)};
           }}};
}

std::vector<LawFunction> functions(const std::function<Searched(const Query&)>& law,
                                   const Questions& q) {
  const std::string unit = q.unit;
  using V = Variable;
  return {{of_model, joined({V::parameters, V::tokens}, q.needs), q.may,
           [=](const Query& query) -> std::vector<LawValue> {
             const Searched of = law(query);
             const double n = given(query, V::parameters), d = given(query, V::tokens);
             return {loss_of(of.loss(n, d), unit),
                     compute_of((of.split.work * n + of.split.per_token) * d)};
           }},
          {of_budget, joined({V::compute}, q.needs), q.may,
           [=](const Query& query) {
             const Searched of = law(query);
             return allocation(optimum(of.loss, given(query, V::compute), of.split), unit);
           }},
          {of_loss, joined({V::loss}, q.needs), q.may, [=](const Query& query) {
             const Searched of = law(query);
             const double compute = compute_for(of.loss, given(query, V::loss), of.split);
             return with_compute(compute, optimum(of.loss, compute, of.split), unit);
           }}};
}

std::vector<LawFunction> functions(const FrontierLaw& law) {
  using V = Variable;
  const auto at = [law](double compute) -> std::vector<LawValue> {
    const double n = law.parameters(compute), d = law.tokens(compute);
    return {parameters_of(n), tokens_of(d), ratio_of("D/N", d / n, "tokens a parameter")};
  };
  const auto all_at = [at](double compute) {
    std::vector<LawValue> all = at(compute);
    all.push_back(compute_of(compute));
    return all;
  };
  return {{of_budget, {V::compute}, {}, [=](const Query& q) { return at(given(q, V::compute)); }},
          {"budget for which a size is best",
           {V::parameters},
           {},
           [=](const Query& q) { return all_at(law.parameters.inverse(given(q, V::parameters))); }},
          {"budget for which a number of tokens is best", {V::tokens}, {}, [=](const Query& q) {
             return all_at(law.tokens.inverse(given(q, V::tokens)));
           }}};
}

}  // namespace tenfold::laws
