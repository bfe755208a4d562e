#include "store/search_results.h"

#include <fmt/format.h>

#include <limits>
#include <type_traits>
#include <utility>

#include "schedule/stage_layout.h"

namespace tenfold::store {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

// A list of plans: its dimension, and what its plans are.
struct List {
  std::string name;
  std::string meaning;
  const std::vector<RankedPlan>& plans;
};

template <class Value>
std::vector<Value> values_of(const List& list, Value (*value)(const RankedPlan&)) {
  std::vector<Value> all;
  for (const RankedPlan& p : list.plans) all.push_back(value(p));
  return all;
}

// A field of the plans, as the scenario writes it.
template <class Member>
Values field_values(const List& list, Member ParallelPlan::*member) {
  constexpr bool words = std::is_enum_v<Member>;
  std::vector<std::conditional_t<words, std::string, std::int64_t>> all;
  for (const RankedPlan& p : list.plans)
    if constexpr (words)
      all.emplace_back(name(p.plan.*member));
    else
      all.push_back(static_cast<std::int64_t>(p.plan.*member));
  return all;
}

void add_fields(Dataset& data, const List& list) {
  for_each_field<ParallelPlan>([&](const auto& field) {
    using Member = std::decay_t<decltype(ParallelPlan{}.*field.member)>;
    if constexpr (!std::is_same_v<Member, std::vector<Size>>)  // told by the settings
      data.variables.push_back({fmt::format("{}_{}", list.name, field.name),
                                {list.name},
                                field_values(list, field.member),
                                "1",
                                std::string(field.meaning)});
  });
}

void add_list(Dataset& data, const List& list) {
  if (list.plans.empty()) return;
  Dimension ranks{list.name, {}};
  for (std::size_t i = 1; i <= list.plans.size(); ++i) ranks.labels.push_back(fmt::format("{}", i));
  data.dimensions.push_back(ranks);
  const auto add = [&](const char* what, Values values, const char* units,
                       const std::string& long_name) {
    data.variables.push_back({fmt::format("{}_{}", list.name, what),
                              {list.name},
                              std::move(values),
                              units,
                              fmt::format("{}, {}", long_name, list.meaning)});
  };
  using P = const RankedPlan&;
  add("number", values_of<Size>(list, [](P p) { return p.cost.index; }), "1", "number of the plan");
  add("accelerators", values_of<Size>(list, [](P p) { return p.cost.accelerators; }), "1",
      "accelerators");
  add("step_time", values_of<double>(list, [](P p) { return p.cost.seconds; }), "s",
      "time of a step");
  add("spread", values_of<double>(list, [](P p) { return p.cost.spread; }), "1",
      "standard deviation of the logarithm of the step time");
  add("peak_memory", values_of<double>(list, [](P p) { return p.cost.peak_bytes; }), "B",
      "held at the peak by the fullest rank");
  add("mfu", values_of<double>(list, [](P p) { return p.cost.mfu; }), "1",
      "model FLOPs, exact, of the 16-bit peak");
  add("hfu", values_of<double>(list, [](P p) { return p.cost.hfu; }), "1",
      "executed FLOPs of the 16-bit peak");
  add("step_dollars",
      values_of<double>(list, [](P p) { return p.step_dollars ? p.step_dollars->base() : none; }),
      "USD", "rent of the accelerators for a step");
  add("settings", values_of<std::string>(list, [](P p) { return p.settings; }), "1",
      "what run --plan takes");
  add_fields(data, list);
}

void add_rejected(Dataset& data, const SearchReport& r) {
  if (r.found.rejected.empty()) return;
  Dimension reasons{"reason", {}};
  std::vector<std::int64_t> counts, witnesses;
  for (const Rejected& x : r.found.rejected) {
    reasons.labels.emplace_back(name(x.reason));
    counts.push_back(x.count);
    witnesses.push_back(x.witness);
  }
  data.dimensions.push_back(reasons);
  data.variables.push_back(
      {"rejected", {"reason"}, counts, "1", "plans that cannot run or do not fit"});
  data.variables.push_back({"witness", {"reason"}, witnesses, "1", "lowest number of such a plan"});
}

// The rungs of a ladder, each with its fastest plan; not a number where it has none.
void add_rungs(Dataset& data, const SearchReport& r) {
  if (r.rungs.empty()) return;
  Dimension rungs{"rung", {}};
  const auto sizes = [&](auto value) {
    std::vector<std::int64_t> all;
    for (const RungReport& x : r.rungs) all.push_back(static_cast<std::int64_t>(value(x)));
    return all;
  };
  const auto numbers = [&](auto value) {
    std::vector<double> all;
    for (const RungReport& x : r.rungs) all.push_back(x.best.empty() ? none : value(x.best[0]));
    return all;
  };
  std::vector<double> tokens;
  for (const RungReport& x : r.rungs) {
    rungs.labels.push_back(x.settings);
    tokens.push_back(x.tokens ? real(*x.tokens) : none);
  }
  data.dimensions.push_back(rungs);
  const auto add = [&](const char* what, Values values, const char* units, const char* meaning) {
    data.variables.push_back(
        {fmt::format("rung_{}", what), {"rung"}, std::move(values), units, meaning});
  };
  using X = const RungReport&;
  using P = const RankedPlan&;
  add("layers", sizes([](X x) { return x.shape.layers; }), "1", "layers of the model");
  add("width", sizes([](X x) { return x.shape.hidden; }), "1", "width of the model");
  add("parameters", sizes([](X x) { return x.parameters.total; }), "1", "parameters");
  add("tokens", tokens, "1", "training tokens");
  add("plans", sizes([](X x) { return x.numbers.size(); }), "1", "plans of its space");
  add("best_number", numbers([](P p) { return real(p.cost.index); }), "1",
      "number of its fastest plan");
  add("best_step_time", numbers([](P p) { return p.cost.seconds; }), "s", "time of a step of it");
  add("best_mfu", numbers([](P p) { return p.cost.mfu; }), "1", "model FLOPs of the 16-bit peak");
  add("best_time", numbers([](P p) { return p.run ? p.run->time.median.base() : none; }), "s",
      "time of the run of it");
}

// The columns of a piece of all plans, as filled for one more plan after another.
class Piece {
 public:
  explicit Piece(std::size_t plans) : plans_(plans) {}
  template <class Value>
  Piece& column(const std::vector<CostedPlan>& plans, Value (*value)(const CostedPlan&)) {
    std::vector<Value> all;
    all.reserve(plans_);
    for (const CostedPlan& p : plans) all.push_back(value(p));
    columns_.emplace_back(std::move(all));
    return *this;
  }
  template <class Value>
  void of_plans(const std::vector<ParallelPlan>& plans, const Value& value) {
    std::vector<std::int64_t> all;
    all.reserve(plans_);
    for (const ParallelPlan& p : plans) all.push_back(static_cast<std::int64_t>(value(p)));
    columns_.emplace_back(std::move(all));
  }
  const std::vector<Values>& columns() const { return columns_; }

