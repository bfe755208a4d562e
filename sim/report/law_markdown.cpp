// docs/laws.md: every law with what it rests on, and what it answers.
#include <fmt/format.h>

#include <algorithm>

#include "report/law.h"

namespace tenfold::report {
namespace {

using laws::LawEntry;
using laws::Variant;

constexpr std::string_view introduction =
    R"(# Scaling laws

Made by `tenfold list laws --markdown`. `tenfold explain law NAME` prints one of these laws, and answers with it:

```
tenfold explain law chinchilla --parameters 70B --tokens 1.4T
tenfold explain law chinchilla --compute 5.76e23
tenfold explain law chinchilla --loss 1.93
```

N is parameters, D tokens of training, C FLOPs (6 N D unless a law says otherwise), L the loss in nats a token unless a
law says otherwise. Best splits and inverses are in closed form where L = E + (A/N^alpha + B/D^beta)^k once all else is
given; else they are searched: the least loss along a budget, and the budget that reaches a loss.

**What a coefficient rests on.** *verified*: read in the paper or its authors' code. *refitted*: fitted again from the
runs. *derived*: computed from others by a formula that is given. *second-hand*: read in another's summary. *recalled*:
remembered, and found in no text. The table shows the weakest of the first set of coefficients.

**Range.** Where the runs of the fit ended. An answer beyond it is given, with a warning that says by how many decades
in which variable. A law is an interpolation: what it says several decades beyond its runs depends on its form more than
on its data, and a loss on one text and one tokenizer cannot be set beside another's.

)";

std::string cell(std::string text) {
  for (std::size_t at = 0; (at = text.find('|', at)) != std::string::npos; at += 2)
    text.insert(at, 1, '\\');
  return text;
}

std::string ranges(const LawEntry& law) {
  std::string out;
  for (const laws::Range& range : law.ranges)
    out += fmt::format("{}{} {}", out.empty() ? "" : "; ", name(range.variable), range_text(range));
  return out.empty() ? "not on file" : out;
}

std::string overview(const std::vector<LawEntry>& all) {
  std::string out = "| law | what | source | rests on | range |\n|---|---|---|---|---|\n";
  for (const LawEntry& law : all)
    out += fmt::format("| [`{}`](#{}) | {} | {} {}{} | {} | {} |\n", law.key, law.key,
                       cell(law.title), law.source.authors, law.source.year,
                       law.source.arxiv.empty() ? "" : ", arXiv:" + law.source.arxiv,
                       name(weakest(law.variants.front())), ranges(law));
  return out;
}

std::string coefficients(const Variant& variant) {
  std::string out;
  for (const laws::Coefficient& c : variant.coefficients)
    out += fmt::format("{}{} {} ({}{}{})", out.empty() ? "" : ", ", c.symbol, c.value,
                       name(c.evidence), c.note.empty() ? "" : ": ", c.note);
  return out;
}

// Coefficients of one grade and note are told once.
std::string coefficients_by_grade(const Variant& variant) {
  const auto& all = variant.coefficients;
  const bool alike = std::all_of(all.begin(), all.end(), [&](const laws::Coefficient& c) {
    return c.evidence == all.front().evidence && c.note == all.front().note;
  });
  if (!alike || all.empty()) return coefficients(variant);
  std::string out;
  for (const laws::Coefficient& c : all)
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", c.symbol, c.value);
  const std::string note = all.front().note;
  return fmt::format("{} ({}{}{})", out, name(all.front().evidence), note.empty() ? "" : ": ",
                     note);
}

std::string examples(const LawEntry& law) {
  std::string out;
  for (const laws::Example& example : law.examples) {
    const Variant& variant = *find_variant(law, example.variant);
    std::string line;
    for (const laws::AnswerPart& part : ask(law, variant, example.query).parts)
      for (const laws::LawValue& v : part.quantities)
        line += fmt::format("{}{} = {}{}", line.empty() ? "" : ", ", v.symbol, value_text(v),
                            v.unit.empty() ? "" : " " + v.unit);
    out += fmt::format("- `{}`: {}\n", law_command(law, variant, example.query), line);
  }
  return out;
}

std::string section(const LawEntry& law) {
  std::string out =
      fmt::format("\n### {}\n\n{}. {}.\n\n```\n", law.key, law.title, citation(law.source));
  for (const std::string& line : law.equations) out += line + "\n";
  out += "```\n\n| variant | coefficients |\n|---|---|\n";
  for (const Variant& v : law.variants)
    out += fmt::format("| `{}`: {} | {} |\n", v.key, cell(v.what), cell(coefficients_by_grade(v)));
  out += fmt::format("\nRange: {}.\n", ranges(law));
  if (!law.examples.empty()) out += "\n" + examples(law);
  out += "\nLimits:\n\n";
  for (const std::string& limit : law.limits) out += "- " + limit + "\n";
  return out;
}

}  // namespace

std::string laws_markdown(const std::vector<LawEntry>& all) {
  std::string out = std::string(introduction) + overview(all), group;
  for (const LawEntry& law : all) {
    if (law.group != group) {
      group = law.group;
      std::string title = group;
      title[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(title[0])));
      out += fmt::format("\n## {}\n", title);
    }
    out += section(law);
  }
  return out;
}

}  // namespace tenfold::report
