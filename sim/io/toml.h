// toml++ as io/ uses it: compiled once, in toml.cpp.
#pragma once

#define TOML_HEADER_ONLY 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>
