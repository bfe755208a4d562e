#include "ledger/agreement.h"

#include <cmath>

namespace tenfold {
namespace {

// A note may excuse an announced figure that is cut off or counts otherwise, not another size.
constexpr double most_excused = 0.1;

bool near(double ours, double published, double tolerance) {
  return std::abs(ours / published - 1) <= tolerance;
}

Comparison exact_count(const Model& m, Count ours) {
  const Count published = *m.published.exact;
  Comparison c{m.key,           "total, exact",   "released weights",
               real(published), real(ours),       decimal(published),
               decimal(ours),   Agreement::exact, {}};
  if (published != ours) c.agreement = Agreement::differs;  // no note excuses an exact count
  return c;
}

Comparison announced(const Model& m, std::string quantity, const Uncertain& figure, Count ours) {
  Comparison c{m.key,         std::move(quantity), m.developer, median(figure), real(ours), {},
               decimal(ours), Agreement::rounds,   {}};
  if (!rounds_to(c.ours, c.published)) {
    const bool excused = !m.published.note.empty() && near(c.ours, c.published, most_excused);
    c.agreement = excused ? Agreement::explained : Agreement::differs;
    c.note = m.published.note;
  }
  return c;
}

// 6 x the announced active parameters x tokens, as those count who know no architecture.
std::optional<double> announced_6nd(const Model& m, std::string_view convention) {
  const auto& figure = convention == "6nd-active" ? m.published.active : m.published.total;
  if (!figure || !m.training.tokens) return std::nullopt;
  return 6 * median(*figure) * real(*m.training.tokens);
}

Agreement unmatched(const PublishedFlops& p) {
  if (p.explanation.empty()) return Agreement::differs;
  return p.explanation.rfind("Cause not found", 0) == 0 ? Agreement::not_found
                                                        : Agreement::explained;
}

Comparison flops(const Model& m, const PublishedFlops& p, const FlopCounts& run) {
  const auto convention = named<Convention>(p.convention);
  const Convention counted = convention.value_or(Convention::six_nd_active);
  Comparison c{
      m.key,        std::string(name(counted)), p.by, p.flops.in(flop), 0, {}, {}, unmatched(p),
      p.explanation};
  if (const auto& ours = run[index(counted)]) c.ours = real(*ours);
  const auto by_announced = announced_6nd(m, c.quantity);
  if (convention && near(c.ours, p.flops.in(flop), p.tolerance)) {
    c.agreement = Agreement::agrees;
  } else if (convention && by_announced && near(*by_announced, p.flops.in(flop), p.tolerance)) {
    c.agreement = Agreement::agrees;
    c.ours = *by_announced;
    c.quantity += ", announced";
  }
  return c;
}

}  // namespace

bool rounds_to(double ours, double announced) {
  double unit = std::pow(10.0, std::floor(std::log10(announced)) - 2);  // three digits
  const double digits = std::round(announced / unit);
  if (std::abs(announced / unit - digits) > 1e-6) unit /= 10;  // four
  if (std::fmod(digits, 10) == 0) unit *= 10;
  return std::abs(ours - announced) <= unit / 2 * (1 + 1e-9);
}

std::vector<Comparison> parameter_comparisons(const Model& m) {
  if (!m.architecture) return {};
  const Tally t = tally(m, {});
  std::vector<Comparison> rows;
  if (m.published.exact) {
    const ModelParameters& p = t.parameters;
    const Count prediction = m.published.total_includes_prediction ? p.prediction.total : 0;
    rows.push_back(exact_count(m, p.text.total + p.towers.total + prediction));
  }
  if (m.published.total && !m.published.exact)
    rows.push_back(announced(m, "total", *m.published.total, t.total));
  if (m.published.active) rows.push_back(announced(m, "active", *m.published.active, t.active));
  return rows;
}

std::vector<Comparison> flop_comparisons(const Model& m) {
  std::vector<Comparison> rows;
  if (!m.architecture || !m.training.tokens) {
    for (const PublishedFlops& p : m.published_flops)
      if (const auto ours = announced_6nd(m, p.convention)) {
        Comparison c{m.key,        p.convention + ", announced",
                     p.by,         p.flops.in(flop),
                     *ours,        {},
                     {},           unmatched(p),
                     p.explanation};
        if (near(*ours, p.flops.in(flop), p.tolerance)) c.agreement = Agreement::agrees;
        rows.push_back(c);
      }
    return rows;
  }
  const Tally t = tally(m, {});
  for (const PublishedFlops& p : m.published_flops) rows.push_back(flops(m, p, t.run));
  return rows;
}

}  // namespace tenfold
