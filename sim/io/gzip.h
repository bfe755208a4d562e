// Files that gzip packed.
#pragma once

#include <string>

namespace tenfold::io {

// The bytes of a table: unpacked where its name ends in .gz. Throws FileError where it cannot be
// read, InputError where it unpacks to over largest_table.
std::string table_bytes(const std::string& path);

}  // namespace tenfold::io
