#include "io/schema.h"

#include <fmt/format.h>

#include <concepts>
#include <nlohmann/json.hpp>
#include <optional>
#include <type_traits>

#include "base/error.h"
#include "base/names.h"
#include "base/provenance.h"
#include "hardware/cluster.h"
#include "hardware/framework.h"
#include "io/suggest.h"
#include "io/units.h"

namespace tenfold::io {
namespace {

using Json = nlohmann::ordered_json;

template <class T>
concept Tabled = requires {
  Fields<T>::table;
};

template <class T>
struct Of {};  // names a type to an overload

Json schema(Of<std::string>, const Rule&) { return {{"type", "string"}}; }
Json schema(Of<bool>, const Rule&) { return {{"type", "boolean"}}; }
Json schema(Of<std::int64_t>, const Rule& rule) {
  return {{"type", "integer"}, {"minimum", rule.low}, {"maximum", rule.high}};
}
Json schema(Of<double>, const Rule& rule) {
  return {{"type", "number"}, {"minimum", rule.low}, {"maximum", rule.high}};
}

template <class Enum>
requires std::is_enum_v<Enum> Json schema(Of<Enum>, const Rule&) {
  Json words = Json::array();
  for (const std::string_view word : enum_names<Enum>) words.push_back(word);
  return {{"enum", words}};
}

// A number, one space, a unit.
template <Dimension D>
Json schema(Of<Quantity<D>>, const Rule&) {
  std::string units;
  for (const UnitName& unit : unit_names(D))
    units += (units.empty() ? "" : "|") + std::string(unit.name);
  return {{"type", "string"}, {"pattern", fmt::format("^[0-9.]+([eE][+-]?[0-9]+)? ({})$", units)}};
}

template <Tabled T>
Json schema(Of<T>, const Rule&);

template <class T>
Json schema(Of<std::optional<T>>, const Rule& rule) {
  return schema(Of<T>{}, rule);
}
template <class T>
Json schema(Of<std::vector<T>>, const Rule& rule) {
  return {{"type", "array"}, {"items", schema(Of<T>{}, rule)}};
}

// What may stand beside the numbers of any table.
void put_provenance(Json& properties) {
  properties["source"] = {{"type", "string"}};
  properties["grade"] = schema(Of<Grade>{}, optional);
  properties["reasoning"] = {{"type", "string"}};
  properties["provenance"] = {{"type", "object"}};
}

Json object(Json properties, Json required_keys) {
  return {{"type", "object"},
          {"properties", std::move(properties)},
          {"required", std::move(required_keys)},
          {"additionalProperties", false}};
}

template <Tabled T>
Json schema(Of<T>, const Rule&) {
  Json properties = Json::object(), needed = Json::array();
  for_each_field<T>([&]<class Member>(const Field<T, Member>& field) {
    Json entry = schema(Of<Member>{}, field.rule);
    entry["description"] = field.meaning;
    properties[std::string(field.name)] = std::move(entry);
    if (field.rule.required) needed.push_back(field.name);
  });
  put_provenance(properties);
  return object(std::move(properties), std::move(needed));
}

Json sources() {
  Json properties = Json::object();
  for (const char* key : {"title", "url", "date", "quote", "note"})
    properties[key] = {{"type", "string"}};
  return {{"type", "object"},
          {"additionalProperties", object(properties, {"title", "url", "date"})}};
}

template <Tabled T>
std::string file_schema(std::string_view name) {
  const std::string section = name == "hardware" ? "accelerator" : std::string(name);
  const std::string format = fmt::format("{}/1", name);
  Json properties{{"format", {{"const", format}}}, {"sources", sources()}};
  properties[section] = schema(Of<T>{}, required);
  put_provenance(properties);
  Json file{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", format}};
  file.update(object(std::move(properties), {"format", section}));
  return file.dump(2) + "\n";
}

}  // namespace

std::vector<std::string> schema_names() { return {"hardware", "cluster", "framework"}; }

std::string schema_text(std::string_view format) {
  if (format == "hardware") return file_schema<Accelerator>(format);
  if (format == "cluster") return file_schema<Cluster>(format);
  if (format == "framework") return file_schema<Framework>(format);
  throw InputError(fmt::format("there is no schema of '{}': hardware, cluster or framework{}",
                               format, suggestion(format, schema_names())));
}

}  // namespace tenfold::io