 private:
  std::size_t plans_;
  std::vector<Values> columns_;
};

template <class Visit>
void for_each_column_field(const Visit& visit) {
  for_each_field<ParallelPlan>([&](const auto& field) {
    using Member = std::decay_t<decltype(ParallelPlan{}.*field.member)>;
    if constexpr (!std::is_same_v<Member, std::vector<Size>>) visit(field, Member{});
  });
}

template <class Enum>
std::string meanings() {
  std::string words;
  for (const std::string_view n : enum_names<Enum>)
    words += fmt::format("{}{}", words.empty() ? "" : " ", n);
  return words;
}

std::vector<RowColumn> all_columns(bool ladder) {
  std::vector<RowColumn> all{{"plan", true, "1", "number of the plan"},
                             {"accelerators", true, "1", "accelerators"},
                             {"step_time", false, "s", "time of a step"},
                             {"spread", false, "1", "standard deviation of the logarithm of it"},
                             {"peak_memory", false, "B", "held at the peak by the fullest rank"},
                             {"mfu", false, "1", "model FLOPs, exact, of the 16-bit peak"},
                             {"hfu", false, "1", "executed FLOPs of the 16-bit peak"},
                             {"first_layers", true, "1", "layers of the first virtual stage"},
                             {"last_layers", true, "1", "layers of the last virtual stage"}};
  for_each_column_field([&](const auto& field, auto member) {
    RowColumn c{std::string(field.name), true, "1", std::string(field.meaning)};
    if constexpr (std::is_enum_v<decltype(member)>) c.meanings = meanings<decltype(member)>();
    all.push_back(c);
  });
  if (ladder) all.push_back({"of_rung", true, "1", "of the ladder of models, from 1"});
  return all;
}

std::vector<Values> columns_of(const CostedPlans& found, Size layers, bool ladder) {
  using P = const CostedPlan&;
  const std::vector<CostedPlan>& costed = found.costs;
  Piece piece(costed.size());
  piece.column<Size>(costed, [](P p) { return p.index; })
      .column<Size>(costed, [](P p) { return p.accelerators; })
      .column<double>(costed, [](P p) { return p.seconds; })
      .column<double>(costed, [](P p) { return p.spread; })
      .column<double>(costed, [](P p) { return p.peak_bytes; })
      .column<double>(costed, [](P p) { return p.mfu; })
      .column<double>(costed, [](P p) { return p.hfu; });
  const auto& plans = found.plans;
  piece.of_plans(plans, [&](const ParallelPlan& p) { return stage_layout(p, layers).front(); });
  piece.of_plans(plans, [&](const ParallelPlan& p) { return stage_layout(p, layers).back(); });
  for_each_column_field([&](const auto& field, auto) {
    piece.of_plans(plans, [&](const ParallelPlan& p) { return p.*field.member; });
  });
  std::vector<Values> columns = piece.columns();
  if (ladder)
    columns.emplace_back(
        std::vector<std::int64_t>(costed.size(), static_cast<std::int64_t>(found.rung) + 1));
  return columns;
}

Rows all_rows(const io::LoadedSearch& loaded, const SearchReport& r) {
  const bool ladder = !r.rungs.empty();
  const Size own = std::ssize(loaded.input.run.model.architecture->layers);
  return {.count = r.tried.plans_feasible,
          .columns = all_columns(ladder),
          .pieces = [&loaded, &r, ladder, own](const Rows::Put& put) {
            each_costed(loaded.input, [&](const CostedPlans& plans) {
              put(columns_of(plans, ladder ? r.rungs[plans.rung].shape.layers : own, ladder));
            });
          }};
}

}  // namespace

