// What the notes of a measured run say in so many words: launch flags and numbers with a unit.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/layer.h"

namespace tenfold {

// Upper and lower case are the same.
bool says(std::string_view text, std::string_view words);

// "swiglu=true" -> "true"; the value ends before a comma, a semicolon or a space.
std::optional<std::string> flag(std::string_view notes, std::string_view name);
std::optional<Size> size_flag(std::string_view notes, std::string_view name);
bool is_set(std::string_view notes, std::string_view name);  // "name=true"

// The number right before the words: ("2 slice(s) of 256 chips", " chips") -> 256.
std::optional<Size> number_before(std::string_view text, std::string_view words);

// The number right after the words: ("FSDP 8 within node", "FSDP ") -> 8.
std::optional<Size> number_after(std::string_view text, std::string_view words);

}  // namespace tenfold
