// A verb of the command line: each adds its options to the program, and says what to do when
// chosen.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

#include "io/library.h"

namespace tenfold::cli {

// Exit codes: see docs/command_line.md.
inline constexpr int done = 0, contradicted = 1, bad_input = 2, undetermined = 3, no_plan = 4,
                     some_failed = 5, our_bug = 70, file_failed = 74;

// What a chosen verb does; the result is the program's exit code.
using Action = std::function<int()>;

// What all verbs share.
struct Program {
  io::Library library;
  std::string command_line;  // as typed, for reports
  Action action;             // of the verb that was chosen
};

void add_calibrate(CLI::App&, Program&);
void add_check(CLI::App&, Program&);
void add_compare(CLI::App&, Program&);
void add_count(CLI::App&, Program&);
void add_explain(CLI::App&, Program&);
void add_fit(CLI::App&, Program&);
void add_import(CLI::App&, Program&);
void add_init(CLI::App&, Program&);
void add_lint(CLI::App&, Program&);
void add_list(CLI::App&, Program&);
void add_merge(CLI::App&, Program&);
void add_run(CLI::App&, Program&);
void add_schema(CLI::App&, Program&);
void add_search(CLI::App&, Program&);
void add_serve(CLI::App&, Program&);
void add_show(CLI::App&, Program&);
void add_validate(CLI::App&, Program&);

// Throws InputError where a file to be written is the one that is read, or two outputs are one
// file, and FileError where one's folder is not there.
void check_outputs(const std::string& input, const std::vector<std::string>& outputs);

// Writes a result: to standard output, or to a file by way of a temporary one, so that a failed
// command leaves no half file. Throws FileError.
void write_result(const std::string& text, const std::string& path = "");

}  // namespace tenfold::cli
