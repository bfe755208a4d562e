// The [search] table of a job. Private to io/.
#pragma once

#include <optional>

#include "io/document.h"
#include "scenario/job.h"

namespace tenfold::io {

// Nothing without the table. A dimension is one value or a list of them.
std::optional<SearchJob> read_search(Document&);

// The space with one dimension narrowed: "tensor" to "4:8". Throws InputError.
SearchSpace narrowed(SearchSpace, std::string_view key, std::string_view values);

}  // namespace tenfold::io
