// Plans side by side: a column for each setting in which they differ.
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "base/digits.h"
#include "report/search_parts.h"
#include "report/table.h"

namespace tenfold::report {
namespace {

// What a plan has in one column. Columns that matter most first: the last give way.
struct Column {
  std::string heading, meaning;
  std::function<std::string(const ParallelPlan&)> cell;
};

std::string yes(bool b) { return b ? "yes" : "no"; }

std::string schedule_text(const ParallelPlan& p) {
  switch (p.schedule) {
    case PipelineSchedule::gpipe:
      return "gpipe";
    case PipelineSchedule::one_f_one_b:
      return "1f1b";
    case PipelineSchedule::interleaved:
      return fmt::format("1f1b x{}", p.virtual_stages);
    case PipelineSchedule::zero_bubble_h1:
      return "zb-h1";
    case PipelineSchedule::zero_bubble_v:
      return "zb-v";
    case PipelineSchedule::dualpipe:
      return "dual";
  }
  return "";
}

std::string recompute_text(const ParallelPlan& p) {
  if (p.recompute == Recompute::selective) return "sel";
  if (p.recompute == Recompute::none) return "none";
  return p.recompute_layers > 0 ? fmt::format("full {}", p.recompute_layers) : "full";
}

std::string zero_text(const ParallelPlan& p) {
  return p.shard_group > 0 ? fmt::format("{}/{}", p.zero, p.shard_group)
                           : fmt::format("{}", p.zero);
}

std::string offload_text(const ParallelPlan& p) {
  std::string text;
  for (const auto& [what, letter] :
       {std::pair{Offload::weights, 'w'}, std::pair{Offload::activations, 'a'},
        std::pair{Offload::optimizer, 'o'}})
    if (holds(p.offload, what)) text += letter;
  return text.empty() ? "-" : text;
}

std::string overlap_text(const ParallelPlan& p) {
  std::string text;
  for (const auto& [on, letter] :
       {std::pair{p.overlap_gradients, 'g'}, std::pair{p.overlap_parameters, 'w'},
        std::pair{p.overlap_tensor, 't'}, std::pair{p.overlap_pipeline, 'p'},
        std::pair{p.overlap_expert, 'e'}})
    if (on) text += letter;
  return text.empty() ? "-" : text;
}

// The first letter of each axis, from inside the node outwards.
std::string placement_text(const ParallelPlan& p) {
  constexpr std::array orders{"tcdp", "tcpd", "dtcp", "dptc", "ptcd", "pdtc"};
  return orders[index(p.placement)];
}

template <auto field>
std::string size_text(const ParallelPlan& p) {
  return fmt::format("{}", p.*field);
}
template <auto field>
std::string name_text(const ParallelPlan& p) {
  return std::string(name(p.*field));
}
template <auto field>
std::string yes_text(const ParallelPlan& p) {
  return yes(p.*field);
}

std::vector<Column> columns() {
  using P = ParallelPlan;
  return {
      {"n", "accelerators", [](const P& p) { return fmt::format("{}", accelerators(p)); }},
      {"tp", "tensor", size_text<&P::tensor>},
      {"cp", "context", size_text<&P::context>},
      {"pp", "pipeline", size_text<&P::pipeline>},
      {"ep", "expert", size_text<&P::expert>},
      {"etp", "expert tensor", size_text<&P::expert_tensor>},
      {"dp", "data", size_text<&P::data>},
      {"mb", "sequences of a micro-batch", size_text<&P::micro_batch>},
      {"sched", "schedule, x virtual stages of a rank", schedule_text},
      {"redo", "recomputed, of how many layers of a stage", recompute_text},
      {"zero", "its stage/ranks that share states", zero_text},
      {"layers", "of each virtual stage", [](const P& p) { return layers_text(p.stage_layers); }},
      {"sp", "sequence-parallel", yes_text<&P::sequence_parallel>},
      {"batch", "sequences of a step", size_text<&P::global_batch>},
      {"off", "offloaded: weights, activations, optimizer", offload_text},
      {"axes", "from inside the node outwards", placement_text},
      {"tp with", "tensor traffic beside products", name_text<&P::tensor_overlap>},
      {"overlap", "of gradients, weights, tensor, pipeline, expert", overlap_text},
      {"cp kind", "context", name_text<&P::context_kind>},
      {"again", "inputs gathered again", yes_text<&P::gather_again>},
      {"split", "sends between stages", yes_text<&P::split_sends>},
      {"kernel", "of attention", name_text<&P::attention>},
      {"format", "of products", name_text<&P::format>},
      {"even", "routing forced to be even", yes_text<&P::balanced_experts>},
  };
}

bool differs(const Column& c, const std::vector<RankedPlan>& plans) {
  return std::any_of(plans.begin(), plans.end(), [&](const RankedPlan& p) {
    return c.cell(p.plan) != c.cell(plans.front().plan);
  });
}

// What a plan costs, in the last columns. Chances to fit, of 100.
std::vector<std::string> cost_heading(const RankedPlan& p, bool money, bool batches) {
  std::vector<std::string> heading{"step s", "MFU %", "GiB", "fits"};
  if (batches) heading.insert(heading.begin() + 1, "tok/s");
  if (!money) return heading;
  if (p.run && p.run->dollars)
    heading.emplace_back("M USD");
  else if (p.run)
    heading.emplace_back("days");
  else if (p.step_dollars)
    heading.emplace_back("USD/step");
  return heading;
}

std::vector<std::string> cost_cells(const RankedPlan& p, bool money, bool batches) {
  constexpr double a_day = 86400, mega = 1e6;
  std::vector<std::string> cells{significant(p.cost.seconds, 4),
                                 fmt::format("{:.1f}", 100 * p.cost.mfu),
                                 fmt::format("{:.1f}", p.cost.peak_bytes / GiB.base()),
                                 fmt::format("{}", std::min(99, static_cast<int>(100 * p.chance)))};
  if (batches) cells.insert(cells.begin() + 1, with_suffix(1 / p.cost.token_seconds()));
  if (!money) return cells;
  if (p.run && p.run->dollars)
    cells.push_back(significant(p.run->dollars->median.base() / mega, 3));
  else if (p.run)
    cells.push_back(significant(p.run->time.median.base() / a_day, 3));
  else if (p.step_dollars)
    cells.push_back(significant(p.step_dollars->base(), 3));
  return cells;
}

bool batches_among(const std::vector<RankedPlan>& plans) {
  return std::any_of(plans.begin(), plans.end(), [&](const RankedPlan& p) {
    return p.cost.tokens != plans.front().cost.tokens;
  });
}

Grid grid_of(const std::vector<Column>& shown, const std::vector<RankedPlan>& plans, bool money) {
  const bool batches = batches_among(plans);
  Grid grid{{""}, {}, {}};
  for (const Column& c : shown) grid.heading.push_back(c.heading);
  for (std::string& h : cost_heading(plans.front(), money, batches))
    grid.heading.push_back(std::move(h));
  for (std::size_t i = 0; i < plans.size(); ++i) {
    std::vector<std::string> row{fmt::format("{}", i + 1)};
    for (const Column& c : shown) row.push_back(c.cell(plans[i].plan));
    for (std::string& cell : cost_cells(plans[i], money, batches)) row.push_back(std::move(cell));
    grid.rows.push_back(std::move(row));
  }
  return grid;
}

std::size_t width(const Grid& grid) {
  std::size_t sum = 4;  // the rank, indented
  for (std::size_t c = 1; c < grid.heading.size(); ++c) {
    std::size_t widest = display_width(grid.heading[c]);
    for (const auto& row : grid.rows) widest = std::max(widest, display_width(row[c]));
    sum += 2 + widest;
  }
  return sum;
}

std::string legend(const std::vector<Column>& shown) {
  std::vector<std::string> words;
  for (const Column& c : shown) words.push_back(fmt::format("{} {}", c.heading, c.meaning));
  words.emplace_back("fits: of 100 chances");
  return fmt::format("{}.", fmt::join(words, "; "));
}

}  // namespace

Section fastest_section(const SearchInput& in, const SearchReport& r) {
  std::vector<Column> shown;
  std::vector<std::string> left_out;
  for (const Column& c : columns())
    if (differs(c, r.best)) shown.push_back(c);
  // Money gives way first: on as many accelerators it is as the step.
  const bool money = width(grid_of(shown, r.best, true)) <= page_width;
  while (!shown.empty() && width(grid_of(shown, r.best, money)) > page_width) {
    left_out.insert(left_out.begin(), shown.back().heading);
    shown.pop_back();
  }
  Section section{
      r.best.size() == 1 ? "THE ONE THAT FITS" : fmt::format("THE {} FASTEST", r.best.size()),
      r.best.size() == 1 ? "" : "settings in which they differ",
      {}};
  section.parts.emplace_back(grid_of(shown, r.best, money));
  section.parts.emplace_back(Paragraph{"", legend(shown), 0});
  if (!left_out.empty())
    section.parts.emplace_back(Paragraph{
        "", fmt::format("They differ too in {}: see --csv.", fmt::join(left_out, ", ")), 0});
  if (in.parts > 1)
    section.parts.emplace_back(Paragraph{"", "Of this part of the plans alone.", 0});
  return section;
}

}  // namespace tenfold::report