Dataset search_dataset(const io::LoadedSearch& loaded, const SearchReport& r) {
  const RunInput& in = loaded.input.run;
  Dataset data{"tenfold search", {}, {}, {}};
  add_list(data, {"best", "fastest first", r.best});
  add_list(data, {"front", "none better in time, memory and accelerators", r.front});
  add_rejected(data, r);
  add_rungs(data, r);
  data.attributes = {{"model", r.rungs.empty() ? in.model.name : r.rungs[r.rung].model},
                     {"accelerator", in.cluster.accelerator.name},
                     {"plans_total", fmt::format("{}", r.tried.plans_total)},
                     {"plans_costed", fmt::format("{}", r.tried.plans_costed)},
                     {"plans_feasible", fmt::format("{}", r.tried.plans_feasible)},
                     {"space_plans", fmt::format("{}", r.space_plans)},
                     {"first_plan", fmt::format("{}", r.range.first)},
                     {"end_plan", fmt::format("{}", r.range.last)},
                     {"scenario", loaded.text},
                     {"scenario_sha256", loaded.files.front().sha256}};
  for (const io::InputFile& f : loaded.files)
    data.attributes.push_back({"sha256 of " + f.path, f.sha256});
  return data;
}

void write_search(const std::string& path, const io::LoadedSearch& loaded, const SearchReport& r,
                  bool all_plans) {
  Dataset data = search_dataset(loaded, r);
  if (all_plans) data.rows = all_rows(loaded, r);
  write(path, data);
}

}  // namespace tenfold::store
