#include "io/hardware_traps.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

namespace tenfold::io {
namespace {

constexpr Bandwidth GB_per_s = GB / second;
constexpr Rent USD_per_h = Rent::base(1 / 3600.0);
constexpr double joined = 1.05;  // over a bound by more than rounding

void contradict(Traps& all, std::string key, std::string message) {
  all.push_back({.key = std::move(key), .message = std::move(message)});
}
void suspect(Traps& all, std::string key, std::string message) {
  all.push_back({.contradiction = false, .key = std::move(key), .message = std::move(message)});
}

// ---- rates

// What a wafer of Cerebras reaches without its eightfold sparsity: 900,000 cores x 8 lanes x 2 x
// 1.1 GHz = 15.8 PFLOP/s; the headline of 125 over 8 is 15.6.
void check_wafer(const Accelerator& a, Traps& all) {
  const auto rate = peak_16bit(a);
  if (has_word(a.name, "wse") && rate && rate->in(TFLOP_per_s) > 20e3)
    contradict(all, a.bf16 ? "bf16" : "fp16",
               fmt::format("{:.6g} TFLOP/s counts eightfold sparsity: dense is an eighth",
                           rate->in(TFLOP_per_s)));
}

// AMD does not call 20.1 and 40.3 PFLOP/s sparse, but its other rates only fit their halves.
void check_mi400(const Accelerator& a, Traps& all) {
  const bool series = has_word(a.name, "mi455x") || has_word(a.name, "mi400");
  if (series && a.fp8 && a.fp8->in(TFLOP_per_s) > 15e3)
    suspect(all, "fp8", "AMD does not say whether it is sparse: half of it fits its other rates");
}

// GeForce multiplies at half rate where sums are kept in 32 bits: 4090 165.2 of 330.3, 5090 209.5
// of 419, each twice the rate of plain 32-bit arithmetic.
void check_geforce(const Accelerator& a, Traps& all) {
  if (!has_word(a.name, "rtx") && !has_word(a.name, "geforce")) return;
  const auto check = [&](std::string_view key, const std::optional<FlopRate>& rate) {
    if (rate && a.fp32 && *rate > 2.2 * *a.fp32)
      contradict(all, std::string(key),
                 fmt::format("{:.5g} TFLOP/s keeps sums in 16 bits: GeForce halves the rate with "
                             "sums in 32 bits, which training needs: about {:.5g}",
                             rate->in(TFLOP_per_s), 2 * a.fp32->in(TFLOP_per_s)));
  };
  check("bf16", a.bf16);
  check("fp16", a.fp16);
}

// The best that ships has 2.6 TFLOP/s a watt in 16 bits (TPU v6e); H100 1.4, B200 2.3.
void check_joules(const Accelerator& a, Traps& all) {
  const auto rate = peak_16bit(a);
  if (!rate) return;
  const double per_watt = rate->in(TFLOP_per_s) / a.power.in(Watts::base(1));
  if (per_watt > 4)
    suspect(all, a.bf16 ? "bf16" : "fp16",
            fmt::format("{:.3g} TFLOP/s for each watt: parts known reach 2.6 at most; sparse, of "
                        "several devices, or the power of another?",
                        per_watt));
}

// All parts known take 13 ms (Rubin) to 240 ms (a laptop) to read their memory once.
void check_memory_time(const Accelerator& a, Traps& all) {
  if (has_word(a.name, "wse")) return;  // on the wafer
  const double ms = (a.memory / a.memory_bandwidth).base() * 1e3;
  if (ms < 8)
    suspect(all, "memory_bandwidth",
            fmt::format("reads all of the memory in {:.2g} ms, no part known in under 13: bits for "
                        "bytes, or of several devices?",
                        ms));
}

// Best products of the best shape: 0.97 (Gaudi2), 0.87 (A100), 0.80 (H100): ml-engineering.
void check_efficiencies(const Accelerator& a, Traps& all) {
  for (std::size_t i = 0; i < a.matmul.size(); ++i)
    if (a.matmul[i].compute > 0.97)
      all.push_back({.contradiction = false,
                     .key = "compute",
                     .message = fmt::format("{:.3g} of the peak: no part was timed above 0.97; of "
                                            "which peak is it the fraction?",
                                            a.matmul[i].compute),
                     .list = "matmul",
                     .place = i});
}

// ---- prices and powers

void check_order(const auto& low, const auto& high, std::string_view what, Traps& all) {
  if (low && high && *low > *high)
    contradict(all, fmt::format("{}_low", what), fmt::format("is over '{}_high'", what));
}

void check_money(const Accelerator& a, Traps& all) {
  check_order(a.rent_low, a.rent_high, "rent", all);
  check_order(a.purchase_low, a.purchase_high, "purchase", all);
  for (const auto& [key, rent] :
       {std::pair{"rent_low", &a.rent_low}, std::pair{"rent_high", &a.rent_high}})
    if (*rent && **rent > 60 * USD_per_h)
      contradict(all, key,
                 fmt::format("{:.6g} USD/h is no price of one accelerator: a rack of 72 GPUs costs "
                             "400 to 800 an hour; divide by the accelerators that it is for",
                             (*rent)->in(USD_per_h)));
  for (const auto& [key, price] :
       {std::pair{"purchase_low", &a.purchase_low}, std::pair{"purchase_high", &a.purchase_high}})
    if (*price && **price > Dollars::base(150e3))
      suspect(all, key,
              fmt::format("{:.6g} USD is the price of a server or a rack: one accelerator costs "
                          "60,000 at most",
                          (*price)->base()));
}

void check_power(const Accelerator& a, Traps& all) {
  const double watts = a.power.in(Watts::base(1));
  if (watts > 3000 && !has_word(a.name, "wse"))
    suspect(all, "power",
            fmt::format("{:.5g} W is the power of a server or a rack: one device draws 2,300 at "
                        "most",
                        watts));
  if (!a.server_power) return;
  if (*a.server_power < a.power)
    contradict(all, "server_power",
               "is under 'power': it counts the device and its share of the host");
  else if (*a.server_power > 3.5 * a.power)
    contradict(all, "server_power",
               fmt::format("is {:.2g} times 'power', others are 1.5 to 2.1: divide the server's "
                           "power by its {} accelerators",
                           *a.server_power / a.power, a.node_size));
}

// ---- networks

struct Link {
  std::string_view name;
  double GB_per_s;  // of one accelerator, one direction
};
constexpr std::array links{Link{"nvlink 1", 80},  Link{"nvlink 2", 150}, Link{"nvlink 3", 300},
                           Link{"nvlink 4", 450}, Link{"nvlink 5", 900}, Link{"nvlink 6", 1800},
                           Link{"pcie 3", 15.75}, Link{"pcie 4", 31.5},  Link{"pcie 5", 63},
                           Link{"pcie 6", 126}};

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

std::string link_trap(const Tier& tier) {
  for (const Link& link : links) {
    const double ratio = tier.bandwidth.in(GB_per_s) / link.GB_per_s;
    if (!lower(tier.name).starts_with(link.name) || ratio <= joined) continue;
    if (ratio < 2.1)
      return fmt::format(
          "{:.5g} GB/s of '{}' counts both directions: one direction of an "
          "accelerator is {}",
          tier.bandwidth.in(GB_per_s), tier.name, link.GB_per_s);
    return fmt::format(
        "{:.5g} GB/s of '{}': all links of one accelerator carry {} GB/s in one "
        "direction; of several accelerators?",
        tier.bandwidth.in(GB_per_s), tier.name, link.GB_per_s);
  }
  return {};
}

bool is_amd_mesh(const Tier& tier) {
  return has_word(tier.name, "xgmi") || lower(tier.name).find("infinity") != std::string::npos;
}

// Each of the other accelerators of a mesh has its own links: MI300X 64 of 448 GB/s.
std::string mesh_trap(const Tier& tier) {
  if (tier.topology == Topology::switched && is_amd_mesh(tier))
    return fmt::format(
        "'{}' has no switch: topology = \"mesh\", with the pair_bandwidth of one "
        "link, as MI300X's 64 of 448 GB/s",
        tier.name);
  if (tier.topology == Topology::mesh && tier.reach > 3 && tier.pair_bandwidth &&
      *tier.pair_bandwidth > 0.5 * tier.bandwidth)
    return fmt::format(
        "'{}' joins {} without a switch: a pair has one link of several, at most "
        "half of the bandwidth, as MI300X's 64 of 448 GB/s",
        tier.name, tier.reach);
  return {};
}

// Two adapters of 800 Gbit/s a GPU (Rubin) are the most that is announced.
std::string adapter_trap(const Tier& tier, std::size_t place, std::int64_t node_size) {
  const bool leaves_node = place > 0 && (tier.reach == 0 || tier.reach > node_size);
  if (!leaves_node || tier.bandwidth <= joined * 200 * GB_per_s) return {};
  return fmt::format(
      "{:.5g} GB/s of '{}' for each accelerator is over any adapter: of a node of "
      "{}, or Gbit/s? An adapter of 400 Gbit/s is 50 GB/s",
      tier.bandwidth.in(GB_per_s), tier.name, node_size);
}

void check_tiers(const std::vector<Tier>& tiers, std::int64_t node_size, Traps& all) {
  for (std::size_t i = 0; i < tiers.size(); ++i) {
    for (std::string message : {link_trap(tiers[i]), adapter_trap(tiers[i], i, node_size)})
      if (!message.empty()) all.push_back({true, "bandwidth", std::move(message), "tiers", i});
    if (std::string message = mesh_trap(tiers[i]); !message.empty())
      all.push_back({true, tiers[i].pair_bandwidth ? "pair_bandwidth" : "topology",
                     std::move(message), "tiers", i});
  }
}

// Bandwidths of a cluster's networks beside those of its accelerator's usual ones.
void check_beside_profile(const Cluster& c, Traps& all) {
  for (std::size_t i = 0; i < c.tiers.size(); ++i)
    if (std::string m = tier_beside(c.tiers[i], i + 1 == c.tiers.size() && i > 0, c.accelerator);
        !m.empty())
      all.push_back({true, "bandwidth", std::move(m), "tiers", i});
}

}  // namespace

bool has_word(std::string_view text, std::string_view word) {
  const auto words = words_of(text);
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words(1);
  for (const char c : lower(name))
    if (std::isalnum(static_cast<unsigned char>(c)))
      words.back() += c;
    else if (!words.back().empty())
      words.emplace_back();
  if (words.back().empty()) words.pop_back();
  for (std::string& word : words)  // SXM2 to SXM5 are the same form
    if (word.starts_with("sxm")) word = "sxm";
  return words;
}

Traps traps(const Accelerator& a) {
  Traps all;
  check_wafer(a, all);
  check_mi400(a, all);
  check_geforce(a, all);
  check_joules(a, all);
  check_memory_time(a, all);
  check_efficiencies(a, all);
  check_money(a, all);
  check_power(a, all);
  check_tiers(a.tiers, a.node_size, all);
  return all;
}

Traps traps(const Cluster& c) {
  Traps all;
  check_tiers(c.tiers, c.node_size, all);
  check_beside_profile(c, all);
  if (c.accelerators > 1'000'000)
    suspect(all, "accelerators",
            "more than any one cluster: is it the owner's whole fleet? Largest known: 550,000");
  if (c.facility && *c.facility > 2)
    suspect(all, "facility", "the mean of the industry is 1.56, of large owners 1.08 to 1.2");
  if (c.storage && *c.storage > 50e3 * GB_per_s)
    suspect(all, "storage", "Llama 3's store had 2 TB/s, 7 at its peak: bits for bytes?");
  if (c.node_failures && *c.node_failures > Frequency::base(50 / 8.64e7))
    suspect(all, "node_failures",
            "fleets known have 2 to 16 for 1,000 days of a node: of the whole job?");
  return all;
}

}  // namespace tenfold::io
