// The checks of docs/published_serving.csv: throughput of services that others measured.
#include "campaign/published.h"
#include "serving/rollout.h"

namespace tenfold {
namespace {

double in(const CheckInputs& x, std::string_view name) { return x.find(name)->second; }

// Tokens in, cached ones as well, a second of so many accelerators that only prefill.
double input_rate(const CheckInputs& x, const Service& s) {
  const PrefillRate p = prefill_rate(s.decode, s.requests);
  return in(x, "per") * p.tokens_per_s / (1 - s.requests.cached);
}

// Tokens out a second of so many accelerators that only decode, at a batch that is told.
double decode_rate(const CheckInputs& x, const Service& s) {
  return in(x, "per") * decode_at(s.decode, s.requests, in(x, "sequences")).tokens_per_s;
}

// Tokens out a second of the whole unit, which does both, at the largest batch.
double output_rate(const CheckInputs&, const Service& s) {
  return service_rate(s).requests_per_s * real(s.requests.output) *
         real(s.decode.unit.accelerators);
}

// Tokens a second of the one client that a unit serves.
double client_rate(const CheckInputs&, const Service& s) {
  return decode_at(s.decode, s.requests, 1).tokens_per_s * real(s.decode.unit.tensor);
}

// Accelerator-hours of drawing the outputs of a run, so many together on all of its accelerators.
double rollout_hours(const CheckInputs& x, const Service& s) {
  const double held = in(x, "held"), units = held / real(s.decode.unit.accelerators);
  const RolloutTime t = rollout_time(
      s.decode,
      {in(x, "together"), real(s.requests.input), real(s.requests.output), in(x, "longest")},
      units);
  return in(x, "outputs") / in(x, "together") * held * t.total().base() / 3600;
}

}  // namespace

std::vector<CheckKind> serving_check_kinds() {
  return {
      {"input_rate", "tokens/s", {"per"}, nullptr, input_rate},
      {"decode_rate", "tokens/s", {"per", "sequences"}, nullptr, decode_rate},
      {"output_rate", "tokens/s", {}, nullptr, output_rate},
      {"client_rate", "tokens/s", {}, nullptr, client_rate},
      {"rollout_hours", "h", {"outputs", "together", "longest", "held"}, nullptr, rollout_hours}};
}

}  // namespace tenfold
