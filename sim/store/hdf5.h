// Results as HDF5 files that xarray opens: named dimensions, variables with units and a long name.
//
// A file is only ever finished: it is written beside its place, synced and renamed. Objects carry
// no times, so that the same result is the same bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

namespace tenfold::store {

using Values =
    std::variant<std::vector<double>, std::vector<std::int64_t>, std::vector<std::string>>;

struct Dimension {
  std::string name;
  std::vector<std::string> labels;  // its coordinate; its size is their number
};

// Values over the named dimensions, the last running fastest.
struct Variable {
  std::string name;
  std::vector<std::string> dimensions;
  Values values;
  std::string units, long_name;
};

struct Attribute {
  std::string name, value;
};

struct RowColumn {
  std::string name;
  bool whole = false;  // 64-bit integers, else doubles
  std::string units, long_name;
  std::string meanings = {};  // of 0, 1, …, with spaces between; empty: values are numbers
};

// Columns too long to be held at once, written in pieces. The first is their dimension's
// coordinate.
struct Rows {
  std::int64_t count = 0;
  std::vector<RowColumn> columns;
  // Gives `count` rows to `put` in pieces: of each column its values.
  using Put = std::function<void(const std::vector<Values>&)>;
  std::function<void(const Put&)> pieces;
};

struct Dataset {
  std::string filetype;  // "tenfold count"
  std::vector<Dimension> dimensions;
  std::vector<Variable> variables;
  std::vector<Attribute> attributes;  // beside filetype, version and program version
  Rows rows = {};                     // none where it has no columns
};

// Throws FileError; the file at `path` is then what it was before.
void write(const std::string& path, const Dataset&);

}  // namespace tenfold::store
