// What stands below the answer of `tenfold run`.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include "base/digits.h"
#include "report/run_parts.h"
#include "report/words.h"
#include "search/default_plan.h"

namespace tenfold::report {
namespace {

constexpr std::size_t bar_width = 32;
// Eighths of a block, to draw with.
constexpr std::array<const char*, 8> eighths{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};

// As wide for every share, so that bars start in one column.
std::string bar(double share) {
  const auto parts = static_cast<std::size_t>(std::lround(std::max(0.0, share) * bar_width * 8));
  std::string text;
  for (std::size_t i = 0; i < std::min(parts / 8, bar_width); ++i) text += "█";
  const bool more = parts / 8 < bar_width && parts % 8 > 0;
  if (more) text += eighths[parts % 8];
  const std::size_t used = std::min(parts / 8, bar_width) + (more ? 1 : 0);
  return text + std::string(bar_width - used, ' ');
}

Section time_section(const RunReport& r) {
  const StepCost& s = *r.step;
  std::vector<std::size_t> order(causes);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return s.by_cause[a] > s.by_cause[b]; });
  Grid grid{{"", "s", "share", bar(0)}, {}, {}};
  const double longest = s.by_cause[order[0]];
  for (const std::size_t i : order)
    if (s.by_cause[i] > 0)
      grid.rows.push_back({std::string(enum_names<Cause>[i]), significant(s.by_cause[i], 3),
                           fmt::format("{:.1f} %", 100 * s.by_cause[i] / s.seconds),
                           bar(s.by_cause[i] / longest)});
  Section section{
      "WHERE THE STEP GOES", "of the rank that is busiest; traffic is what nothing hides", {}};
  section.parts.emplace_back(grid);
  return section;
}

std::vector<std::size_t> shown_stages(const Footprint& f) {
  std::vector<std::size_t> shown{f.fullest};
  for (const std::size_t s : {std::size_t{0}, f.stages.size() - 1})
    if (std::find(shown.begin(), shown.end(), s) == shown.end()) shown.push_back(s);
  return shown;
}

std::string stage_heading(const Footprint& f, std::size_t stage) {
  return fmt::format("stage {}{}", stage, stage == f.fullest ? ", fullest" : "");
}

Section memory_section(const RunReport& r) {
  const Footprint& f = *r.feasibility.memory;
  const std::vector<std::size_t> shown = shown_stages(f);
  const MemoryUnit unit = memory_unit(r.feasibility.peak);
  const auto told = [&](double bytes) { return fmt::format("{:.2f}", bytes / unit.bytes); };
  Grid grid{{std::string(unit.name)}, {}, {}};
  for (const std::size_t s : shown) grid.heading.push_back(stage_heading(f, s));
  for (std::size_t use = 0; use < memory_uses; ++use) {
    std::vector<std::string> row{std::string(enum_names<MemoryUse>[use])};
    double sum = 0;
    for (const std::size_t s : shown) {
      sum += f.stages[s].bytes[use];
      row.push_back(told(f.stages[s].bytes[use]));
    }
    if (sum > 0) grid.rows.push_back(row);
  }
  std::vector<std::string> total{"total"}, flight{"micro-batches in flight"};
  for (const std::size_t s : shown) {
    total.push_back(told(f.stages[s].total()));
    flight.push_back(fmt::format("{:.1f}", f.stages[s].in_flight));
  }
  grid.rows.push_back(total);
  if (f.stages.size() > 1) grid.rows.push_back(flight);
  return {"MEMORY",
          f.stages.size() == 1
              ? "at the peak, an accelerator"
              : fmt::format("at the peak, an accelerator of {} stages", f.stages.size()),
          {grid}};
}

