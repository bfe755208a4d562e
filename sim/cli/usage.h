// What is said of words that are no command.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace tenfold::cli {

// One line: the word that no verb or option has, with the nearest that there is; else the parser's
// own words.
std::string usage_fault(const CLI::App&, const CLI::ParseError&, int argc, char** argv);

}  // namespace tenfold::cli
