// Where a number comes from and how far to trust it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/names.h"

namespace tenfold {

// How a number is known. `disclosed`: its owner published it. `measured`: somebody measured it.
// `derived`: computed from disclosed numbers by a formula that is given. `estimated`: somebody's
// estimate, with its spread. `assumed`: our judgement, with its reasoning.
enum class Grade : std::uint8_t { disclosed, measured, derived, estimated, assumed };
template <>
inline constexpr std::array enum_names<Grade>{
    std::string_view("disclosed"), std::string_view("measured"), std::string_view("derived"),
    std::string_view("estimated"), std::string_view("assumed")};

struct Source {
  std::string id;     // key in the file's [sources]
  std::string title;  // what it is, as a reader would cite it
  std::string url;
  std::string date;   // of publication, or of access where it has none: 2025-04-05
  std::string quote;  // its own words, where they matter
  std::string note;   // how it was read: primary, second-hand, recalled
};

// What stands behind one number of a file.
struct Provenance {
  Grade grade = Grade::assumed;
  Source source;
  std::string reasoning;  // formula of a derived number, reasoning of an assumed one
  std::string file;
  std::int64_t line = 0;
};

}  // namespace tenfold
