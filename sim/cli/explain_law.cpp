#include "cli/explain_law.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "cli/verb.h"
#include "io/law_json.h"
#include "io/units.h"
#include "report/law.h"
#include "verbs/law.h"

namespace tenfold::cli {
namespace {

constexpr auto group = "Questions to a law (explain law NAME)";

// "70B" as "70 B", which files write.
std::string with_space(std::string text) {
  const bool glued = text.size() > 1 &&
                     std::string_view("KMBT").find(text.back()) != std::string::npos &&
                     text[text.size() - 2] != ' ';
  if (glued) text.insert(text.size() - 1, " ");
  return text;
}

laws::Query query_of(const LawOptions& options) {
  laws::Query query;
  for (std::size_t i = 0; i < options.values.size(); ++i) {
    if (options.values[i].empty()) continue;
    const auto variable = static_cast<laws::Variable>(i);
    const auto value = io::parse_scaled(with_space(options.values[i]));
    if (!value)
      throw InputError(fmt::format("--{} is '{}': needs a number, such as 70B or 1.4e12 ({})",
                                   name(variable), options.values[i],
                                   laws::facts(variable).meaning));
    query[variable] = *value;
  }
  return query;
}

}  // namespace

void add_law_options(CLI::App& verb, LawOptions& o) {
  verb.add_option("--variant", o.variant, "of a law: another of its sets of coefficients")
      ->group(group);
  for (std::size_t i = 0; i < o.values.size(); ++i) {
    const auto variable = static_cast<laws::Variable>(i);
    verb.add_option(fmt::format("--{}", name(variable)), o.values[i],
                    std::string(laws::facts(variable).meaning))
        ->group(group);
  }
  verb.add_flag("--json", o.json, "of law: JSON instead of text")->group(group);
}

bool any_given(const LawOptions& o) {
  return o.json || !o.variant.empty() ||
         std::any_of(o.values.begin(), o.values.end(), [](const auto& v) { return !v.empty(); });
}

int explain_law(const std::string& key, const LawOptions& o) {
  if (key.empty()) {
    if (!query_of(o).empty() || !o.variant.empty())
      throw InputError("explain law needs a law to ask, as in: tenfold explain law chinchilla");
    write_result(o.json ? io::laws_json(laws::laws()) : report::law_list(laws::laws()));
    return done;
  }
  const laws::LawEntry& law = verbs::law_named(key);
  const laws::Variant& variant = verbs::variant_named(law, o.variant);
  const laws::Query query = query_of(o);
  if (const auto fault = query.empty() ? std::nullopt : laws::query_fault(law, variant, query))
    throw InputError(*fault);
  if (o.json)
    write_result(io::law_json(law, variant, query));
  else if (query.empty())
    write_result(report::law_text(law, variant));
  else
    write_result(report::answer_text(law, variant, query, ask(law, variant, query)));
  return done;
}

}  // namespace tenfold::cli
