#include "io/document.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "io/nesting.h"
#include "io/suggest.h"

namespace tenfold::io {
namespace {

constexpr std::array<std::string_view, 4> provenance_keys{"source", "grade", "reasoning",
                                                          "provenance"};

[[noreturn]] void refuse(const std::string& path, std::int64_t line, std::int64_t column,
                         std::string what) {
  throw InputError(std::vector<Fault>{{path, line, column, std::move(what)}});
}

std::string bytes_up_to(const std::string& path, std::size_t most, std::string too_large) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored))
    throw InputError(fmt::format("{}: there is no such file", path));
  if (std::filesystem::is_directory(path, ignored))
    throw InputError(fmt::format("{}: is a folder: name a file in it", path));
  std::ifstream in(path, std::ios::binary);
  if (!in) throw FileError(fmt::format("{}: cannot be read: may you?", path));
  std::string bytes;
  std::array<char, 65536> chunk{};
  while (bytes.size() <= most && in.read(chunk.data(), chunk.size()).gcount() > 0)
    bytes.append(chunk.data(), static_cast<std::size_t>(in.gcount()));
  if (in.bad()) throw FileError(fmt::format("{}: cannot be read", path));
  if (bytes.size() > most) refuse(path, 1, 1, std::move(too_large));
  return bytes;
}

// toml++'s words for the faults that people meet most, in ours.
std::string plain_words(std::string_view description) {
  if (description.find("cannot redefine existing") != std::string_view::npos) {
    const auto open = description.find('\''), close = description.find('\'', open + 1);
    return fmt::format("the key {} is given twice: keep one",
                       description.substr(open, close - open + 1));
  }
  if (description.find("utf-8") != std::string_view::npos ||
      description.find("UTF-8") != std::string_view::npos)
    return "bytes that are not UTF-8 text: save the file as UTF-8";
  return fmt::format("not TOML: {}", description);
}

toml::table parsed(const std::string& path, std::string_view text) try {
  if (const auto deep = too_deep(text, deepest_nesting))
    refuse(path, deep->line, deep->column,
           fmt::format("nested or dotted deeper than {} levels: flatten it", deepest_nesting));
  return toml::parse(text, path);
} catch (const toml::parse_error& e) {
  const auto [line, column] = e.source().begin;
  refuse(path, line, column, plain_words(e.description()));
}

const Source* find_source(const std::vector<Source>& sources, std::string_view id) {
  for (const Source& source : sources)
    if (source.id == id) return &source;
  return nullptr;
}

std::string text_at(const toml::table& table, std::string_view key, Document& document) {
  const toml::node* node = table.get(key);
  if (!node) return {};
  if (const auto text = node->value_exact<std::string>()) return *text;
  document.fault(*node, fmt::format("'{}' is {}: needs a text in quotes", key, kind_of(*node)));
  return {};
}

Source read_source(const std::string& id, const toml::table& table, Document& document) {
  check_keys(table, {"title", "url", "date", "quote", "note"}, document);
  Source source;
  source.id = id;
  source.title = text_at(table, "title", document);
  source.url = text_at(table, "url", document);
  source.date = text_at(table, "date", document);
  source.quote = text_at(table, "quote", document);
  source.note = text_at(table, "note", document);
  for (const auto& [value, key] : {std::pair{&source.title, "title"}, std::pair{&source.url, "url"},
                                   std::pair{&source.date, "date"}})
    if (value->empty()) document.fault(table, fmt::format("source '{}' has no '{}'", id, key));
  return source;
}

// What is missing for a number to count as sourced; empty where nothing is.
std::string missing_provenance(const Scope& scope, std::string_view key) {
  if (!scope.grade)
    return fmt::format("'{}' has no grade: add grade = \"{}\" (or another of {}) to its table", key,
                       "disclosed", list_names<Grade>());
  const bool reasoned = *scope.grade == Grade::assumed || *scope.grade == Grade::derived;
  if (reasoned && scope.reasoning.empty())
    return fmt::format("'{}' is {} and has no reasoning: add reasoning = \"…\" to its table", key,
                       name(*scope.grade));
  if (*scope.grade != Grade::assumed && scope.source.empty())
    return fmt::format("'{}' has no source: add source = \"…\", a name from [sources]", key);
  return {};
}

}  // namespace

std::string file_bytes(const std::string& path) {
  return bytes_up_to(path, largest_file,
                     "over 1 MiB: a file of ours holds one model, scenario or profile");
}

std::string large_file_bytes(const std::string& path) {
  return bytes_up_to(path, largest_table, "over 64 MiB: leave out what is not needed");
}

Document::Document(std::string path, std::string_view text)
    : path_(std::move(path)), root_(parsed(path_, text)) {}

