#include "claim/compute.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/count.h"
#include "base/digits.h"
#include "claim/product.h"
#include "model/parameters.h"

namespace tenfold {
namespace {

Sourced sourced(const Model& model, const std::string& key, std::string label, Uncertain value) {
  Sourced result{model.key + ": " + key, std::move(label), std::move(value), {}, {}};
  if (const auto known = model.provenance.find(key); known != model.provenance.end())
    result.provenance = known->second;
  return result;
}

Sourced counted_active(const Model& model) {
  const auto counts = model_parameters(*model.architecture);
  const EmbeddingRule rule = model.published.active_rule;
  Sourced result = shape(model);
  result.label = "active parameters";
  result.value = Certain{real(text_parameters(counts, rule).active)};
  result.unit.clear();
  result.provenance.grade = Grade::derived;
  result.provenance.reasoning = fmt::format("counted from the shape, embeddings: {}", name(rule));
  return result;
}

// factor x parameters x tokens
std::optional<Amount> product_of(double factor, const std::optional<Sourced>& parameters,
                                 const std::optional<Sourced>& tokens) {
  if (!parameters || !tokens) return std::nullopt;
  return Amount{factor * median(parameters->value) * median(tokens->value),
                fmt::format("{} x {} x {}", factor, number_text(median(parameters->value)),
                            number_text(median(tokens->value))),
                {*parameters, *tokens}};
}

std::optional<Amount> of_teacher(const Party& party, Component which) {
  if (party.without_teacher) return Amount{0, "0 (no teacher)", {}};
  if (!party.teacher) return std::nullopt;
  const auto parameters = active_parameters(*party.teacher);
  if (which == Component::teacher_forward)
    return product_of(2, parameters, training_tokens(party.model));
  return product_of(6, parameters, training_tokens(*party.teacher));
}

struct Scale {
  double size;
  std::string_view word;
};
constexpr std::array scales{Scale{1e12, " T"}, Scale{1e9, " B"}, Scale{1e6, " M"}, Scale{1, ""}};

const Scale& scale_of(double value) {
  for (const Scale& scale : scales)
    if (std::abs(value) >= 0.9995 * scale.size) return scale;
  return scales.back();
}

// "2.50" -> "2.5", "8.0" -> "8"
}  // namespace

Sourced shape(const Model& model) {
  const Architecture& a = *model.architecture;
  Sourced result{model.key + ": architecture",
                 "layers",
                 Certain{real(std::ssize(a.layers))},
                 {},
                 fmt::format("layers of width {}", grouped(a.hidden))};
  const auto known = model.provenance.find("architecture.hidden");
  if (known != model.provenance.end()) result.provenance = known->second;
  return result;
}

std::optional<Sourced> sequence_length(const Model& model) {
  if (!model.training.sequence_length) return std::nullopt;
  return sourced(model, "training.sequence_length", "sequence length",
                 Certain{real(*model.training.sequence_length)});
}

std::optional<Sourced> active_parameters(const Model& model) {
  constexpr auto label = "active parameters";
  if (model.published.active)
    return sourced(model, "published.active", label, *model.published.active);
  if (model.undisclosed && model.undisclosed->active_parameters)
    return sourced(model, "undisclosed.active_parameters", label,
                   *model.undisclosed->active_parameters);
  if (model.architecture) return counted_active(model);
  return std::nullopt;
}

std::optional<Sourced> training_tokens(const Model& model) {
  if (model.training.tokens)
    return sourced(model, "training.tokens", "tokens", Certain{real(*model.training.tokens)});
  if (model.undisclosed && model.undisclosed->tokens)
    return sourced(model, "undisclosed.tokens", "tokens", *model.undisclosed->tokens);
  return std::nullopt;
}

std::optional<Sourced> accelerator_hours(const Model& model) {
  if (!model.training.accelerator_time) return std::nullopt;
  Sourced result = sourced(model, "training.accelerator_time", "accelerator-hours",
                           Certain{model.training.accelerator_time->base() / 3600});
  result.unit = "h";
  return result;
}

bool is_judged(const Provenance& p) {
  return p.grade == Grade::estimated || p.grade == Grade::assumed;
}

bool any_judged(const std::vector<Sourced>& all) {
  return std::any_of(all.begin(), all.end(),
                     [](const Sourced& s) { return is_judged(s.provenance); });
}

std::string number_text(double value, int digits) {
  if (value >= 1e15) return significant(value, digits);
  const Scale& scale = scale_of(value);
  return without_zeros(significant(value / scale.size, digits)) + std::string(scale.word);
}

std::string text(const Uncertain& value) {
  if (is_certain(value)) return number_text(median(value), 6);
  const Spread points = spread(value);
  const Scale& scale = scale_of(points.median);
  const auto shown = [&](double x) { return input_number(x / scale.size); };
  return fmt::format("{}{} [{}, {}]", shown(points.median), scale.word, shown(points.p05),
                     shown(points.p95));
}

Input input(const Sourced& s) {
  return {s.path, text(s.value) + (s.unit.empty() ? "" : " " + s.unit), s.provenance};
}

std::vector<Input> inputs(const std::vector<Sourced>& all) {
  std::vector<Input> result;
  for (const Sourced& s : all) result.push_back(input(s));
  return result;
}

std::optional<Amount> component(const Party& party, Component which) {
  if (which == Component::own_pretraining)
    return product_of(6, active_parameters(party.model), training_tokens(party.model));
  if (which == Component::teacher_forward || which == Component::teacher_training)
    return of_teacher(party, which);
  const auto known = party.components.find(which);
  if (known == party.components.end()) return std::nullopt;
  return Amount{
      median(known->second.value), number_text(median(known->second.value)), {known->second}};
}

std::string missing(const Party& party, Component which) {
  const std::string& who = party.model.name;
  if (which == Component::own_pretraining)
    return fmt::format("{}'s parameters or tokens are not disclosed", who);
  if (which != Component::teacher_forward && which != Component::teacher_training)
    return fmt::format("{}'s {} is not disclosed", who, name(which));
  if (!party.teacher) return fmt::format("whether {} learned from a teacher is not disclosed", who);
  return fmt::format("the parameters or tokens of {} are not disclosed", party.teacher->name);
}

std::optional<Amount> within(const Party& party, const Boundary& boundary) {
  std::optional<Amount> sum = component(party, Component::own_pretraining);
  for (const BoundaryPart& part : boundary.parts) {
    const auto amount = component(party, part.component);
    if (!sum || !amount) return std::nullopt;
    sum->flops += part.share * amount->flops;
    sum->formula += part.share == 1 ? fmt::format(" + {}", amount->formula)
                                    : fmt::format(" + {} x {}", part.share, amount->formula);
    sum->of.insert(sum->of.end(), amount->of.begin(), amount->of.end());
  }
  return sum;
}

std::optional<double> own_pretraining(const Party& party) {
  const auto amount = component(party, Component::own_pretraining);
  return amount ? std::optional(amount->flops) : std::nullopt;
}

}  // namespace tenfold
