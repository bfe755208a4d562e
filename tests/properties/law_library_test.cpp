// The library of laws: every entry is whole, answers its examples, inverts itself, and warns beyond
// its range.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include "laws/library.h"

using namespace tenfold;
using namespace tenfold::laws;
using doctest::Approx;
using V = Variable;

namespace {

const LawEntry& law(const std::string& key) { return *find_law(key); }

Answer asked(const std::string& key, const Query& query, const std::string& variant = "") {
  const Variant& of = *find_variant(law(key), variant);
  REQUIRE_FALSE(query_fault(law(key), of, query));
  return ask(law(key), of, query);
}

const LawValue* value_of(const Answer& answer, const std::string& symbol) {
  for (const AnswerPart& part : answer.parts)
    for (const LawValue& v : part.quantities)
      if (v.symbol == symbol) return &v;
  return nullptr;
}

bool warns(const Answer& answer, const std::string& words) {
  return std::any_of(answer.warnings.begin(), answer.warnings.end(),
                     [&](const std::string& w) { return w.find(words) != std::string::npos; });
}

// What else each law needs to be asked for a budget.
Query beside(const LawFunction& f) {
  Query query;
  for (const V v : f.needs) {
    if (v == V::teacher_loss) query[v] = 1.9;
    if (v == V::teacher_parameters) query[v] = 7e9;
    if (v == V::teacher_tokens) query[v] = 1e12;
    if (v == V::year) query[v] = 2021;
    if (v == V::first_score) query[v] = 0.2;
    if (v == V::last_score) query[v] = 0.6;
    if (v == V::middle_compute) query[v] = 1e21;
  }
  return query;
}

}  // namespace

TEST_CASE("every law has equations, a source, graded coefficients and limits") {
  std::set<std::string> keys;
  for (const LawEntry& entry : laws::laws()) {
    CAPTURE(entry.key);
    CHECK(keys.insert(entry.key).second);
    CHECK_FALSE(entry.equations.empty());
    CHECK_FALSE(entry.source.title.empty());
    CHECK_FALSE(entry.limits.empty());
    REQUIRE_FALSE(entry.variants.empty());
    for (const Variant& variant : entry.variants) {
      CAPTURE(variant.key);
      CHECK_FALSE(variant.coefficients.empty());
      CHECK(find_variant(entry, variant.key) == &variant);
    }
    for (const std::string& line : entry.equations) CHECK(line.size() <= 76);
  }
  CHECK(keys.size() >= 28);
}

TEST_CASE("coefficients known second-hand or recalled are never told as verified") {
  const auto rests_on = [](const char* key) { return weakest(law(key).variants.front()); };
  for (const char* key : {"busbridge", "zhang", "bergsma"})
    CHECK(rests_on(key) == Evidence::recalled);
  for (const char* key : {"kaplan", "clark", "krajewski", "llama-3", "deepseek", "step-law",
                          "farseer", "khatri", "sardana"})
    CHECK(rests_on(key) == Evidence::second_hand);
  for (const char* key : {"chinchilla", "besiroglu", "porian", "muennighoff", "abnar", "joint-moe",
                          "tian", "kumar", "olmo-ladder", "moonlight"})
    CHECK(rests_on(key) == Evidence::verified);
}

TEST_CASE("every example can be asked, and its answer is a number") {
  for (const LawEntry& entry : laws::laws()) {
    CAPTURE(entry.key);
    if (!entry.variants.front().functions.empty()) CHECK_FALSE(entry.examples.empty());
    for (const Example& example : entry.examples) {
      const Variant& variant = *find_variant(entry, example.variant);
      REQUIRE_FALSE(query_fault(entry, variant, example.query));
      const Answer answer = ask(entry, variant, example.query);
      REQUIRE_FALSE(answer.parts.empty());
      for (const AnswerPart& part : answer.parts)
        for (const LawValue& v : part.quantities) CHECK(std::isfinite(v.value));
    }
  }
}

