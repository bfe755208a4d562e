// A parsed TOML file, the faults found in it, and the sources that its numbers rest on.
//
// Every reader of our formats works on a Document: it looks up keys, adds a fault for each that is
// wrong, and throws them all at the end. Private to io/.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/provenance.h"
#include "io/toml.h"

namespace tenfold::io {

inline constexpr std::size_t largest_file = std::size_t{1} << 20;
inline constexpr int deepest_nesting = 64;

// The bytes of a file. Throws FileError where it cannot be read, InputError where it is over
// largest_file.
std::string file_bytes(const std::string& path);

// As file_bytes, for tables of others: up to largest_table.
inline constexpr std::size_t largest_table = std::size_t{64} << 20;
std::string large_file_bytes(const std::string& path);

class Document {
 public:
  // Throws InputError for what cannot be parsed: too deep, not UTF-8, not TOML, a key given twice.
  Document(std::string path, std::string_view text);

  const toml::table& root() const { return root_; }
  // What `--set` does: the value at a path, "serve.unit.tensor" or "serve.listed[0].input", read as
  // TOML where it is some, else as a text. Throws InputError where nothing can stand there.
  void put(const std::string& path, const std::string& value);
  const std::string& path() const { return path_; }

  // Before anything is read: what the command line puts in place of the file's values.
  template <class Change>
  void change(const Change& change) {
    change(root_);
  }

  void fault(const toml::node& where, std::string what);
  void fault(const toml::source_region& where, std::string what);
  void throw_if_faulty() const;

  std::vector<Source> sources;                   // [sources], filled by read_sources()
  std::map<std::string, Provenance> provenance;  // path of a number -> what stands behind it
  std::set<std::string> unsourced;  // tables whose first number without a source is told

 private:
  std::string path_;
  toml::table root_;
  std::vector<Fault> faults_;
};

// Where a table stands: its path ("training"), and the source and grade that it inherits.
struct Scope {
  std::string path;
  std::optional<Grade> grade;
  std::string source, reasoning;

  std::string at(std::string_view key) const;
};

// Reads [sources] into document.sources.
void read_sources(Document&);

// The scope of a table inside `outer`: its own source, grade and reasoning where it has them.
Scope scope_of(const toml::table&, std::string path, const Scope& outer, Document&);

// Records what stands behind the number at `key`, or adds the fault that nothing does.
void record_provenance(const toml::table& table, std::string_view key, const toml::node& value,
                       const Scope&, Document&);

// A fault for each key of the table that is not in `known` and not about provenance.
void check_keys(const toml::table&, std::vector<std::string> known, Document&);

// Fault unless the file begins with format = "<expected>".
void check_format(Document&, std::string_view expected);

// "a text", "a whole number", …
std::string_view kind_of(const toml::node&);

}  // namespace tenfold::io
