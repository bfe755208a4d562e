#include "fit/collective_form.h"

#include <algorithm>

namespace tenfold {
namespace {

using Rows = std::vector<TimedCollective>;

// The rate of a message that moves within the time, over the tier's.
double rate_over(const TimedCollective& t, Seconds time, Bandwidth tier) {
  const double ranks = real(t.group.ranks());
  const double passes = t.kind == CollectiveKind::all_reduce ? 2 : 1;
  const double shared = t.kind == CollectiveKind::all_to_all ? 1 : real(t.group.per_tier[0]);
  const double each = t.group.per_tier.size() > 1 ? shared : 1;
  return passes * (ranks - 1) / ranks / each * (t.bytes / time / tier);
}

// Four lines, each from below the first row of its sizes through the last.
std::vector<ProtocolWays> cut_starts(Rows rows, Bandwidth tier) {
  std::sort(rows.begin(), rows.end(),
            [](const auto& a, const auto& b) { return a.bytes < b.bytes; });
  constexpr double shares[] = {0.25, 0.4, 0.5, 0.6, 0.75};
  std::vector<ProtocolWays> found;
  const auto add = [&](double a, double b, double c) {
    ProtocolWays w;
    w.norm = 1.5;
    const auto at = [&](double share) {
      return static_cast<std::size_t>(share * real(std::ssize(rows)));
    };
    const auto line = [&](double from, double to, Seconds& latency, double& rate) {
      latency = 0.8 * rows[at(from)].time;
      const TimedCollective& last = rows[at(to) - 1];
      rate = rate_over(last, std::max(0.05 * last.time, last.time - latency), tier);
    };
    line(0, a, w.ll, w.ll_rate), line(a, b, w.ll128, w.ll128_rate);
    line(b, c, w.simple, w.simple_rate), line(c, 1, w.wide, w.wide_rate);
    found.push_back(w);
  };
  for (int i = 0; i < 5; ++i)
    for (int j = i + 1; j < 5; ++j)
      for (int k = j + 1; k < 5; ++k) add(shares[i], shares[j], shares[k]);
  return found;
}

}  // namespace

std::vector<Knob<ProtocolWays>> knobs(Form form) {
  std::vector<Knob<ProtocolWays>> list{
      {&ProtocolWays::ll, 1e-6, 1e-3},        {&ProtocolWays::ll128, 1e-6, 2e-3},
      {&ProtocolWays::simple, 1e-6, 2e-2},    {&ProtocolWays::ll_rate, 1e-3, 2},
      {&ProtocolWays::ll128_rate, 1e-2, 2.5}, {&ProtocolWays::simple_rate, 0.05, 2.5}};
  if (form.wide) list.push_back({&ProtocolWays::wide, 1e-6, 2e-2});
  if (form.wide) list.push_back({&ProtocolWays::wide_rate, 0.05, 2.5});
  if (form.norm) list.push_back({&ProtocolWays::norm, 1, 8});
  return list;
}

std::vector<Protocol> protocols(const ProtocolWays& t, Form form) {
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

std::vector<ProtocolWays> starts(const std::vector<TimedCollective>& rows, Bandwidth tier,
                                 Form form) {
  Seconds shortest = rows.front().time;
  for (const TimedCollective& t : rows) shortest = std::min(shortest, t.time);
  double most = 0.05;
  for (const TimedCollective& t : rows) most = std::max(most, rate_over(t, t.time, tier));
  ProtocolWays early{.ll = shortest,
                     .ll128 = 1.15 * shortest,
                     .simple = 2.0 * shortest,
                     .wide = 8.0 * shortest,
                     .ll_rate = 0.08 * most,
                     .ll128_rate = 0.4 * most,
                     .simple_rate = 1.05 * most,
                     .wide_rate = 1.1 * most,
                     .norm = 1.5};
  ProtocolWays later = early;
  later.ll_rate = 0.02 * most;
  later.ll128_rate = 0.6 * most;
  later.simple = 5.0 * shortest;
  ProtocolWays latest = early;
  latest.ll128 = 2.0 * shortest;
  latest.simple = 10.0 * shortest;
  latest.wide = 20.0 * shortest;
  latest.ll_rate = 0.3 * most;
  latest.ll128_rate = 0.8 * most;
  std::vector<ProtocolWays> list{early, later, latest};
  if (form.wide)
    for (const ProtocolWays& w : cut_starts(rows, tier)) list.push_back(w);
  return list;
}

}  // namespace tenfold
