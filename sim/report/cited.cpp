#include "report/cited.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/page.h"
#include "report/words.h"

namespace tenfold::report {
namespace {

bool same(const Source& a, const Source& b) {
  return a.title == b.title && a.url == b.url && a.date == b.date && a.quote == b.quote;
}

// "challenger: tokens = 20 T (assumed)"
std::string input_words(const Input& i) {
  const std::string value = i.value.empty() ? "" : " = " + i.value;
  return fmt::format("{}{} ({})", i.path, value, name(i.provenance.grade));
}

std::string source_html(const Cited& cited) {
  const Source& s = cited.source;
  std::string out = "<li>" + escaped(citation(s));
  if (!s.url.empty()) out += fmt::format("<br><code>{}</code>", escaped(s.url));
  if (!s.quote.empty()) out += fmt::format("<blockquote>{}</blockquote>", escaped(s.quote));
  if (!s.note.empty()) out += fmt::format("<br><span class=\"note\">{}</span>", escaped(s.note));
  for (const Input* i : cited.inputs)
    out += fmt::format("<br><span class=\"note\">{}</span>", escaped(input_words(*i)));
  return out + "</li>\n";
}

}  // namespace

Cited& cited_as(const Source& source, std::vector<Cited>& all) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Cited& c) { return same(c.source, source); });
  if (found != all.end()) return *found;
  all.push_back({source, {}});
  return all.back();
}

std::string citation(const Source& s) {
  std::string out = s.title;
  if (!s.url.empty()) out += ", " + host(s.url);
  if (!s.date.empty()) out += ", " + date_words(s.date);
  return out;
}

std::string sources_html(const std::vector<Cited>& sources, const std::vector<Input>& all,
                         const std::string& aside) {
  std::string out =
      fmt::format("<section>\n<h2>SOURCES</h2>\n<p class=\"aside\">{}</p>\n<ol>\n", escaped(aside));
  for (const Cited& cited : sources) out += source_html(cited);
  out += "</ol>\n";
  std::string judged;
  for (const Input& i : all)
    if (i.provenance.source.title.empty())
      judged += fmt::format("<li>{}: {}</li>\n", escaped(input_words(i)),
                            escaped(i.provenance.reasoning));
  if (!judged.empty())
    out += "<p>Without a source, by our own reasoning:</p>\n<ul>\n" + judged + "</ul>\n";
  return out + "</section>\n";
}

std::string sources_html(const std::vector<Input>& inputs) {
  std::vector<Cited> sources;
  for (const Input& i : inputs)
    if (!i.provenance.source.title.empty())
      cited_as(i.provenance.source, sources).inputs.push_back(&i);
  return sources_html(sources, inputs,
                      fmt::format("{} sources behind {} inputs", sources.size(), inputs.size()));
}

std::string made_html(const std::string& cite, const std::string& command) {
  return fmt::format(
      "<section>\n<h2>HOW TO CITE</h2>\n<p>{}</p>\n<p>Made by <code>{}</code></p>\n</section>\n",
      escaped(cite), escaped(command));
}

}  // namespace tenfold::report
