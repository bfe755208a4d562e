#include "report/agreement.h"

#include <fmt/format.h>

#include <array>

#include "base/digits.h"

namespace tenfold::report {
namespace {

std::string figure(double value, const std::string& exact) {
  if (value == 0) return "n/d";
  if (exact.empty()) return with_suffix(value);
  return grouped(*parse_count(exact));
}

std::string row(const Comparison& c) {
  return fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", c.model, c.quantity, c.by,
                     figure(c.published, c.published_exact), figure(c.ours, c.ours_exact),
                     name(c.agreement), c.note);
}

std::string table(const std::vector<Comparison>& rows) {
  std::string out =
      "| model | quantity | by | published | ours | | note |\n|---|---|---|---:|---:|---|---|\n";
  for (const Comparison& c : rows) out += row(c);
  return out;
}

std::string summary(const std::vector<Comparison>& rows) {
  std::array<int, enum_names<Agreement>.size()> counts{};
  for (const Comparison& c : rows) ++counts[index(c.agreement)];
  std::string out;
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (counts[i] > 0)
      out += fmt::format("{}{} {}", out.empty() ? "" : ", ", counts[i], enum_names<Agreement>[i]);
  return out;
}

// Models whose shape nobody publishes have nothing to compare.
std::string undisclosed(const std::vector<Model>& models) {
  std::string out;
  for (const Model& m : models)
    if (!m.architecture) out += fmt::format("- {}: {}\n", m.key, m.name);
  return out;
}

template <class Compare>
std::vector<Comparison> all(const std::vector<Model>& models, Compare compare) {
  std::vector<Comparison> rows;
  for (const Model& m : models)
    for (const Comparison& c : compare(m)) rows.push_back(c);
  return rows;
}

}  // namespace

std::string agreement_markdown(const std::vector<Model>& models) {
  const auto parameters = all(models, parameter_comparisons), run = all(models, flop_comparisons);
  return fmt::format(
      "# Models: our counts beside the published ones\n\n"
      "Made by `tenfold list models --markdown`. `exact`: equal to the parameter to the released\n"
      "weights; `rounds`: rounds to the announced figure, under the embedding rule that the "
      "model's\n"
      "file names; `agrees`: within the figure's rounding.\n\n"
      "## Parameters\n\n{} models; {}.\n\n{}\n"
      "## FLOPs of the training run\n\n{}. The convention is the one that the publisher follows;\n"
      "\"announced\" puts the announced active parameters into 6ND, as outsiders do.\n\n{}\n"
      "## Models that disclose no shape\n\n{}",
      models.size(), summary(parameters), table(parameters), summary(run), table(run),
      undisclosed(models));
}

}  // namespace tenfold::report
