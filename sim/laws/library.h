// Every law as an entry that can be listed, explained and asked.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "laws/variable.h"

namespace tenfold {
namespace laws {

// What a coefficient rests on. verified: read in the paper or its authors' code. refitted: fitted
// again from the runs. second_hand: read in another's summary. recalled: remembered, and found in
// no text. derived: computed from other entries by a formula that is given.
enum class Evidence : std::uint8_t { verified, refitted, second_hand, recalled, derived };

struct Coefficient {
  std::string symbol, value;
  Evidence evidence = Evidence::recalled;
  std::string note;  // an interval, or how it was had
};

// What the fit saw of one variable. Ends are where its runs ended.
struct Range {
  Variable variable;
  double low = 0, high = 0;
};

// "70 M to 16 B", "up to 16 B"
std::string range_text(const Range&);

// One number of an answer. A `variable` is checked against the law's range.
struct LawValue {
  std::string symbol, meaning, unit;
  double value = 0;
  std::optional<Variable> variable{};
};

// A question that a law answers: with all of `needs` given, and `may` besides.
struct LawFunction {
  std::string answers;  // "the loss of a model"
  std::vector<Variable> needs, may;
  std::function<std::vector<LawValue>(const Query&)> of;
};

// A set of coefficients. The first of a law is taken where none is named.
struct Variant {
  std::string key, what;
  std::vector<Coefficient> coefficients;
  std::vector<LawFunction> functions;
  std::string warning;  // said with every answer: why this set is to be used with care
};

struct LawSource {
  std::string authors, year, title, arxiv, place;  // place: the section or table
};

struct Example {
  std::string variant;  // empty: the first
  Query query;
};

struct LawEntry {
  std::string key, group, title;
  std::vector<std::string> equations;
  LawSource source;
  std::vector<Variant> variants;
  std::vector<Range> ranges;
  std::vector<std::string> limits;
  std::vector<Example> examples;
};

// All laws, those of a group together.
const std::vector<LawEntry>& laws();

// Nullptr where there is none of that key.
const LawEntry* find_law(const std::string& key);
const Variant* find_variant(const LawEntry&, const std::string& key);  // "" is the first

// Why this cannot be asked of the law, and what can; nothing where it can.
std::optional<std::string> query_fault(const LawEntry&, const Variant&, const Query&);

struct AnswerPart {
  std::string answers;
  std::vector<LawValue> quantities;
};
struct Answer {
  std::vector<AnswerPart> parts;
  std::vector<std::string> warnings;
};

// The answer of each function that takes most of what is given, with a warning for each number
// beyond the law's range: by how many decades, in which variable. For queries without a fault.
Answer ask(const LawEntry&, const Variant&, const Query&);

// The weakest evidence that a variant's coefficients rest on; verified where it has none.
Evidence weakest(const Variant&);

}  // namespace laws

template <>
inline constexpr std::array enum_names<laws::Evidence>{
    std::string_view("verified"), std::string_view("refitted"), std::string_view("second-hand"),
    std::string_view("recalled"), std::string_view("derived")};

}  // namespace tenfold