TEST_CASE("through the library, the compute for the loss of a budget is the budget") {
  int served = 0;
  for (const LawEntry& entry : laws::laws())
    for (const Variant& variant : entry.variants)
      for (const LawFunction& f : variant.functions) {
        if (std::count(f.needs.begin(), f.needs.end(), V::compute) == 0) continue;
        Query query = beside(f);
        query[V::compute] = 1e21;
        if (query.size() != f.needs.size()) continue;
        const Answer forward = ask(entry, variant, query);
        const LawValue* level = value_of(forward, "L");
        if (level == nullptr) level = value_of(forward, "R");
        query.erase(V::compute);
        if (level == nullptr) continue;
        query[level->symbol == "R" ? V::score : V::loss] = level->value;
        CAPTURE(entry.key);
        CAPTURE(variant.key);
        if (query_fault(entry, variant, query)) continue;
        const Answer backward = ask(entry, variant, query);
        const LawValue* back = value_of(backward, "C");
        REQUIRE(back != nullptr);
        CHECK(back->value == Approx(1e21).epsilon(1e-6));
        ++served;
      }
  CHECK(served >= 20);
}

TEST_CASE("beyond its range a law answers, and says by how many decades in which variable") {
  // Chinchilla's runs end at 16 B parameters and 500 B tokens: 1.6e11 and 5e13 are 1.0 and 2.0
  // decades beyond.
  const Answer answer = asked("chinchilla", {{V::parameters, 1.6e11}, {V::tokens, 5e13}});
  CHECK(value_of(answer, "L") != nullptr);
  CHECK(answer.warnings.size() == 2);
  CHECK(warns(answer, "parameters of 160 B lies 1.0 decades above"));
  CHECK(warns(answer, "tokens of 50 T lies 2.0 decades above"));
  CHECK(warns(answer, "5 B to 500 B"));
}

TEST_CASE("below its range a law warns too, and within it says nothing") {
  const Answer below = asked("chinchilla", {{V::parameters, 7e6}, {V::tokens, 1e10}});
  CHECK(below.warnings.size() == 1);
  CHECK(warns(below, "1.0 decades below"));
  CHECK(asked("chinchilla", {{V::parameters, 1e9}, {V::tokens, 1e10}}).warnings.empty());
}

TEST_CASE("an answer beyond the range is warned about as a question is") {
  CHECK(warns(asked("chinchilla", {{V::compute, 5.76e23}}), "parameters of 40.36 B lies 0.4"));
}

TEST_CASE("years are told as years") {
  CHECK(warns(asked("ho", {{V::parameters, 1e9}, {V::tokens, 1e10}, {V::year, 2026.5}}),
              "3.5 years above"));
}

TEST_CASE("a loss at the floor is answered with none, and said to be beyond the law's reach") {
  const Answer answer = asked("besiroglu", {{V::loss, 1.8}});
  CHECK(std::isinf(value_of(answer, "C")->value));
  CHECK(warns(answer, "C has no value here"));
}

TEST_CASE("rounded and recalled coefficients warn whatever is asked") {
  CHECK(warns(asked("chinchilla", {{V::compute, 1e20}}, "rounded"), "rounded"));
  CHECK(warns(asked("llama-3", {{V::compute, 1e20}}, "rounded"), "rounded"));
  CHECK(warns(asked("zhang", {{V::tokens, 1e10}}), "recalled"));
  CHECK(asked("chinchilla", {{V::compute, 1e20}}).warnings.empty());
}

TEST_CASE("what a law does not take is a fault that names what it takes") {
  const LawEntry& c = law("chinchilla");
  const auto foreign = query_fault(c, c.variants.front(), {{V::compute, 1e20}, {V::experts, 8}});
  REQUIRE(foreign);
  CHECK(foreign->find("takes no --experts") != std::string::npos);
  CHECK(foreign->find("--parameters --tokens: loss of a model") != std::string::npos);
  const auto lone = query_fault(c, c.variants.front(), {{V::parameters, 1e9}});
  REQUIRE(lone);
  CHECK(lone->find("needs more beside --parameters") != std::string::npos);
  CHECK(query_fault(c, c.variants.front(), {{V::compute, -1}}));
  CHECK(query_fault(law("merrill"), law("merrill").variants.front(), {{V::tokens, 1e9}}));
}

TEST_CASE("the question that takes most of what is given is the one answered") {
  const Answer joint = asked("kaplan", {{V::parameters, 1e9}, {V::tokens, 2.2e10}});
  REQUIRE(joint.parts.size() == 1);
  CHECK(value_of(joint, "L")->value == Approx(2.3693163430).epsilon(1e-9));
  CHECK(asked("kaplan", {{V::parameters, 1e9}}).parts.size() == 1);
}
