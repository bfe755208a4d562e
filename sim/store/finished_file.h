// Files that are only ever finished. Private to store/.
#pragma once

#include <functional>
#include <string>

namespace tenfold::store {

// Calls write(name of a file beside `path`), syncs it and gives it the name `path`. Throws
// FileError, as `write` may; the file at `path` is then what it was before.
void write_finished(const std::string& path, const std::function<void(const std::string&)>& write);

}  // namespace tenfold::store
