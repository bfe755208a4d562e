// The service that a row of docs/published_serving.csv describes. Private to io/.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "campaign/published.h"
#include "io/library.h"

namespace tenfold::io {

using NamedInputs = std::map<std::string, std::string, std::less<>>;

// Names: model, accelerator, weights, cache. Numbers: those of Requests and ServingUnit, and
// per_token_ms.
bool is_service_name(std::string_view);
bool is_service_input(std::string_view);

// Throws InputError.
Service service_of(const Library&, const NamedInputs&, const CheckInputs&);

}  // namespace tenfold::io
