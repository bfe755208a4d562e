// explain law: the library of scaling laws, and what they answer.
#pragma once

#include <CLI/CLI.hpp>
#include <array>
#include <string>

#include "laws/library.h"

namespace tenfold::cli {

// Of the command line: a text for each variable of laws, empty where it was not given.
struct LawOptions {
  std::array<std::string, enum_names<laws::Variable>.size()> values;
  std::string variant;
  bool json = false;
};

void add_law_options(CLI::App& verb, LawOptions&);

// Whether any of them was given.
bool any_given(const LawOptions&);

// Lists the laws, or prints one, or what it answers. Throws InputError.
int explain_law(const std::string& law, const LawOptions&);

}  // namespace tenfold::cli
