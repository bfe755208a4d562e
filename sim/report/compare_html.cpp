// A comparison as one page that loads nothing.
#include <fmt/format.h>

#include "base/version.h"
#include "report/cited.h"
#include "report/compare_figures.h"
#include "report/compare_parts.h"
#include "report/run_parts.h"

namespace tenfold::report {
namespace {

std::string drawing(const std::string& title, const CompareInput& in, const CompareReport& r) {
  if (title == "OFFERS") return offers_figure(in, r) + days_dollars_figure(r);
  if (title.rfind("WHAT MOVES THE COST", 0) == 0) return swing_figures(r);
  return title.rfind("WHY THE OTHERS", 0) == 0 ? gap_figures(r) : "";
}

}  // namespace

std::vector<Input> compare_inputs(const CompareInput& in, const CompareReport& r) {
  std::vector<Input> all;
  // Of a list of parameters, one for each source.
  const auto add = [&](const std::string& owner, const std::string& path, const std::string& value,
                       const Provenance& p) {
    const std::string whole = owner + ": " + path.substr(0, path.find('['));
    for (const Input& known : all)
      if (known.path == whole && known.provenance.source.title == p.source.title) return;
    all.push_back({whole, value, p});
  };
  for (const auto& [path, p] : in.provenance)
    if (path.rfind("offers[", 0) != 0) add("job", path, "", p);
  for (std::size_t i = 0; i < in.offers.size(); ++i) {
    const OfferInput& offer = in.offers[i];
    for (const auto& [path, p] : offer.provenance)
      add(offer.offer.name, path,
          path == "price" && offer.offer.price ? hourly(*offer.offer.price) + " USD/h" : "", p);
    if (const auto& c = r.offers[i].cost)
      for (const CostFactor& f : factor_list(c->operation.factors))
        add(offer.offer.name, f.name, factor_words(f), f.provenance);
    const Accelerator& a = offer.run.cluster.accelerator;
    for (const auto& [path, p] : offer.run.model.provenance) add(offer.run.model.name, path, "", p);
    for (const auto& [path, p] : offer.run.cluster.provenance)
      add(offer.run.cluster.name, path, "", p);
    for (const auto& [path, p] : a.provenance) add(a.name, path, "", p);
    for (const auto& [path, p] : offer.run.framework.provenance)
      add(offer.run.framework.name, path, "", p);
  }
  return all;
}

std::string compare_html(const CompareInput& in, const CompareReport& r, const RunOrigin& from,
                         const std::vector<Section>& asked) {
  const std::string title = in.title.empty() ? "Offers compared" : in.title;
  std::string body =
      fmt::format("<p class=\"answer\"><b>Answer</b> {}</p>\n", escaped(compare_answer(in, r)));
  for (const auto& [lead, words] : compare_header(in, r))
    body += fmt::format("<p><b>{}</b> {}</p>\n", escaped(lead), escaped(words));
  for (const Section& s : asked) body += html(s);
  for (const Section& s : compare_sections(in, r)) body += html(s) + drawing(s.title, in, r);
  body += sources_html(compare_inputs(in, r));
  const std::string cite =
      fmt::format("Tenfold {}, comparison \"{}\", scenario {} (sha256 {}), {} draws, seed {}.",
                  version, title, from.scenario, from.sha256.substr(0, 16), in.draws, in.seed);
  return html_page(title, body + made_html(cite, from.command));
}

}  // namespace tenfold::report
