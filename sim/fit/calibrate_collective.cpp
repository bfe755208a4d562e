#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "fit/calibrate.h"
#include "fit/collective_form.h"
#include "fit/held_out.h"

namespace tenfold {
namespace {

using Rows = std::vector<TimedCollective>;

constexpr Form plain;
// In the order of their parameters.
constexpr Form others[] = {{.norm = true}, {.wide = true}, {.wide = true, .norm = true}};

// A cluster whose last tier runs one kind of collective as told.
Cluster with(Cluster cluster, CollectiveEfficiency e) {
  auto& all = cluster.tiers.back().collectives;
  std::erase_if(all, [&](const CollectiveEfficiency& other) { return other.kind == e.kind; });
  all.push_back(std::move(e));
  return cluster;
}

std::vector<double> errors_of(const Rows& rows, const Cluster& cluster) {
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

std::vector<Protocol> fitted_protocols(const Rows& rows, const Cluster& cluster, Form form,
                                       int evaluations) {
  const CollectiveKind kind = rows.front().kind;
  const ProtocolWays best =
      fitted(starts(rows, cluster.tiers.back().bandwidth, form), knobs(form), evaluations,
             [&](const ProtocolWays& t) {
               return loss(
                   errors_of(rows, with(cluster, {.kind = kind, .protocols = protocols(t, form)})));
             });
  return protocols(best, form);
}

// The size of a message is the same for both, as nccl-tests counts it.
std::optional<CollectiveKind> mirror_image(CollectiveKind kind) {
  if (kind == CollectiveKind::all_gather) return CollectiveKind::reduce_scatter;
  if (kind == CollectiveKind::reduce_scatter) return CollectiveKind::all_gather;
  return std::nullopt;
}

// Of one number of members: the kind's own rows, and of its mirror image those that a fit may see.
struct Source {
  Rows own, mirror;
};
using ByMembers = std::map<Size, Source>;

// The rows that a form is fitted to.
Rows seen(Rows own, const Source& source, Form form) {
  if (form.mirror) own.insert(own.end(), source.mirror.begin(), source.mirror.end());
  return own;
}

OneFit fit_rows(const Source& source, const Cluster& cluster, Form form) {
  const HeldOutSplit<TimedCollective> rows = split(source.own);
  const auto found = fitted_protocols(seen(rows.fit, source, form), cluster, form, 4000);
  return {found,
          errors_of(rows.held, with(cluster, {.kind = rows.fit.front().kind, .protocols = found})),
          static_cast<std::int64_t>(rows.fit.size())};
}

// Every fourth row from the `first` is held.
HeldOutSplit<TimedCollective> every_fourth(const Rows& rows, std::size_t first) {
  HeldOutSplit<TimedCollective> parts;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool left_out = i % 4 == first && i > 0 && i + 1 < rows.size();
    (left_out ? parts.held : parts.fit).push_back(rows[i]);
  }
  return parts;
}

// The mean error of rows fitted, each but the smallest and the largest message, which no neighbour
// tells, left out of one of four fits. Rows held out are not seen.
double left_out_error(const ByMembers& groups, const Cluster& cluster, Form form) {
  std::vector<double> errors;
  for (const auto& [n, source] : groups) {
    Rows rows = split(source.own).fit;
    std::sort(rows.begin(), rows.end(),
              [](const auto& a, const auto& b) { return a.bytes < b.bytes; });
    for (std::size_t first = 0; first < 4; ++first) {
      const HeldOutSplit<TimedCollective> parts = every_fourth(rows, first);
      if (parts.held.empty()) continue;
      const auto found = fitted_protocols(seen(parts.fit, source, form), cluster, form, 1500);
      const auto some =
          errors_of(parts.held, with(cluster, {.kind = rows.front().kind, .protocols = found}));
      errors.insert(errors.end(), some.begin(), some.end());
    }
  }
  return mean_absolute(errors);
}

// Three protocols, unless another form tells rows left out better by a tenth than all of fewer
// parameters. A form of more parameters than half its rows reads those of the mirror image, or is
// not asked.
Form best_form(const ByMembers& groups, const Cluster& cluster) {
  const auto fewest = [&](Form form) {
    std::size_t least = SIZE_MAX;
    for (const auto& [n, source] : groups)
      least = std::min(least, seen(split(source.own).fit, source, form).size());
    return least;
  };
  Form best = plain;
  double least = left_out_error(groups, cluster, best);
  for (Form form : others) {
    form.mirror = 2 * knobs(form).size() > fewest(form);
    if (2 * knobs(form).size() > fewest(form)) continue;
    const double error = left_out_error(groups, cluster, form);
    if (error < 0.9 * least) least = error, best = form;
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
Classes fit_classes(const ByMembers& by_members, const Cluster& cluster, bool open) {
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

ByMembers classes(CollectiveKind kind, const std::map<CollectiveKind, Rows>& by_kind) {
  ByMembers found;
  for (const TimedCollective& t : by_kind.at(kind)) found[members(t)].own.push_back(t);
  const auto image = mirror_image(kind);
  if (!image || !by_kind.contains(*image)) return found;
  for (TimedCollective t : split(by_kind.at(*image)).fit) {
    t.kind = kind;
    if (const auto at = found.find(members(t)); at != found.end()) at->second.mirror.push_back(t);
  }
  return found;
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
  std::map<CollectiveKind, Rows> by_kind;
  for (const TimedCollective& t : table.collectives)
    if ((members(t) > 1) && (across == (t.group.per_tier.size() > 1))) by_kind[t.kind].push_back(t);
  for (const auto& [kind, rows] : by_kind) {
    if (rows.size() < least_rows) continue;
    const Classes fit = fit_classes(classes(kind, by_kind), cluster, !across);
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
