// list, show, lint: what ships with Tenfold, and whether a file is sound.
#include <fmt/format.h>

#include <array>
#include <memory>

#include "base/error.h"
#include "cli/verb.h"
#include "io/document.h"
#include "io/lint.h"
#include "report/agreement.h"
#include "report/table.h"

namespace tenfold::cli {
namespace {

constexpr std::array folders{"models", "hardware_profiles", "scenarios", "scenarios/priors"};

int list_markdown(const Program& program, const std::string& what) {
  if (what != "models") throw InputError("--markdown compares models: tenfold list models");
  std::vector<Model> models;
  for (const std::string& name : io::names(program.library, "models"))
    models.push_back(io::load_model(program.library, name).model);
  write_result(report::agreement_markdown(models));
  return done;
}

int list(const Program& program, const std::string& what) {
  std::string out;
  for (const std::string folder : folders) {
    if (!what.empty() && what != folder) continue;
    out += folder + "\n";
    std::string line;
    for (const std::string& name : io::names(program.library, folder)) line += name + " ";
    if (line.empty())
      throw InputError(fmt::format("{}/{} has no files: set TENFOLD_HOME to the folder of Tenfold",
                                   program.library.home, folder));
    out += "  " + report::wrapped(line, 80, 2) + "\n";
  }
  if (out.empty())
    throw InputError(fmt::format(
        "there is no '{}' to list: models, hardware_profiles, scenarios or scenarios/priors",
        what));
  write_result(out);
  return done;
}

// The file as it stands, which has its sources in it.
int show(const Program& program, const std::string& what) {
  for (const std::string folder : folders) {
    for (const std::string& name : io::names(program.library, folder))
      if (name == what) {
        write_result(io::file_bytes(io::find_file(program.library, folder, what)));
        return done;
      }
  }
  write_result(io::file_bytes(io::find_file(program.library, "models", what)));
  return done;
}

int lint(const Program& program, const std::vector<std::string>& files) {
  std::vector<Fault> faults;
  for (const std::string& file : files)
    for (const Fault& fault : io::lint(program.library, file)) faults.push_back(fault);
  if (!faults.empty()) throw InputError(faults);
  write_result(fmt::format("{} file{} sound\n", files.size(), files.size() == 1 ? "" : "s"));
  return done;
}

}  // namespace

void add_list(CLI::App& app, Program& program) {
  auto* verb = app.add_subcommand("list", "names of models, profiles and scenarios that ship");
  const auto what = std::make_shared<std::string>();
  verb->add_option("WHAT", *what, "models, hardware_profiles, scenarios or scenarios/priors");
  const auto markdown = std::make_shared<bool>(false);
  verb->add_flag("--markdown", *markdown, "models: our counts beside the published ones");
  verb->callback([&program, what, markdown] {
    program.action = [&program, what, markdown] {
      return *markdown ? list_markdown(program, *what) : list(program, *what);
    };
  });
}

void add_show(CLI::App& app, Program& program) {
  auto* verb = app.add_subcommand("show", "a model, profile or scenario file, with its sources");
  const auto what = std::make_shared<std::string>();
  verb->add_option("NAME", *what, "a bare name or a path")->required();
  verb->callback(
      [&program, what] { program.action = [&program, what] { return show(program, *what); }; });
}

void add_lint(CLI::App& app, Program& program) {
  auto* verb = app.add_subcommand("lint", "whether files are sound: every fault with its position");
  const auto files = std::make_shared<std::vector<std::string>>();
  verb->add_option("FILE", *files, "model, profile, scenario or priors files")->required();
  verb->callback(
      [&program, files] { program.action = [&program, files] { return lint(program, *files); }; });
}

}  // namespace tenfold::cli
