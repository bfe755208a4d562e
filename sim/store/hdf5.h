// Results as HDF5 files that xarray opens: named dimensions, variables with units and a long name.
//
// A file is only ever finished: it is written beside its place, synced and renamed. Objects carry
// no times, so that the same result is the same bytes.
#pragma once

#include <cstdint>
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

struct Dataset {
  std::string filetype;  // "tenfold count"
  std::vector<Dimension> dimensions;
  std::vector<Variable> variables;
  std::vector<Attribute> attributes;  // beside filetype, version and program version
};

// Throws FileError; the file at `path` is then what it was before.
void write(const std::string& path, const Dataset&);

}  // namespace tenfold::store
