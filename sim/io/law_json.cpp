#include "io/law_json.h"

#include "io/envelope.h"

namespace tenfold::io {
namespace {

constexpr std::string_view schema = "laws/1";

Json source_json(const laws::LawSource& s) {
  return {{"authors", s.authors},
          {"year", s.year},
          {"title", s.title},
          {"arxiv", s.arxiv},
          {"place", s.place}};
}

Json variant_json(const laws::Variant& variant) {
  Json all = Json::array();
  for (const laws::Coefficient& c : variant.coefficients)
    all.push_back({{"symbol", c.symbol},
                   {"value", c.value},
                   {"evidence", name(c.evidence)},
                   {"note", c.note}});
  Json questions = Json::array();
  for (const laws::LawFunction& f : variant.functions) {
    Json needs = Json::array(), may = Json::array();
    for (const laws::Variable v : f.needs) needs.push_back(name(v));
    for (const laws::Variable v : f.may) may.push_back(name(v));
    questions.push_back({{"answers", f.answers}, {"needs", needs}, {"may", may}});
  }
  return {{"key", variant.key},
          {"what", variant.what},
          {"evidence", name(weakest(variant))},
          {"coefficients", all},
          {"questions", questions}};
}

Json law_facts(const laws::LawEntry& law, const laws::Variant& variant) {
  Json ranges = Json::array(), variants = Json::array();
  for (const laws::Range& r : law.ranges)
    ranges.push_back({{"variable", name(r.variable)}, {"low", r.low}, {"high", r.high}});
  for (const laws::Variant& v : law.variants) variants.push_back(v.key);
  return {{"key", law.key},
          {"group", law.group},
          {"title", law.title},
          {"equations", law.equations},
          {"source", source_json(law.source)},
          {"variant", variant_json(variant)},
          {"variants", variants},
          {"ranges", ranges},
          {"limits", law.limits}};
}

Json answers_json(const laws::Answer& answer) {
  Json all = Json::array();
  for (const laws::AnswerPart& part : answer.parts) {
    Json values = Json::array();
    for (const laws::LawValue& v : part.quantities)
      values.push_back({{"symbol", v.symbol},
                        {"meaning", v.meaning},
                        {"unit", v.unit},
                        {"variable", v.variable ? Json(name(*v.variable)) : Json()},
                        {"value", number(v.value)}});
    all.push_back({{"answers", part.answers}, {"values", values}});
  }
  return all;
}

}  // namespace

std::string laws_json(const std::vector<laws::LawEntry>& all) {
  Json list = Json::array();
  for (const laws::LawEntry& law : all)
    list.push_back({{"key", law.key},
                    {"group", law.group},
                    {"title", law.title},
                    {"source", source_json(law.source)},
                    {"evidence", name(weakest(law.variants.front()))}});
  return envelope_text(schema, {}, "6nd", {{"laws", list}}, {});
}

std::string law_json(const laws::LawEntry& law, const laws::Variant& variant,
                     const laws::Query& query) {
  Json result{{"law", law_facts(law, variant)}};
  std::vector<Warning> warnings;
  if (!query.empty()) {
    const laws::Answer answer = ask(law, variant, query);
    result["query"] = Json::object();
    for (const auto& [variable, value] : query)
      result["query"][std::string(name(variable))] = value;
    result["answers"] = answers_json(answer);
    for (const std::string& text : answer.warnings)
      warnings.push_back({"law", {.message = text}, ""});
  }
  return envelope_text(schema, {}, "6nd", result, warnings);
}

}  // namespace tenfold::io
