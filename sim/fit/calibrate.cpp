#include "fit/calibrate.h"

#include <algorithm>
#include <map>

#include "base/parallel.h"
#include "fit/held_out.h"

namespace tenfold {
namespace {

// What the fit of one table adds to its part.
struct Piece {
  std::string part;
  std::vector<FittedMatmul> matmuls;
  std::vector<FittedAttention> attentions;
  std::vector<FittedExperts> experts;
};

bool is_figure(const TimedTable& t) { return t.system.starts_with("figures of"); }

// Bars on what is held out, as fractions: docs/methods.md, "Kernels".
FitScore barred(FitScore s) {
  const bool blackwell = s.part == "B200" || s.part == "GB200";
  const auto bar = [&](double median, double p90) { s.bar_median = median, s.bar_p90 = p90; };
  if (s.kind == "matmul") blackwell ? bar(0.06, 0.15) : bar(0.05, 0.12);
  if (s.kind == "attention" && !s.what.starts_with("window")) bar(0.06, 0.18);
  if (s.kind == "collective, inside") bar(0.05, 0.15);
  if (s.kind == "collective, across") bar(0.10, 0.25);
  return s;
}

Piece fit_kernels(const TimedTable& t, const std::vector<TimedTable>& figures,
                  const Accelerator& part) {
  Piece piece{.part = t.part, .matmuls = {}, .attentions = {}, .experts = {}};
  constexpr std::size_t least_rows = 100;
  if (t.matmuls.size() >= least_rows) piece.matmuls = {fit_matmul(t, part)};
  if (!is_figure(t) && t.attentions.size() >= least_rows)
    piece.attentions = fit_attention(t, figures, part);
  if (t.experts.size() >= least_rows) piece.experts = {fit_experts(t, part)};
  return piece;
}

FittedPart& part_of(Calibration& c, const std::string& name) {
  for (FittedPart& p : c.parts)
    if (p.part == name) return p;
  c.parts.push_back(
      {.part = name, .matmul = {}, .attention = {}, .grouped_matmul = {}, .networks = {}});
  return c.parts.back();
}

void collect_kernels(Calibration& c, const Piece& piece, std::vector<FittedAttention>& attentions,
                     std::vector<FittedExperts>& experts) {
  for (const FittedMatmul& m : piece.matmuls) {
    c.scores.push_back(barred(m.score));
    part_of(c, piece.part).matmul.push_back(m.efficiency);
  }
  for (const FittedAttention& a : piece.attentions) {
    c.scores.push_back(barred(a.score));
    if (a.windows) c.scores.push_back(*a.windows);
    attentions.push_back(a);
  }
  for (const FittedExperts& e : piece.experts) {
    c.scores.push_back(e.score);
    experts.push_back(e);
  }
}

// Of several libraries the one whose times the form tells best: for each width of a head.
std::vector<AttentionEfficiency> best_attention(std::vector<FittedAttention> all,
                                                const std::string& part) {
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& a, const auto& b) { return a.score.p90 < b.score.p90; });
  std::map<std::int64_t, AttentionEfficiency> by_width;
  for (const FittedAttention& a : all)
    if (a.score.part == part && a.score.held_out >= 30)
      by_width.try_emplace(a.efficiency.head_dim, a.efficiency);
  std::vector<AttentionEfficiency> list;
  for (const auto& [width, e] : by_width) list.push_back(e);
  return list;
}

// Collectives inside nodes first: those across rest on them.
void fit_networks(Calibration& c, const std::vector<TimedTable>& tables,
                  const std::map<std::string, Accelerator>& accelerators) {
  for (const bool across : {false, true})
    for (const TimedTable& t : tables) {
      const auto known = accelerators.find(t.part);
      if (t.collectives.empty() || known == accelerators.end() || known->second.tiers.empty())
        continue;
      if (across != (t.network.base() > 0)) continue;
      FittedPart& part = part_of(c, t.part);
      FittedNetwork inside{
          .system = "", .bandwidth = known->second.tiers.front().bandwidth, .collectives = {}};
      if (across && !part.networks.empty() && part.networks.front().system.empty())
        inside = part.networks.front();
      FittedCollectives found = fit_collectives(t, inside);
      if (found.network.collectives.empty()) continue;
      for (const FitScore& s : found.scores) c.scores.push_back(barred(s));
      auto& kinds = found.network.collectives;
      if (!across && !part.networks.empty())  // another table of the same network
        std::move(kinds.begin(), kinds.end(),
                  std::back_inserter(part.networks.front().collectives));
      else
        part.networks.push_back(std::move(found.network));
    }
}

// Tokens to experts by the parts' all-to-all, of training size. Nothing is fitted to them.
void check_exchanges(Calibration& c, const std::vector<TimedTable>& tables,
                     const std::map<std::string, Accelerator>& accelerators) {
  for (const TimedTable& t : tables) {
    const auto known = accelerators.find(t.part);
    if (known == accelerators.end() || known->second.tiers.empty()) continue;
    Cluster cluster;
    cluster.tiers = known->second.tiers;
    for (const bool back : {false, true}) {
      std::vector<TimedExchange> rows = t.exchanges;
      std::erase_if(rows,
                    [&](const TimedExchange& e) { return e.back != back || e.tokens < 1024; });
      if (rows.empty()) continue;
      c.scores.push_back(
          score_of({.part = t.part,
                    .kind = "exchange",
                    .what = back ? "combine" : "dispatch",
                    .system = t.system},
                   log_errors(rows, [&](const TimedExchange& e) {
                     return expert_exchange_time(e.bytes, e.routing, e.group, cluster).time;
                   })));
    }
  }
}

}  // namespace

Calibration calibrate(const std::vector<TimedTable>& tables,
                      const std::map<std::string, Accelerator>& accelerators, int threads) {
  std::vector<TimedTable> figures;
  std::copy_if(tables.begin(), tables.end(), std::back_inserter(figures), is_figure);
  std::vector<Piece> pieces(tables.size());
  for_each_job(static_cast<std::int64_t>(tables.size()), threads, [&](std::int64_t i) {
    const TimedTable& t = tables[static_cast<std::size_t>(i)];
    if (const auto part = accelerators.find(t.part); part != accelerators.end())
      pieces[static_cast<std::size_t>(i)] = fit_kernels(t, figures, part->second);
  });
  Calibration c;
  std::vector<FittedAttention> attentions;
  std::vector<FittedExperts> experts;
  for (const Piece& piece : pieces) collect_kernels(c, piece, attentions, experts);
  for (const auto& [name, accelerator] : accelerators) {
    auto blocks = best_attention(attentions, name);
    for (const FitScore& s : fit_attention_figures(figures, accelerator, name, blocks))
      c.scores.push_back(barred(s));
    if (!blocks.empty()) part_of(c, name).attention = blocks;
    for (const FittedExperts& e : experts)
      if (auto& kept = part_of(c, e.score.part).grouped_matmul;
          e.score.part == name && (!kept || e.efficiency.spread < kept->spread))
        kept = e.efficiency;
  }
  fit_networks(c, tables, accelerators);
  check_exchanges(c, tables, accelerators);
  return c;
}

}  // namespace tenfold