void Document::put(const std::string& path, const std::string& value) {
  const auto dot = path.rfind('.');
  toml::table* parent =
      toml::at_path(root_, dot == std::string::npos ? "" : path.substr(0, dot)).as_table();
  if (!parent) throw InputError(fmt::format("--set: there is no table for '{}'", path));
  const std::string key = path.substr(dot == std::string::npos ? 0 : dot + 1);
  try {
    const toml::table read = toml::parse("value = " + value);
    read["value"].visit([&](const auto& node) { parent->insert_or_assign(key, node); });
  } catch (const toml::parse_error&) {
    parent->insert_or_assign(key, value);
  }
}

void Document::fault(const toml::node& where, std::string what) {
  fault(where.source(), std::move(what));
}

void Document::fault(const toml::source_region& where, std::string what) {
  const auto [line, column] = where.begin;
  const bool typed = line == 0;  // a value that the command line put there
  faults_.push_back({typed ? path_ + ", as --set changes it" : path_,
                     std::max<std::int64_t>(line, 1), std::max<std::int64_t>(column, 1),
                     std::move(what)});
}

void Document::throw_if_faulty() const {
  if (faults_.empty()) return;
  std::vector<Fault> sorted = faults_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Fault& a, const Fault& b) {
    return std::pair(a.line, a.column) < std::pair(b.line, b.column);
  });
  const auto same = [](const Fault& a, const Fault& b) { return text(a) == text(b); };
  sorted.erase(std::unique(sorted.begin(), sorted.end(), same), sorted.end());
  throw InputError(std::move(sorted));
}

std::string Scope::at(std::string_view key) const {
  return path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
}

void read_sources(Document& document) {
  const toml::node* node = document.root().get("sources");
  if (!node) return;
  const toml::table* table = node->as_table();
  if (!table) return document.fault(*node, "'sources' needs tables: [sources.NAME]");
  for (const auto& [id, source] : *table)
    if (const toml::table* fields = source.as_table())
      document.sources.push_back(read_source(std::string(id.str()), *fields, document));
    else
      document.fault(source, fmt::format("source '{}' needs to be a table", id.str()));
}

Scope scope_of(const toml::table& table, std::string path, const Scope& outer, Document& document) {
  Scope scope = outer;
  scope.path = std::move(path);
  if (const toml::node* node = table.get("source")) {
    scope.source = text_at(table, "source", document);
    if (!scope.source.empty() && !find_source(document.sources, scope.source))
      document.fault(*node, fmt::format("no [sources.{}] in this file", scope.source));
  }
  if (const toml::node* node = table.get("grade")) {
    const std::string text = text_at(table, "grade", document);
    scope.grade = named<Grade>(text);
    scope.reasoning.clear();
    if (!scope.grade && !text.empty())
      document.fault(*node,
                     fmt::format("'grade' is '{}': needs one of {}", text, list_names<Grade>()));
  }
  if (table.get("reasoning")) scope.reasoning = text_at(table, "reasoning", document);
  return scope;
}

void record_provenance(const toml::table& table, std::string_view key, const toml::node& value,
                       const Scope& scope, Document& document) {
  Scope own = scope;
  if (const toml::table* overrides = table["provenance"].as_table())
    if (const toml::table* given = (*overrides)[key].as_table())
      own = scope_of(*given, scope.path, scope, document);
  if (std::string missing = missing_provenance(own, key); !missing.empty()) {
    if (document.unsourced.insert(scope.path).second) document.fault(value, std::move(missing));
    return;
  }
  Provenance& entry = document.provenance[scope.at(key)];
  entry.grade = *own.grade;
  entry.reasoning = own.reasoning;
  entry.file = document.path();
  entry.line = value.source().begin.line;
  if (const Source* source = find_source(document.sources, own.source)) entry.source = *source;
}

void check_keys(const toml::table& table, std::vector<std::string> known, Document& document) {
  for (const std::string_view key : provenance_keys) known.emplace_back(key);
  for (const auto& [key, node] : table)
    if (std::find(known.begin(), known.end(), key.str()) == known.end())
      document.fault(key.source(),
                     fmt::format("unknown key '{}'{}", key.str(), suggestion(key.str(), known)));
}

void check_format(Document& document, std::string_view expected) {
  const toml::node* node = document.root().get("format");
  if (!node)
    document.fault(document.root(),
                   fmt::format("'format' is missing: needs format = \"{}\"", expected));
  else if (node->value_exact<std::string>() != expected)
    document.fault(*node, fmt::format("'format' needs to be \"{}\"", expected));
}

std::string_view kind_of(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::string:
      return "a text";
    case toml::node_type::integer:
      return "a whole number";
    case toml::node_type::floating_point:
      return "a number with a point";
    case toml::node_type::boolean:
      return "true or false";
    case toml::node_type::array:
      return "an array";
    case toml::node_type::table:
      return "a table";
    default:
      return "a date or time";
  }
}

}  // namespace tenfold::io
