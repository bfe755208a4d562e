#include "report/hardware.h"

#include <fmt/format.h>

#include <optional>

namespace tenfold::report {
namespace {

constexpr auto unknown = "–";
constexpr Bandwidth GB_per_s = GB / second;

template <class Quantity>
std::string in(const std::optional<Quantity>& value, Quantity unit) {
  return value ? fmt::format("{:.6g}", value->in(unit)) : unknown;
}

// "1.99–6.88 (2026-05)"
template <class Quantity>
std::string range(const std::optional<Quantity>& low, const std::optional<Quantity>& high,
                  Quantity unit, const std::string& date) {
  if (!low && !high) return unknown;
  const std::string from = in(low, unit), to = in(high, unit);
  return fmt::format("{} ({})", from == to ? from : from + "–" + to,
                     date.empty() ? "no date" : date);
}

template <class Thing>
std::string grade(const Thing& thing, const std::string& path) {
  const auto found = thing.provenance.find(path);
  return found == thing.provenance.end() ? unknown : std::string(name(found->second.grade));
}

std::string grade_of_rate(const Accelerator& a) {
  return grade(a, a.bf16 ? "accelerator.bf16" : "accelerator.fp16");
}

// "450 / 50": inside the node and out of it.
std::string networks(const std::vector<Tier>& tiers) {
  std::string text;
  for (const Tier& tier : tiers)
    text += fmt::format("{}{:.4g}", text.empty() ? "" : " / ", tier.bandwidth.in(GB_per_s));
  return text;
}

std::string row(const Accelerator& a) {
  constexpr Watts watt = Watts::base(1);
  constexpr Rent hourly = Rent::base(1 / 3600.0);
  constexpr Dollars dollar = Dollars::base(1);
  return fmt::format(
      "| `{}` | {} | {} | {} | {:.6g} | {} | {:.6g} | {:.5g} | {} | {} | {} | {} | {} | {} |\n",
      a.key, in(peak_16bit(a), TFLOP_per_s), in(a.fp8, TFLOP_per_s), in(a.fp4, TFLOP_per_s),
      a.memory.in(GiB), in(a.usable_memory, GiB), a.memory_bandwidth.in(GB_per_s), a.power.in(watt),
      networks(a.tiers), range(a.rent_low, a.rent_high, hourly, a.rent_date),
      range(a.purchase_low, a.purchase_high, dollar, a.purchase_date),
      a.released.empty() ? unknown : a.released, grade_of_rate(a),
      a.measured_runs ? fmt::format("{}", *a.measured_runs) : unknown);
}

std::string row(const Cluster& c) {
  const std::string failures = c.node_failures
                                   ? fmt::format("{:.4g} ({})", c.node_failures->base() * 8.64e7,
                                                 grade(c, "cluster.node_failures"))
                                   : unknown;
  return fmt::format("| `{}` | `{}` | {} | {} | {} | {} | {} | {} | {} |\n", c.key,
                     c.accelerator.key, c.accelerators, networks(c.tiers),
                     c.region.empty() ? unknown : c.region,
                     c.facility ? fmt::format("{}", *c.facility) : unknown, failures,
                     in(c.storage, GB_per_s), grade(c, "cluster.accelerators"));
}

}  // namespace

std::string hardware_markdown(const std::vector<Accelerator>& all) {
  std::string text =
      "| profile | 16-bit TFLOP/s | fp8 | fp4 | memory GiB | usable | GB/s | W | links GB/s | "
      "rent USD/h | price USD | since | grade | runs |\n"
      "|---|---:|---:|---:|---:|---:|---:|---:|---:|---|---|---|---|---:|\n";
  for (const Accelerator& a : all) text += row(a);
  return text;
}

std::string clusters_markdown(const std::vector<Cluster>& all) {
  std::string text =
      "| cluster | accelerator | count | links GB/s | region | PUE | failures | storage GB/s | "
      "grade |\n|---|---|---:|---|---|---:|---|---:|---|\n";
  for (const Cluster& c : all) text += row(c);
  return text;
}

}  // namespace tenfold::report
