// A profile beside the one that ships of the same part.
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "io/hardware_traps.h"

namespace tenfold::io {
namespace {

constexpr Bandwidth GB_per_s = GB / second;
using Rate = std::optional<FlopRate> Accelerator::*;

struct Format {
  std::string_view name;
  Rate rate;
};
constexpr std::array formats{Format{"fp32", &Accelerator::fp32}, Format{"tf32", &Accelerator::tf32},
                             Format{"fp16", &Accelerator::fp16}, Format{"bf16", &Accelerator::bf16},
                             Format{"fp8", &Accelerator::fp8},   Format{"fp4", &Accelerator::fp4},
                             Format{"int8", &Accelerator::int8}};

bool near(double ratio, double wanted) { return std::abs(ratio / wanted - 1) < 0.03; }

double tera_flops(FlopRate rate) { return rate.in(TFLOP_per_s); }

// ---- rates

// The next wider format that people double to get this one.
std::optional<FlopRate> wider(const Accelerator& a, std::string_view format) {
  if (format == "fp8" || format == "int8") return a.bf16;
  if (format == "fp4") return a.fp8;
  return std::nullopt;
}

// A rate that is twice the wider format's, of a part whose format is not.
bool inferred(const Accelerator& a, const Accelerator& same, const Format& f) {
  const auto base = wider(a, f.name), shipped = wider(same, f.name);
  return base && shipped && near(*(a.*f.rate) / *base, 2) &&
         std::abs(*(same.*f.rate) / *shipped / 2 - 1) > 0.05;
}

Trap rate_trap(const Accelerator& a, const Accelerator& same, const Format& f) {
  const FlopRate given = *(a.*f.rate), shipped = *(same.*f.rate);
  const double ratio = given / shipped;
  Trap t{.key = std::string(f.name), .message = {}};
  const std::string rated =
      fmt::format("{:.5g} TFLOP/s, dense, of {}", tera_flops(shipped), same.key);
  if (inferred(a, same, f)) {
    t.message = fmt::format("twice the wider format's rate, which this part's {} is not: {}",
                            f.name, rated);
  } else if (near(ratio, 2)) {
    t.message =
        fmt::format("{:.5g} TFLOP/s is the sparse rate, twice the {}", tera_flops(given), rated);
  } else {
    t.contradiction = false;
    t.message =
        fmt::format("{:.3g} times the {}{}", ratio, rated,
                    ratio > 1 && ratio < 1.2 ? ": at a clock that it does not ship with?" : "");
  }
  return t;
}

void check_rates(const Accelerator& a, const Accelerator& same, Traps& all) {
  for (const Format& f : formats) {
    if (!(a.*f.rate)) continue;
    if (!(same.*f.rate))
      all.push_back(
          {false, std::string(f.name),
           fmt::format("{} has no rate for {}: does the part have it?", same.key, f.name)});
    else if (!near(*(a.*f.rate) / *(same.*f.rate), 1))
      all.push_back(rate_trap(a, same, f));
  }
}

// A package of two that programs see as two devices: GB200's superchip, MI250X.
bool is_package(const Accelerator& a, const Accelerator& same) {
  const auto rate = peak_16bit(a), shipped = peak_16bit(same);
  return rate && shipped && near(*rate / *shipped, 2) && near(a.memory / same.memory, 2);
}

// ---- memory and power

// The member of the family whose quantity is nearest to the part's.
template <class Quantity>
Quantity nearest(const Accelerator& a, const std::vector<Accelerator>& family,
                 Quantity Accelerator::*what) {
  Quantity best = family.front().*what;
  for (const Accelerator& member : family)
    if (std::abs(std::log(a.*what / (member.*what))) < std::abs(std::log(a.*what / best)))
      best = member.*what;
  return best;
}

void check_memory(const Accelerator& a, const std::vector<Accelerator>& family, Traps& all) {
  const Bytes known = nearest(a, family, &Accelerator::memory);
  const double ratio = a.memory / known;
  const std::string have = fmt::format("those that ship have {:.4g} GiB", known.in(GiB));
  if (near(ratio, GB / GiB))
    all.push_back({false, "memory", "stacks hold binary gigabytes: GiB; " + have});
  else if (ratio > 1.02 && ratio < 1.09)
    all.push_back(
        {false, "memory",
         fmt::format("{:.4g} GiB may be what is soldered on: {}", a.memory.in(GiB), have)});
  else if (!near(ratio, 1))
    all.push_back(
        {true, "memory", fmt::format("no such part has {:.4g} GiB: {}", a.memory.in(GiB), have)});
}

void check_usable(const Accelerator& a, const Accelerator& same, Traps& all) {
  if (near(a.memory / same.memory, 1) && same.usable_memory && !a.usable_memory)
    all.push_back({false, "memory",
                   fmt::format("usable_memory is not told: programs can allocate {:.4g} GiB of it",
                               same.usable_memory->in(GiB))});
}

void check_other(const Accelerator& a, const std::vector<Accelerator>& family, Traps& all) {
  const Bandwidth bandwidth = nearest(a, family, &Accelerator::memory_bandwidth);
  if (!near(a.memory_bandwidth / bandwidth, 1))
    all.push_back({false, "memory_bandwidth",
                   fmt::format("{:.3g} times the {:.5g} GB/s of those that ship",
                               a.memory_bandwidth / bandwidth, bandwidth.in(GB_per_s))});
  const Watts power = nearest(a, family, &Accelerator::power);
  if (std::abs(a.power / power - 1) > 0.1)
    all.push_back({false, "power",
                   fmt::format("{:.3g} times the {:.5g} W of those that ship: of another form, of "
                               "a server, or of several devices?",
                               a.power / power, power.base())});
}

}  // namespace

std::string tier_beside(const Tier& tier, bool outermost, const Accelerator& usual) {
  if (usual.tiers.empty() || (outermost && usual.tiers.size() < 2)) return {};
  const Tier& known = outermost ? usual.tiers.back() : usual.tiers.front();
  const double ratio = tier.bandwidth / known.bandwidth;
  const auto nodes = static_cast<double>(usual.node_size);
  if (outermost && nodes > 1 && near(ratio, nodes))
    return fmt::format("{:.5g} GB/s of '{}' is of a node of {}: for each accelerator {:.5g}",
                       tier.bandwidth.in(GB_per_s), tier.name, usual.node_size,
                       known.bandwidth.in(GB_per_s));
  if (!outermost && tier.reach == known.reach && near(ratio, 2))
    return fmt::format("{:.5g} GB/s of '{}' counts both directions: one direction is {:.5g}",
                       tier.bandwidth.in(GB_per_s), tier.name, known.bandwidth.in(GB_per_s));
  return {};
}

Traps traps_beside(const Accelerator& a, const Accelerator& same,
                   const std::vector<Accelerator>& family) {
  Traps all;
  if (is_package(a, same)) {
    all.push_back({true, "memory",
                   fmt::format("rates and memory are twice those of {}: a package of two devices; "
                               "tell one of them",
                               same.key)});
  } else {
    check_rates(a, same, all);
    check_memory(a, family, all);
    check_usable(a, same, all);
    check_other(a, family, all);
  }
  for (std::size_t i = 0; i < a.tiers.size(); ++i)
    if (i == 0 || i + 1 == a.tiers.size())
      if (std::string m = tier_beside(a.tiers[i], i > 0, same); !m.empty())
        all.push_back({true, "bandwidth", std::move(m), "tiers", i});
  return all;
}

Traps traps_unknown(const Accelerator& a) {
  Traps all;
  const bool doubles = has_word(a.maker, "nvidia") || has_word(a.maker, "amd");
  if (a.fp8 && a.bf16 && !doubles && near(*a.fp8 / *a.bf16, 2))
    all.push_back({false, "fp8",
                   "twice bf16: read, or inferred? Of other makers' parts that ship fp8 is 1.0 "
                   "(TPU v5p, v6e, Gaudi3, Trainium1) to 3.75 times (Trainium3)"});
  return all;
}

}  // namespace tenfold::io
