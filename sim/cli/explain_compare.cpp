#include "cli/explain_compare.h"

#include <fmt/format.h>

#include "base/error.h"
#include "cli/verb.h"
#include "io/compare.h"
#include "io/suggest.h"
#include "report/explain_compare.h"
#include "report/page.h"
#include "verbs/today.h"

namespace tenfold::cli {
namespace {

constexpr const char* shipped = "procurement_maverick_class";

std::size_t offer_of(const CompareInput& in, const std::string& who) {
  std::vector<std::string> known;
  for (std::size_t i = 0; i < in.offers.size(); ++i) {
    const std::string& name = in.offers[i].offer.name;
    if (who == name || who == first_word(name)) return i;
    known.push_back(first_word(name));
  }
  throw InputError(fmt::format("explain compare: there is no offer '{}'; offers are {}", who,
                               fmt::join(known, ", ")));
}

}  // namespace

int explain_compare(const io::Library& library, const std::string& what,
                    const std::string& scenario, const std::vector<std::string>& set, int threads) {
  CompareInput in =
      io::load_compare(library, scenario.empty() ? shipped : scenario, set, verbs::today()).input;
  in.threads = threads;
  in.accept_stale = true;  // each number says what its price is
  const auto dot = what.find('.');
  const std::size_t offer = offer_of(in, what.substr(0, dot));
  const CompareReport r = compare_report(in);
  if (!r.offers[offer].cost)
    throw InputError(fmt::format("explain compare: {} does not run the job: {}",
                                 r.offers[offer].name, r.offers[offer].reasons.front()));
  const std::string key = dot == std::string::npos ? "" : what.substr(dot + 1);
  std::string out = r.offers[offer].name + "\n";
  std::vector<std::string> known;
  bool found = false;
  for (const report::OfferNumber& n : report::offer_numbers(in, r, offer)) {
    known.emplace_back(n.key);
    if (!key.empty() && key != n.key) continue;
    found = true;
    out += "\n" + report::explained(n);
  }
  if (!found)
    throw InputError(fmt::format("explain compare: there is no number '{}'{}; one of {}", key,
                                 io::suggestion(key, known), fmt::join(known, ", ")));
  write_result(report::printable(out));
  return done;
}

}  // namespace tenfold::cli
