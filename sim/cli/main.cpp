// The program `tenfold`: finds the verb, runs it, turns what went wrong into an exit code.
#include <fmt/format.h>

#include <cstdio>
#include <exception>

#include "base/error.h"
#include "base/version.h"
#include "cli/usage.h"
#include "cli/verb.h"

namespace tenfold::cli {
namespace {

constexpr std::string_view footer =
    "A FILE that names a model may be a bare name (llama-4-maverick).\n"
    "Exit codes: 0 done, or the claim is supported; 1 claim contradicted; 2 bad usage or input;\n"
    "3 claim undetermined; 4 no plan fits; 5 some points of a sweep failed; 70 our bug;\n"
    "74 input or output failed.";

std::string joined(int argc, char** argv) {
  std::string text = "tenfold";
  for (int i = 1; i < argc; ++i) text += fmt::format(" {}", argv[i]);
  return text;
}

void add_verbs(CLI::App& app, Program& program) {
  for (const auto add : {add_calibrate, add_check, add_compare, add_count, add_explain, add_fit,
                         add_import, add_init, add_lint, add_list, add_merge, add_run, add_schema,
                         add_search, add_serve, add_show, add_validate})
    add(app, program);
}

int parse_and_run(int argc, char** argv) {
  Program program{io::find_library(argv[0]), joined(argc, argv), {}};
  CLI::App app("Tenfold accounts for the compute of training large models.", "tenfold");
  app.set_version_flag("--version", "tenfold " + std::string(version));
  app.footer(std::string(footer));
  app.require_subcommand(1);
  add_verbs(app, program);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {
    return app.exit(asked);
  } catch (const CLI::ParseError& fault) {
    fmt::print(stderr, "{}\ntenfold --help lists the verbs, tenfold VERB --help their options\n",
               usage_fault(app, fault, argc, argv));
    return bad_input;
  }
  return program.action();
}

int guarded(int argc, char** argv) try {
  return parse_and_run(argc, argv);
} catch (const InputError& fault) {
  fmt::print(stderr, "{}\n", fault.what());
  return bad_input;
} catch (const FileError& fault) {
  fmt::print(stderr, "{}\n", fault.what());
  return file_failed;
} catch (const std::exception& bug) {
  fmt::print(stderr, "tenfold: a fault of ours, please report it: {}\n", bug.what());
  return our_bug;
}

}  // namespace
}  // namespace tenfold::cli

int main(int argc, char** argv) { return tenfold::cli::guarded(argc, argv); }
