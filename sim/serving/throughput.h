// How many tokens a second a unit serves: prefill, decode at the largest batch that memory and
// latency allow, and both on the same accelerators or on pools of their own.
#pragma once

#include <cstdint>
#include <optional>

#include "base/names.h"
#include "serving/forward.h"
#include "serving/memory.h"

namespace tenfold {

// Of a tensor group. A request longer than a pass runs in chunks, of which the middle one counts.
struct PrefillRate {
  ForwardCost cost;
  double tokens = 0;  // fresh ones of a pass
  Seconds pass;
  Seconds first_token;      // of a request that waits for nobody
  double tokens_per_s = 0;  // fresh ones, an accelerator
};
PrefillRate prefill_rate(const Served&, const Requests&);

// What keeps a batch from being larger. weights: they alone do not fit. too_slow: one sequence
// misses the latency already.
enum class BatchLimit : std::uint8_t { memory, latency, given, weights, too_slow };
template <>
inline constexpr std::array enum_names<BatchLimit>{
    std::string_view("memory"), std::string_view("latency"), std::string_view("given"),
    std::string_view("weights"), std::string_view("too-slow")};

struct DecodeRate {
  ForwardCost cost;
  double sequences = 0;  // of a tensor group
  Seconds step;
  Seconds per_token;  // as a client sees it, prefill of others on the same accelerators included
  double tokens_per_s = 0;  // an accelerator that does nothing else
  BatchLimit limit = BatchLimit::memory;
};
DecodeRate decode_at(const Served&, const Requests&, double sequences);

// A service: decode and prefill on one kind of unit, or prefill on units of its own.
struct Service {
  Served decode;
  std::optional<Served> prefill;  // nothing: the same units do both in turn
  Requests requests;
  LatencyTarget target;
};

struct ServiceRate {
  ServingMemory memory;  // of a rank that decodes
  PrefillRate prefill;
  DecodeRate decode;
  // Accelerator-seconds: of a fresh input token, of an output token.
  double input_seconds = 0, output_seconds = 0;
  double requests_per_s = 0;  // an accelerator of the whole service
  double prefill_share = 0;   // of the accelerators, or of their time
  bool fits() const { return decode.limit != BatchLimit::weights; }
  bool serves() const { return fits() && decode.limit != BatchLimit::too_slow; }
};
ServiceRate service_rate(const Service&);

}  // namespace tenfold
