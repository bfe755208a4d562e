#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "fit/calibrate.h"
#include "fit/held_out.h"
#include "fit/minimise.h"

namespace tenfold {
namespace {

// Protocols by latency and efficiency, in the order LL, LL128, Simple, and a second Simple where a
// log has more steps; all join latency and wire by one norm.
struct Ways {
  Seconds ll, ll128, simple, wide;
  double ll_rate = 0.1, ll128_rate = 0.4, simple_rate = 0.8, wide_rate = 0.8;
  double norm = 1;
};

// What a fit may turn beside three protocols.
struct Form {
  bool wide = false, norm = false;
};
// In the order of their parameters. A norm together with a fourth protocol told rows left out worse
// than either (docs/kernels.md).
constexpr Form forms[] = {{}, {.norm = true}, {.wide = true}};

std::vector<Knob<Ways>> knobs(Form form) {
  std::vector<Knob<Ways>> list{{&Ways::ll, 1e-6, 1e-3},        {&Ways::ll128, 1e-6, 2e-3},
                               {&Ways::simple, 1e-6, 2e-2},    {&Ways::ll_rate, 1e-3, 2},
                               {&Ways::ll128_rate, 1e-2, 2.5}, {&Ways::simple_rate, 0.05, 2.5}};
  if (form.wide) list.push_back({&Ways::wide, 1e-6, 2e-2});
  if (form.wide) list.push_back({&Ways::wide_rate, 0.05, 2.5});
  if (form.norm) list.push_back({&Ways::norm, 1, 8});
  return list;
}

std::vector<Protocol> protocols(const Ways& t, Form form) {
  const auto way = [&](const char* name, Seconds latency, double rate) {
    return Protocol{.name = name,
                    .latency = latency,
                    .latency_per_rank = {},
                    .efficiency = rate,
                    .norm = form.norm ? t.norm : 1};
  };
  std::vector<Protocol> list{way("LL", t.ll, t.ll_rate), way("LL128", t.ll128, t.ll128_rate),
                             way("Simple", t.simple, t.simple_rate)};
  if (form.wide) list.push_back(way("Simple, wide", t.wide, t.wide_rate));
  return list;
}

// The rate of the largest messages, over the tier's.
double most_rate(const std::vector<TimedCollective>& rows, Bandwidth tier) {
  double most = 0.05;
  for (const TimedCollective& t : rows) {
    const double ranks = real(t.group.ranks());
    const double passes = t.kind == CollectiveKind::all_reduce ? 2 : 1;
    const double shared = t.kind == CollectiveKind::all_to_all ? 1 : real(t.group.per_tier[0]);
    const double each = t.group.per_tier.size() > 1 ? shared : 1;
    most = std::max(most, passes * (ranks - 1) / ranks / each * (t.bytes / t.time / tier));
  }
  return most;
}

// Starts from the data: the shortest time, and the rate of the largest message.
std::vector<Ways> starts(const std::vector<TimedCollective>& rows, Bandwidth tier) {
  Seconds shortest = rows.front().time;
  for (const TimedCollective& t : rows) shortest = std::min(shortest, t.time);
  const double most = most_rate(rows, tier);
  Ways first{.ll = shortest,
             .ll128 = 1.15 * shortest,
             .simple = 2.0 * shortest,
             .wide = 8.0 * shortest,
             .ll_rate = 0.08 * most,
             .ll128_rate = 0.4 * most,
             .simple_rate = 1.05 * most,
             .wide_rate = 1.1 * most,
             .norm = 1.5};
  Ways second = first;
  second.ll_rate = 0.02 * most;
  second.ll128_rate = 0.6 * most;
  second.simple = 5.0 * shortest;
  Ways third = first;
  third.ll128 = 2.0 * shortest;
  third.simple = 10.0 * shortest;
  third.wide = 20.0 * shortest;
  third.ll_rate = 0.3 * most;
  third.ll128_rate = 0.8 * most;
  return {first, second, third};
}

// A cluster whose last tier runs one kind of collective as told.
Cluster with(Cluster cluster, CollectiveEfficiency e) {
  auto& all = cluster.tiers.back().collectives;
  std::erase_if(all, [&](const CollectiveEfficiency& other) { return other.kind == e.kind; });
  all.push_back(std::move(e));
  return cluster;
}

std::vector<double> errors_of(const std::vector<TimedCollective>& rows, const Cluster& cluster) {
  return log_errors(rows, [&](const TimedCollective& t) {
    return collective_time(t.kind, t.bytes, t.group, cluster).time;
  });
}

// Six numbers go through as many of twenty points exactly, if only the mean error counts, and leave
// single ones far off; the root mean square holds those.
double loss(const std::vector<double>& errors) {
  return mean_absolute(errors) + 0.3 * root_mean_square(errors);
}

struct OneFit {
  std::vector<Protocol> protocols;
  std::vector<double> errors;  // of the rows held out
  std::int64_t fitted = 0;
};

std::vector<Protocol> fitted_protocols(const std::vector<TimedCollective>& rows,
                                       const Cluster& cluster, Form form, int evaluations) {
  const CollectiveKind kind = rows.front().kind;
  const Ways best = fitted(
      starts(rows, cluster.tiers.back().bandwidth), knobs(form), evaluations, [&](const Ways& t) {
        return loss(
            errors_of(rows, with(cluster, {.kind = kind, .protocols = protocols(t, form)})));
      });
  return protocols(best, form);
}

OneFit fit_rows(const std::vector<TimedCollective>& all, const Cluster& cluster, Form form) {
  const Split<TimedCollective> rows = split(all);
  const auto found = fitted_protocols(rows.fit, cluster, form, 4000);
  return {found,
          errors_of(rows.held, with(cluster, {.kind = all.front().kind, .protocols = found})),
          static_cast<std::int64_t>(rows.fit.size())};
}

using ByMembers = std::map<Size, std::vector<TimedCollective>>;

// Every fourth row from the `first`, and the others. The smallest and the largest message, which
// no neighbour tells, are never left out.
Split<TimedCollective> every_fourth(const std::vector<TimedCollective>& rows, std::size_t first) {
  Split<TimedCollective> parts;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool left_out = i % 4 == first && i > 0 && i + 1 < rows.size();
    (left_out ? parts.held : parts.fit).push_back(rows[i]);
  }
  return parts;
}

// The mean error of rows fitted, each left out of one of four fits. Rows held out are not seen.
double left_out_error(const ByMembers& groups, const Cluster& cluster, Form form) {
  std::vector<double> errors;
  for (const auto& [n, all] : groups) {
    std::vector<TimedCollective> rows = split(all).fit;
    std::sort(rows.begin(), rows.end(),
              [](const auto& a, const auto& b) { return a.bytes < b.bytes; });
    for (std::size_t first = 0; first < 4; ++first) {
      const Split<TimedCollective> parts = every_fourth(rows, first);
      if (parts.held.empty()) continue;
      const auto found = fitted_protocols(parts.fit, cluster, form, 1500);
      const auto some =
          errors_of(parts.held, with(cluster, {.kind = rows.front().kind, .protocols = found}));
      errors.insert(errors.end(), some.begin(), some.end());
    }
  }
  return mean_absolute(errors);
}

// Three protocols, unless another form tells rows left out better by a tenth. A form of more
// parameters than half its rows is not asked.
Form best_form(const ByMembers& groups, const Cluster& cluster) {
  std::size_t fewest = split(groups.begin()->second).fit.size();
  for (const auto& [n, all] : groups) fewest = std::min(fewest, split(all).fit.size());
  Form best = forms[0];
  double least = 0.9 * left_out_error(groups, cluster, best);
  for (const Form form : {forms[1], forms[2]}) {
    if (2 * knobs(form).size() > fewest) continue;
    const double error = left_out_error(groups, cluster, form);
    if (error < least) least = error, best = form;
  }
  return best;
}

// Members of the outermost tier that a row's group crosses.
Size members(const TimedCollective& t) { return t.group.per_tier.back(); }

// Fits each number of members apart: the numbers between two of them belong to the larger, those
// beyond the largest grow by the latency that the last step added for a member.
struct Classes {
  std::vector<Protocol> protocols;
  std::vector<double> errors;
  std::int64_t fitted = 0;
};
Classes fit_classes(const std::vector<TimedCollective>& rows, const Cluster& cluster, bool open) {
  ByMembers by_members;
  for (const TimedCollective& t : rows) by_members[members(t)].push_back(t);
  const Form form = best_form(by_members, cluster);
  Classes found;
  Size below = 1;
  double before = 0;
  for (const auto& [n, some] : by_members) {
    OneFit one = fit_rows(some, cluster, form);
    const double growth =
        std::max(0.0, (one.protocols[0].latency.base() - before) / real(n - below));
    const bool last = n == by_members.rbegin()->first;
    before = one.protocols[0].latency.base();
    for (Protocol& p : one.protocols) {
      p.name += fmt::format(" of {}", n);
      p.least_ranks = below + 1;
      p.most_ranks = last && open ? 0 : n;
      if (!last || !open || below == 1) continue;
      const double hops = std::min(growth, p.latency.base() / real(n));
      p.latency_per_rank = Seconds::base(hops);
      p.latency -= Seconds::base(hops * real(n - 1));
    }
    found.protocols.insert(found.protocols.end(), one.protocols.begin(), one.protocols.end());
    found.errors.insert(found.errors.end(), one.errors.begin(), one.errors.end());
    found.fitted += one.fitted;
    below = n;
  }
  return found;
}

Tier tier(const char* name, Bandwidth bandwidth, double latency) {
  Tier made;
  made.name = name;
  made.bandwidth = bandwidth;
  made.latency = Seconds::base(latency);
  return made;
}

// The network inside the node, and the one outside where the table has one. Only the ratio of their
// latencies counts, for groups of other sizes than those timed.
Cluster cluster_of(const TimedTable& table, const FittedNetwork& inside) {
  Cluster cluster;
  cluster.tiers.push_back(tier("inside", inside.bandwidth, 5e-6));
  cluster.tiers.back().collectives = inside.collectives;
  if (table.network.base() > 0) cluster.tiers.push_back(tier("outside", table.network, 15e-6));
  return cluster;
}

constexpr std::size_t least_rows = 12;  // fewer do not hold three protocols

}  // namespace

FittedCollectives fit_collectives(const TimedTable& table, const FittedNetwork& inside) {
  const bool across = table.network.base() > 0;
  const Cluster cluster = cluster_of(table, inside);
  FittedCollectives found;
  found.network = {.system = across ? table.system : "",
                   .bandwidth = cluster.tiers.back().bandwidth,
                   .collectives = {}};
  std::map<CollectiveKind, std::vector<TimedCollective>> by_kind;
  for (const TimedCollective& t : table.collectives)
    if ((members(t) > 1) && (across == (t.group.per_tier.size() > 1))) by_kind[t.kind].push_back(t);
  for (const auto& [kind, rows] : by_kind) {
    if (rows.size() < least_rows) continue;
    const Classes fit = fit_classes(rows, cluster, !across);
    found.network.collectives.push_back(
        {.kind = kind, .protocols = fit.protocols, .spread = root_mean_square(fit.errors)});
    found.scores.push_back(score_of({.part = table.part,
                                     .kind = across ? "collective, across" : "collective, inside",
                                     .what = std::string(name(kind)),
                                     .system = table.system,
                                     .fitted = fit.fitted},
                                    fit.errors));
  }
  return found;
}

}  // namespace tenfold
