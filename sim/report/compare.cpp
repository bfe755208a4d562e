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
  constexpr std::size_t longest = 2;
  for (std::size_t i = 0; i < r.offers.size(); ++i) {
    const std::string mine = first_word(r.offers[i].name);
    if (mine.size() > longest) return r.offers[offer].name;
    for (std::size_t k = 0; k < i; ++k)
      if (first_word(r.offers[k].name) == mine) return r.offers[offer].name;
  }
  return first_word(r.offers[offer].name);
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

std::string compare_answer(const CompareInput& in, const CompareReport& r) {
  const OfferReport& base = r.offers[r.baseline];
  const std::string with = fmt::format("(P >= {})", chance_text(in.job.confidence));
  if (!base.cost)
    return fmt::format("The baseline, {}, cannot run the job: {}.", base.name,
                       base.reasons.front());
  if (!base.cost->dollars)
    return fmt::format(
        "No dollars are compared: the price of the baseline, {}, is {}. Type its quote, or "
        "--accept-stale-prices to compare all the same.",
        base.name, base.flaw == PriceFlaw::no_price ? "not told" : std::string(name(base.flaw)));
  if (r.winners.empty()) {
    std::string leads;
    for (std::size_t i = 0; i < r.offers.size(); ++i)
      if (const auto& c = r.offers[i].cost;
          c && c->cheaper && *c->cheaper >= 0.5 && c->misses.value_or(0) <= 1 - in.job.confidence)
        leads += (leads.empty() ? "" : ", ") + r.offers[i].name;
    return fmt::format(
        "No offer beats {} with confidence {}.{}", base.name, with,
        leads.empty() ? " None leads on the median either."
                      : fmt::format(" On the median {} would cost less: the lead is smaller than "
                                    "what we do not know.",
                                    leads));
  }
  std::vector<std::string> names;
  for (const std::size_t i : r.winners)
    names.push_back(
        fmt::format("{} (P {})", r.offers[i].name, chance_text(*r.offers[i].cost->cheaper)));
  return fmt::format(
      "{} {} cheaper than {} {}{}.", listed(names), names.size() > 1 ? "are" : "is", base.name,
      with, in.job.deadline || in.job.finish_within ? " and in time with that confidence too" : "");
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
