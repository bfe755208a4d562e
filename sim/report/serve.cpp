#include "report/serve.h"

#include <fmt/format.h>

#include "base/digits.h"
#include "report/serve_parts.h"

namespace tenfold::report {
namespace {

std::string unit_words(const ServingUnit& u) {
  std::string words = fmt::format("{} accelerators", u.accelerators);
  if (u.accelerators == 1) words = "1 accelerator";
  if (u.tensor > 1) words += fmt::format(", tensor {}", u.tensor);
  if (u.redundant > 0) words += fmt::format(", {} redundant experts", u.redundant);
  return fmt::format("{}; weights {}, cache {}", words, name(u.weights), name(u.cache));
}

std::string title_of(const ServeInput& in) {
  const std::string what =
      fmt::format("Serving {} on {}", in.architecture.name, in.cluster.accelerator.name);
  return in.job.title.empty() ? what : in.job.title + "\n" + what;
}

// Two columns in, as tables stand.
std::string indented(const std::string& words, std::size_t hang) {
  std::string text = "  " + wrapped(words, 78, hang) + "\n";
  for (auto at = text.find('\n'); at + 1 < text.size(); at = text.find('\n', at + 3))
    text.insert(at + 1, "  ");
  return text;
}

std::string header(const ServeInput& in) {
  const Requests& r = in.job.requests;
  std::string text = title_of(in) + "\n";
  const std::string kept = r.cached > 0 ? fmt::format(" ({} cached)", percent(r.cached)) : "";
  text += indented(fmt::format("requests: {} tokens in{}, {} out", r.input, kept, r.output), 2);
  text += indented("decode: " + unit_words(in.job.unit), 2);
  text += indented("prefill: " + (in.job.prefill ? unit_words(*in.job.prefill)
                                                 : std::string("on the same accelerators")),
                   2);
  return text;
}

}  // namespace

std::vector<ServeSection> serve_sections(const ServeInput& in, const ServeReport& r) {
  std::vector<ServeSection> all;
  if (!r.rate.fits()) all.push_back(not_fitting(in, r));
  if (r.rate.fits()) all.push_back(throughput_section(in, r));
  if (r.rate.serves()) {
    all.push_back(step_section(r));
    all.push_back(cost_section(in, r));
  }
  if (!r.listed.empty()) all.push_back(listed_section(r));
  if (r.contract) all.push_back(contract_section(in, *r.contract));
  if (r.life) all.push_back(life_section(in, *r.life));
  if (!in.job.decline.empty()) all.push_back(decline_section(in));
  if (!r.devices.empty()) all.push_back(device_section(r));
  return all;
}

std::string serve_text(const ServeInput& in, const ServeReport& r) {
  std::string out = header(in);
  for (const ServeSection& s : serve_sections(in, r)) {
    out += "\n" + s.heading + "\n";
    if (!s.table.rows.empty()) out += text(s.table);
    for (const std::string& note : s.notes) out += indented(note, 0);
  }
  return out;
}

std::string serve_markdown(const ServeInput& in, const ServeReport& r) {
  std::string out;
  for (const ServeSection& s : serve_sections(in, r)) {
    out += fmt::format("{}**{}**\n\n", out.empty() ? "" : "\n", s.heading);
    if (!s.table.rows.empty()) {
      out += fmt::format("| {} |\n|", fmt::join(s.table.heading, " | "));
      for (std::size_t i = 0; i < s.table.heading.size(); ++i)
        out += i < s.table.left ? "---|" : "---:|";
      out += "\n";
      for (const auto& row : s.table.rows) out += fmt::format("| {} |\n", fmt::join(row, " | "));
    }
    for (const std::string& note : s.notes) out += "\n" + note + "\n";
  }
  return out;
}

}  // namespace tenfold::report
