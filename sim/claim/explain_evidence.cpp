// The handles of evidence, sensitivities and parity.
#include <fmt/format.h>

#include "base/digits.h"
#include "claim/compute.h"
#include "claim/handles.h"

namespace tenfold {
namespace {

std::string weighed_line(const char* label, const Weighed& w) {
  if (!w.p_claim) return {};
  const std::string ratio =
      w.ratio ? fmt::format("{} [{}, {}], ", short_number(w.ratio->median),
                            short_number(w.ratio->p05), short_number(w.ratio->p95))
              : "";
  return fmt::format("{}: {}P = {}\n", label, ratio, probability_text(*w.p_claim));
}

Input of(std::string path, std::string value, const Provenance& provenance) {
  return {std::move(path), std::move(value), provenance};
}

Handle evidence_of(const Claim& claim, const Verdict& verdict) {
  Handle handle{evidence_handle, "priors and evidence together", {}, {}, {}};
  for (const Reading& r : verdict.readings) {
    if (!r.weighing) continue;
    handle.formula += fmt::format("reading {}: {}\n", r.number, r.weighing->combined.of) +
                      weighed_line("  priors alone", r.weighing->prior) +
                      weighed_line("  evidence alone", r.weighing->evidence) +
                      weighed_line("  both", r.weighing->combined);
    if (handle.value.empty() && r.weighing->combined.p_claim)
      handle.value = "P = " + probability_text(*r.weighing->combined.p_claim);
  }
  handle.formula +=
      "each draw of the priors is weighed by how well it explains the evidence\n"
      "a word counts by its Bayes factor where the ratio is the claimed one or more\n"
      "evidence alone: no prior for measured factors; even odds for a word alone\n";
  if (const auto& word = claim.evidence.word)
    handle.inputs.push_back(
        of("evidence.word", input_number(word->bayes_factor) + " to 1", word->provenance));
  for (const ComputeEvidence& e : claim.evidence.compute) {
    handle.formula += fmt::format("{}: {}\n", e.label, e.formula);
    handle.inputs.push_back(of("evidence.compute: " + e.label, text(e.flops), e.provenance));
  }
  return handle;
}

std::string share_words(const Influence& i) {
  if (i.total.error == 0) return fmt::format("{:.1f} % of the variance", 100 * i.first.value);
  return fmt::format("{:.1f} % +- {:.1f} of the variance alone, {:.1f} % +- {:.1f} in all",
                     100 * i.first.value, 100 * i.first.error, 100 * i.total.value,
                     100 * i.total.error);
}

Handle sensitivity_of(const Sensitivity& s) {
  Handle handle{sensitivity_handle,
                fmt::format("which unknown matters most to reading {}", s.reading),
                s.factors.front().label,
                {},
                {}};
  handle.formula =
      fmt::format("a call by the better side is wrong with chance min(P, 1 - P) = {}\n",
                  probability_text(s.error_now));
  for (const Influence& i : s.factors)
    handle.formula += fmt::format("{}: {}; once known, wrong with chance {:.3f}\n", i.label,
                                  share_words(i), i.error_left);
  return handle;
}

Handle parity_of(const ParityTest& test) {
  Handle handle{parity_handle, "parity of scores", std::string(name(test.pooled->finding)), {}, {}};
  handle.formula =
      "error of a share p of n items: 100 sqrt(p (1 - p) / n), of a difference: both together\n"
      "equivalent: P(d <= -margin) and P(d >= margin) below .05\n";
  for (const ParityRow& row : test.benchmarks)
    handle.formula += fmt::format("{}: {:+.2f} +- {:.2f}, P(worse) {:.3f}, P(better) {:.3f}\n",
                                  row.label, row.difference, row.error, row.p_worse, row.p_better);
  return handle;
}

Handle frontier_of(const Frontier& f) {
  Handle handle{
      frontier_handle, "shapes for which reading 1 would hold", number_text(f.flops), {}, {}};
  handle.formula =
      "tokens at most: FLOPs at most / (6 x active parameters)\n"
      "worth q: L(N, q D) = L(baseline), for L of Besiroglu et al. 2024, Hoffmann et al. 2022 and\n"
      "the coupled form fitted to the same runs (`tenfold explain law`)\n";
  for (const FrontierRow& row : f.rows)
    handle.formula += fmt::format(
        "{} active, {} tokens: {}\n", number_text(row.active), number_text(row.tokens),
        row.efficiency ? fmt::format("q from {} to {}", short_number(row.efficiency->first),
                                     short_number(row.efficiency->second))
                       : "no number of tokens reaches the baseline's loss");
  return handle;
}

}  // namespace

std::vector<Handle> explain_evidence(const Claim& claim, const Verdict& verdict) {
  std::vector<Handle> handles;
  for (const Reading& r : verdict.readings)
    if (r.weighing) {
      handles.push_back(evidence_of(claim, verdict));
      break;
    }
  if (verdict.sensitivity && !verdict.sensitivity->factors.empty())
    handles.push_back(sensitivity_of(*verdict.sensitivity));
  if (verdict.frontier) handles.push_back(frontier_of(*verdict.frontier));
  if (verdict.parity) handles.push_back(parity_of(*verdict.parity));
  return handles;
}

}  // namespace tenfold