Section traffic_section(const RunInput& in, const RunReport& r) {
  Grid grid{{"network, for", "GB", "GB/s it has", "link busy"}, {}, {}};
  for (const TierTraffic& t : r.step->traffic) {
    const Tier& tier = in.cluster.tiers.at(t.tier);
    const double rate = tier.bandwidth.base() / std::max(1.0, tier.oversubscription);
    grid.rows.push_back({fmt::format("{}: {}", tier.name, name(t.axis)),
                         significant(t.bytes / giga, 3), significant(rate / giga, 3),
                         fmt::format("{:.1f} %", 100 * t.bytes / rate / r.step->seconds)});
  }
  Section section{"TRAFFIC", "what an accelerator sends in a step, in the mean", {}};
  if (grid.rows.empty())
    section.parts.emplace_back(Paragraph{"", "None: one accelerator.", 0});
  else
    section.parts.emplace_back(grid);
  return section;
}

Section flops_section(const RunInput& in, const RunReport& r) {
  const StepCost& s = *r.step;
  Grid grid{{"convention", "FLOPs a step", "of the peak", "over exact"}, {}, {}};
  const double seconds = s.seconds * real(accelerators(r.plan)) * s.peak_rate;
  for (const auto& [what, flops] :
       {std::pair{"exact: pairs that the mask keeps", s.model_flops},
        std::pair{"full-attention: every pair", s.full_flops},
        std::pair{"hardware: with what is computed again", s.executed_flops}})
    grid.rows.push_back({what, significant(real(flops), 4),
                         seconds > 0 ? fmt::format("{:.1f} %", 100 * real(flops) / seconds) : "n/d",
                         fmt::format("{:.3f}", real(flops) / real(s.model_flops))});
  Section section{"FLOPS", "forward and backward of all accelerators", {}};
  section.parts.emplace_back(grid);
  section.parts.emplace_back(Paragraph{
      "Boundary",
      fmt::format("{}own pretraining alone: no context extension, post-training, teacher, failed "
                  "runs or towers.",
                  in.tokens ? with_suffix(real(*in.tokens)) + " tokens of " : ""),
      0});
  return section;
}

std::string figure(RunQuantity q, double value) {
  switch (q) {
    case RunQuantity::mfu:
    case RunQuantity::hfu:
      return fmt::format("{:.1f} %", 100 * value);
    case RunQuantity::flops_per_accelerator:
      return fmt::format("{:.0f} TFLOP/s", value / tera);
    case RunQuantity::accelerator_hours:
    case RunQuantity::accelerator_hours_of_steps:
    case RunQuantity::accelerator_hours_of_phases:
    case RunQuantity::accelerator_hours_after_pretraining:
      return with_suffix(value) + " h";
    case RunQuantity::step_time_s:
      return significant(value, 3) + " s";
    default:
      return significant(value, 4);
  }
}

constexpr std::array quantity_words{"step time",
                                    "MFU",
                                    "HFU",
                                    "rate",
                                    "tokens/s/accelerator",
                                    "accelerator-hours",
                                    "accelerator-hours without lost time",
                                    "accelerator-hours of all phases",
                                    "accelerator-hours after pretraining"};
static_assert(quantity_words.size() == enum_names<RunQuantity>.size());

Section published_section(const RunReport& r) {
  Grid grid{{"published", "theirs", "ours", "ours / theirs", "in 80 %"}, {}, {}};
  std::vector<std::string> notes;
  for (const PublishedComparison& c : r.comparisons) {
    const double ratio = c.ours / c.published.value;
    const bool inside = std::abs(std::log(ratio)) <= z90 * c.spread;
    grid.rows.push_back(
        {fmt::format("{}, {}", quantity_words[index(c.published.quantity)], c.published.by),
         figure(c.published.quantity, c.published.value), figure(c.published.quantity, c.ours),
         fmt::format("{:.2f}", ratio), inside ? "yes" : "no"});
    if (!c.published.note.empty()) notes.push_back(c.published.note);
  }
  Section section{"PUBLISHED", "of the same run", {}};
  section.parts.emplace_back(grid);
  for (const std::string& n : notes) section.parts.emplace_back(Paragraph{"Note", sentence(n), 0});
  return section;
}

std::string with_unit(const CostFactor& f) {
  return summary(f.value) + (f.unit.empty() ? "" : " " + f.unit);
}

