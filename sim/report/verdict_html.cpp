// The verdict as one page that loads nothing.
#include <fmt/format.h>

#include <algorithm>

#include "base/count.h"
#include "base/digits.h"
#include "base/version.h"
#include "report/figure.h"
#include "report/verdict_parts.h"
#include "report/words.h"

namespace tenfold::report {
namespace {

std::string paragraph(const std::string& text, const char* css = "") {
  return fmt::format("<p class=\"{}\">{}</p>\n", css, escaped(text));
}

std::string together(const std::vector<std::string>& sentences) {
  std::string text;
  for (const std::string& s : sentences) text += (text.empty() ? "" : " ") + s;
  return text;
}

// The checked claim in its source's own words, then what others said.
std::string claims_html(const Claim& claim) {
  std::string out;
  for (const Paragraph& p : claims(claim)) {
    const bool first = out.empty();
    out += fmt::format("<p><b>{}</b> {}</p>\n", escaped(p.lead), escaped(p.text));
    if (first && !claim.statements.empty() && !claim.statements.front().words.empty())
      out += fmt::format("<blockquote>{}: &ldquo;{}&rdquo;</blockquote>\n",
                         escaped(capitalised(claim.statements.front().who)),
                         escaped(claim.statements.front().words));
  }
  return out;
}

std::string decision_html(Decision d) {
  if (d == Decision::none) return "-";
  return fmt::format("<b class=\"{0}\">{0}</b>", name(d));
}

std::string reading_html(const Verdict& v, const ReadingRow& row) {
  const Reading& r = v.readings[row.first];
  const std::string note = r.note.empty() ? "" : r.note + "; ";
  const std::string below = r.ratio ? note + rests_on(r) : row_reason(v, row);
  return fmt::format(
      "<tr><th>{}</th><td>{}<br><span class=\"note\">{} [{}]</span></td><td>{}</td><td>{}</td>"
      "<td>{}</td><td>{}</td></tr>\n",
      row_number(v, row), escaped(row_label(v, row)), escaped(below), r.handle,
      median_text(r.ratio), interval_text(r.ratio), escaped(probability_or_dash(r.p_claim)),
      decision_html(r.decision));
}

std::string readings_html(const Verdict& v) {
  std::string out = fmt::format(
      "<div class=\"wide\"><table class=\"readings\">\n<thead><tr><th></th><th>reading</th>"
      "<th>median</th><th>90 %</th><th>{}</th><th>verdict</th></tr></thead>\n<tbody>\n",
      escaped(p_heading(v.claimed().claimed)));
  for (const ReadingRow& row : reading_rows(v)) out += reading_html(v, row);
  return out + "</tbody></table></div>\n";
}

std::string reading_figure(const Verdict& v) {
  std::vector<Bar> bars;
  for (const Reading& r : v.readings)
    if (r.ratio) bars.push_back({fmt::format("{} {}", r.number, r.label), *r.ratio, r.decision});
  return interval_figure(bars, v.claimed().claimed,
                         "Times less compute: median and 90 % interval of each reading.");
}

std::string priors_html(const Claim& claim, const Verdict& v) {
  const Section section = priors_section(claim, v);
  if (section.parts.empty()) return {};
  std::vector<Bar> bars;
  for (const UnderPriors& u : factored_reading(v)->under)
    if (u.ratio) bars.push_back({u.priors, *u.ratio, u.decision});
  return html(section) +
         interval_figure(bars, factored_reading(v)->claimed,
                         "The same reading under every set of priors: median and 90 % interval.");
}

std::string footer(const Scenario& s, const Verdict& v, const Origin& origin) {
  const std::string cite =
      fmt::format("Tenfold {}, verdict on \"{}\", scenario {} (sha256 {}), {} draws, seed {}.",
                  version, s.claim.title, s.key, origin.sha256.substr(0, 16),
                  grouped(v.sampling.draws), v.sampling.seed);
  std::string out = "<section>\n<h2>HOW TO CITE</h2>\n" + paragraph(cite);
  out += fmt::format("<p>Made by <code>{}</code></p>\n", escaped(origin.command));
  out += fmt::format(
      "<p>How a number with a handle [n] is made: <code>tenfold explain check:n "
      "{}</code></p>\n",
      escaped(origin.explained));
  return out + paragraph(exit_line(v)) + "</section>\n";
}

}  // namespace

std::string verdict_html(const Scenario& s, const Verdict& v, const Origin& origin) {
  std::string out = claims_html(s.claim) + paragraph(together(premises(s.claim, v)));
  for (const std::string& moved : origin.moved)
    out += paragraph("Changed from the scenario as shipped: " + moved, "note");
  out += fmt::format("<p class=\"answer\"><b>Answer</b> {}</p>\n",
                     escaped(together(answer(s.claim, v))));
  out += readings_html(v) + reading_figure(v);
  for (const Section& section : sections(s.claim, v)) out += html(section);
  out += priors_html(s.claim, v);
  for (const Section& section : appendices(s.claim, v)) out += html(section);
  return html_page(s.claim.title, out + sources_html(s.claim, v) + footer(s, v, origin));
}

}  // namespace tenfold::report
