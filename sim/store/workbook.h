// Workbooks as Excel's .xlsx files.
#pragma once

#include <string>

#include "base/workbook.h"

namespace tenfold::store {

// Texts are written as texts whatever they start with, so none is a formula. Throws FileError; the
// file at `path` is then what it was before.
void write(const std::string& path, const Workbook&);

}  // namespace tenfold::store