// The job's own numbers that are assumed or estimated, by what is said for them.
std::map<std::string, std::vector<std::string>> judged_by_reason(const RunInput& in) {
  std::map<std::string, std::vector<std::string>> all;
  for (const auto& [path, p] : in.provenance)
    if (judged(p.grade))
      all[p.reasoning.empty() ? std::string(name(p.grade)) : p.reasoning].push_back(path);
  return all;
}

Section assumption_section(const RunInput& in, const RunReport& r) {
  Section section{"WHAT IT RESTS ON", "", {}};
  const auto add = [&](std::string lead, std::string text) {
    section.parts.emplace_back(Paragraph{std::move(lead), std::move(text), 0});
  };
  if (r.plan_by_rule) add("plan", sentence(std::string(default_plan_rule)));
  for (const auto& [reason, paths] : judged_by_reason(in))
    add("job", fmt::format("{} assumed: {}", listed(paths), sentence(reason)));
  add("framework", fmt::format("{}: what it launches, fuses, overlaps and keeps; adds {:.0f} % to "
                               "the standard deviation.",
                               in.framework.name, 100 * in.framework.spread));
  for (const CostFactor& f : factor_list(in.factors))
    add(f.name, fmt::format("{} {}, {}: {} {}", with_unit(f), f.label, name(f.provenance.grade),
                            sentence(f.provenance.reasoning),
                            f.provenance.source.title.empty()
                                ? ""
                                : fmt::format("({})", f.provenance.source.title)));
  if (r.stale_price)
    add("rent", fmt::format("Stale: quoted {}, over a year before {}. Ask for a quote, then --set "
                            "rent=USD_PER_HOUR.",
                            in.factors.rent->date, in.as_of));
  return section;
}

std::string terabytes(Bytes b) { return significant(b.base() / 1e12, 3) + " TB"; }

// What of a run's time does not train, and how often it stops.
Section operation_section(const RunInput& in, const RunReport& r) {
  const Operated& o = *r.operated;
  const double hours = 1 / o.interruptions.base() / 3600;
  const double interval = o.saving.interval.base();
  Section s{"WHAT INTERRUPTS THE RUN", "at medians; docs/campaign.md", {}};
  s.parts.emplace_back(Paragraph{
      "",
      fmt::format(
          "{} interruptions, one in {} h; a copy of the state, {} of it, every {} to storage of "
          "{}/s; {} spare nodes.",
          significant(o.interruptions * r.cost->time.median, 2), significant(hours, 3),
          terabytes(in.operation->checkpoint.size),
          interval < 7200 ? fmt::format("{:.0f} min", std::max(1.0, interval / 60))
                          : fmt::format("{:.1f} h", interval / 3600),
          terabytes(in.operation->checkpoint.storage * second), in.operation->spares),
      0});
  const auto percent = [](double share) { return fmt::format("{:.1f} %", 100 * share); };
  const Goodput& g = o.goodput;
  Grid grid{{"of its time", "trains", "saves", "is lost", "recovers", "waits"}, {}, {}};
  grid.rows.push_back({"by failures", percent(g.training), percent(g.saving), percent(g.lost),
                       percent(g.recovering), percent(g.waiting)});
  s.parts.emplace_back(grid);
  return s;
}

}  // namespace

std::vector<Section> run_sections(const RunInput& in, const RunReport& r) {
  std::vector<Section> all;
  if (r.step) all.push_back(time_section(r));
  if (r.feasibility.memory) all.push_back(memory_section(r));
  if (r.step) {
    all.push_back(traffic_section(in, r));
    all.push_back(flops_section(in, r));
  }
  if (!r.ramp.empty()) all.push_back(ramp_section(r));
  if (!r.phases.empty()) all.push_back(phases_section(r));
  if (r.operated) all.push_back(operation_section(in, r));
  all.push_back(assumption_section(in, r));
  if (!r.comparisons.empty()) all.insert(all.begin(), published_section(r));
  return all;
}

}  // namespace tenfold::report
