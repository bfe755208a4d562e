#include "report/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/digits.h"
#include "report/compare_parts.h"
#include "report/run_parts.h"
#include "report/table.h"
#include "report/words.h"

namespace tenfold::report {
namespace {

constexpr double a_day = 86400;

std::string days_words(Seconds s) {
  return fmt::format("{} days", significant(s.base() / a_day, 3));
}

std::string deadline_words(const ComparedJob& job) {
  std::vector<std::string> said;
  if (job.deadline) said.push_back(days_words(*job.deadline) + " from its start");
  if (job.finish_within)
    said.push_back(days_words(*job.finish_within) + " from today, the wait included");
  return said.empty() ? "none" : listed(said);
}

}  // namespace

std::string range_text(const Range80& r, double unit, int digits) {
  const auto told = [&](double x) { return significant(x / unit, digits); };
  return fmt::format("{} [{}, {}]", told(r.mid), told(r.low), told(r.high));
}

std::string chance_text(double p) {
  if (p < 0.005) return "<.01";
  if (p > 0.995) return ">.99";
  const std::string text = fmt::format("{:.2f}", p);
  return text[0] == '0' ? text.substr(1) : text;
}

std::string chance_or_dash(const std::optional<double>& p) { return p ? chance_text(*p) : "-"; }

std::string hourly(Rent r) { return fmt::format("{:.2f}", r.base() * 3600); }

bool has_dollars(const CompareReport& r) {
  return std::any_of(r.offers.begin(), r.offers.end(),
                     [](const OfferReport& o) { return o.cost && o.cost->dollars; });
}

std::string short_name(const CompareReport& r, std::size_t offer) {
  constexpr std::size_t longest = 8;
  const std::string mine = first_word(r.offers[offer].name);
  std::size_t same = 0;
  for (const OfferReport& o : r.offers) same += first_word(o.name) == mine ? 1 : 0;
  return same == 1 && display_width(mine) <= longest ? mine : fmt::format("#{}", offer + 1);
}

std::vector<std::pair<std::string, std::string>> compare_header(const CompareInput& in,
                                                                const CompareReport& r) {
  const RunInput& any = in.offers.front().run;
  std::vector<std::pair<std::string, std::string>> lines;
  lines.emplace_back("Job", fmt::format("{}; {} tokens, {} FLOP exact; {} on every offer that has "
                                        "it, at most {} tokens a step",
                                        model_words(any), with_suffix(real(in.tokens)),
                                        flops_text(real(r.model_flops)), name(in.job.format),
                                        with_suffix(real(in.job.batch_limit))));
  lines.emplace_back("Deadline", deadline_words(in.job) + fmt::format(". Baseline offer: {}",
                                                                      r.offers[r.baseline].name));
  if (in.job.research > 1)
    lines.emplace_back("Counted",
                       fmt::format("all compute of the project, {} times the final run's",
                                   significant(in.job.research, 3)));
  lines.emplace_back("Note",
                     "Brackets are 80 %. Exact FLOPs: causal attention, no recomputation. "
                     "A superchip of two counts two.");
  return lines;
}

std::string confidence_text(double p) { return without_zeros(fmt::format("{:.4f}", p)); }

namespace {

bool in_time(const OfferCost& c, const ComparedJob& job) {
  return c.misses.value_or(0) <= 1 - job.confidence;
}

// What of the comparison stands though no offer is named.
std::string near_misses(const CompareInput& in, const CompareReport& r) {
  std::vector<std::string> lead, late;
  for (const OfferReport& o : r.offers) {
    const auto& c = o.cost;
    if (!c || !c->cheaper || *c->cheaper < 0.5) continue;
    if (in_time(*c, in.job))
      lead.push_back(fmt::format("{} (P {})", o.name, chance_text(*c->cheaper)));
    else
      late.push_back(fmt::format("{} (P {}) would cost less and is late (P {})", o.name,
                                 chance_text(*c->cheaper), chance_text(*c->misses)));
  }
  std::string said;
  if (!lead.empty())
    said += fmt::format(" {} lead{} by less than what we do not know.", listed(lead),
                        lead.size() > 1 ? "" : "s");
  if (!late.empty()) said += fmt::format(" {}.", listed(late));
  return lead.empty() && late.empty() ? " None is cheaper in half of the draws." : said;
}

std::string baseline_words(const CompareInput& in, const OfferReport& base) {
  if (in_time(*base.cost, in.job)) return "";
  return fmt::format(" The baseline itself is late (P {}).", chance_text(*base.cost->misses));
}

}  // namespace

std::string compare_answer(const CompareInput& in, const CompareReport& r) {
  const OfferReport& base = r.offers[r.baseline];
  if (!base.cost)
    return fmt::format("The baseline, {}, cannot run the job: {}.", base.name,
                       base.reasons.front());
  if (!base.cost->dollars)
    return fmt::format(
        "No dollars are compared: the price of the baseline, {}, is {}. Type its quote, or "
        "--accept-stale-prices to compare all the same.",
        base.name, base.flaw == PriceFlaw::no_price ? "not told" : std::string(name(base.flaw)));
  if (r.offers.size() == 1)
    return fmt::format("One offer: there is none to compare it with.{}", baseline_words(in, base));
  const std::string with = fmt::format("(P >= {})", confidence_text(in.job.confidence));
  if (r.winners.empty())
    return fmt::format("No offer beats {} with confidence {}.{}{}", base.name, with,
                       near_misses(in, r), baseline_words(in, base));
  std::vector<std::string> names;
  for (const std::size_t i : r.winners)
    names.push_back(
        fmt::format("{} (P {})", r.offers[i].name, chance_text(*r.offers[i].cost->cheaper)));
  return fmt::format("{} {} cheaper than {} {}{}.{}", listed(names),
                     names.size() > 1 ? "are" : "is", base.name, with,
                     in.job.deadline || in.job.finish_within ? ", and in time as surely" : "",
                     baseline_words(in, base));
}

std::string compare_text(const CompareInput& in, const CompareReport& r, const RunOrigin& from,
                         const std::vector<Section>& asked) {
  std::string out;
  if (!in.title.empty()) out += wrapped(in.title) + "\n\n";
  for (const auto& [lead, words] : compare_header(in, r))
    out += hanging(fmt::format("{:<10}", lead), words) + "\n";
  for (const Section& s : asked) out += "\n" + text(s);
  for (const Section& s : compare_sections(in, r)) out += "\n" + text(s);
  return printable(out + "\n" + footer(from));
}

std::string compare_markdown(const CompareInput& in, const CompareReport& r, const RunOrigin& from,
                             const std::vector<Section>& asked) {
  std::string out = fmt::format("# {}\n\n", in.title.empty() ? "Offers compared" : in.title);
  for (const auto& [lead, words] : compare_header(in, r))
    out += fmt::format("- **{}** {}\n", lead, words);
  out += "\n";
  for (const Section& s : asked) out += markdown_text(s);
  for (const Section& s : compare_sections(in, r)) out += markdown_text(s);
  return printable(out + footer(from));
}

}  // namespace tenfold::report
