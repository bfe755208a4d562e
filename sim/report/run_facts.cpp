#include "report/run_facts.h"

#include <fmt/format.h>

#include "base/digits.h"
#include "report/table.h"

namespace tenfold::report {
namespace {

std::string percent(const std::optional<double>& share) {
  return share ? fmt::format("{:.1f} %", 100 * *share) : "n/d";
}

std::string consistency_text(const RateCheck& c) {
  const double hours = c.accelerator_time.in(3600 * second);
  std::string line = fmt::format(
      "{} published hours on {}: {} ({}) are {} TFLOP/s each, {} of the "
      "16-bit peak",
      with_suffix(hours), c.accelerator.empty() ? "accelerators that are not named" : c.accelerator,
      significant(c.flops, 3), c.counted, significant(c.rate.in(TFLOP_per_s), 3),
      percent(c.of_16bit_peak));
  if (c.of_fp8_peak) line += fmt::format(", {} of FP8's", percent(c.of_fp8_peak));
  return line + ".";
}

std::string hours_text(const RunFacts& f) {
  return fmt::format(
      "By hours alone (hours x 16-bit peak x utilisation {}, Epoch's usual): {} "
      "[{}, {}] FLOPs.",
      summary(f.utilisation->value), significant(f.by_hours->median, 2),
      significant(f.by_hours->p05, 2), significant(f.by_hours->p95, 2));
}

std::string place_text(const RegulatedPlace& p) {
  return fmt::format("{} {} FLOPs: {} ({}).", name(p.place), significant(p.threshold.flops, 1),
                     p.threshold.name, p.threshold.status);
}

}  // namespace

std::string text(const RunFacts& f) {
  std::string out;
  const auto add = [&](const std::string& line) { out += "  " + wrapped(line, 78, 4) + "\n"; };
  if (f.consistency) add(consistency_text(*f.consistency));
  if (f.by_hours) add(hours_text(f));
  for (const RegulatedPlace& p : f.places) add(place_text(p));
  return out.empty() ? out : "\nThe run\n" + out;
}

}  // namespace tenfold::report
