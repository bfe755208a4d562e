// JSON Schema of our formats, from the tables of their fields.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tenfold::io {

// "hardware", "cluster", "framework": formats whose fields all stand in tables.
std::vector<std::string> schema_names();

// Draft 2020-12, of the file as JSON that a TOML reader makes of it. Throws InputError where
// there is none of this name.
std::string schema_text(std::string_view format);

}  // namespace tenfold::io
