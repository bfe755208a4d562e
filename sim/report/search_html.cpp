// A search as one page that loads nothing.
#include <fmt/format.h>

#include "base/version.h"
#include "report/cited.h"
#include "report/run_parts.h"
#include "report/search_parts.h"

namespace tenfold::report {
namespace {

std::string lines_html(const Lines& lines) {
  std::string out;
  for (const auto& [lead, words] : lines)
    if (lead != "Job")
      out +=
          fmt::format("<p>{}{}</p>\n", lead.empty() ? "" : fmt::format("<b>{}</b> ", escaped(lead)),
                      escaped(words));
  return out;
}

}  // namespace

std::string search_html(const SearchInput& in, const SearchReport& r, const SearchOrigin& origin) {
  const std::string title = in.run.title.empty() ? in.run.model.name : in.run.title;
  std::string body = lines_html(search_header(in, r, false));
  if (!r.rungs.empty()) body += html(ladder_section(r));
  body += "<div class=\"answer\">\n" + lines_html(search_answer(in, r)) + "</div>\n";
  body += front_figure(in, r);
  for (const Section& s : all_sections(in, r)) body += html(s);
  if (!r.best.empty())
    body +=
        fmt::format("<section>\n<h2>TO RUN THE FASTEST</h2>\n<p><code>{}</code></p>\n</section>\n",
                    escaped(fastest_command(r, origin)));
  body += sources_html(run_inputs(in.run));
  const std::string cite =
      fmt::format("Tenfold {}, search of the plans of \"{}\", scenario {} (sha256 {}).", version,
                  title, origin.from.scenario, origin.from.sha256.substr(0, 16));
  return html_page(title, body + made_html(cite, origin.from.command));
}

}  // namespace tenfold::report
