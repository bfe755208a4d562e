// One table per struct: the single place that knows a field's file name, member, meaning and range.
//
// The TOML reader, the unknown-key check, `tenfold schema`, the reference page, the HDF5 columns
// and the Python attributes all visit this table, so that a new field is one new line.
#pragma once

#include <string_view>
#include <tuple>

namespace tenfold {

// What a file must say: a required key is a fault when missing; numbers lie in [low, high].
struct Rule {
  bool required = true;
  double low = 0, high = 1e15;
};
inline constexpr Rule required{}, optional{.required = false};
// Sizes of a shape: no product of a few of them overflows a Count.
inline constexpr Rule positive{.low = 1, .high = 1e8};
inline constexpr Rule optional_positive{.required = false, .low = 1, .high = 1e8};

template <class Struct, class Member>
struct Field {
  std::string_view name;  // key in files
  Member Struct::*member;
  std::string_view meaning;  // one line, for the reference page
  Rule rule = required;
};

template <class Struct, class Member>  // clang 14 cannot deduce aggregates by itself
Field(std::string_view, Member Struct::*, std::string_view)->Field<Struct, Member>;
template <class Struct, class Member>
Field(std::string_view, Member Struct::*, std::string_view, Rule) -> Field<Struct, Member>;

template <class Struct>
struct Fields;  // specialised beside each Struct: static constexpr std::tuple table{Field{…}, …};

template <class Struct, class Visitor>
constexpr void for_each_field(Visitor visit) {
  std::apply([&](const auto&... field) { (visit(field), ...); }, Fields<Struct>::table);
}

}  // namespace tenfold
