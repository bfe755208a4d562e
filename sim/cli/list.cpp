// list, show, lint: what ships with Tenfold, and whether a file is sound.
#include <fmt/format.h>

#include <array>
#include <memory>

#include "base/error.h"
#include "cli/verb.h"
#include "io/document.h"
#include "io/lint.h"
#include "report/agreement.h"
#include "report/hardware.h"
#include "report/law.h"
#include "report/table.h"

namespace tenfold::cli {
namespace {

// What `list` calls a folder, and the folder.
struct Shelf {
  std::string_view name, folder;
};
constexpr std::array shelves{Shelf{"models", "models"},
                             Shelf{"hardware", "hardware_profiles"},
                             Shelf{"clusters", "hardware_profiles/clusters"},
                             Shelf{"frameworks", "hardware_profiles/frameworks"},
                             Shelf{"scenarios", "scenarios"},
                             Shelf{"priors", "scenarios/priors"}};

// Laws stand in the program and not in a folder.
constexpr auto laws_shelf = "laws";

std::string shelf_names() {
  std::string list;
  for (const Shelf& shelf : shelves) list += (list.empty() ? "" : ", ") + std::string(shelf.name);
  return fmt::format("{} or {}", list, laws_shelf);
}

int list_hardware(const Program& program) {
  std::vector<Accelerator> all;
  for (const std::string& name : io::names(program.library, "hardware_profiles"))
    all.push_back(io::load_accelerator(program.library, name));
  write_result(report::hardware_markdown(all));
  return done;
}

int list_clusters(const Program& program) {
  std::vector<Cluster> all;
  for (const std::string& name : io::names(program.library, "hardware_profiles/clusters"))
    all.push_back(io::load_cluster(program.library, name));
  write_result(report::clusters_markdown(all));
  return done;
}

int list_markdown(const Program& program, const std::string& what) {
  if (what == "hardware") return list_hardware(program);
  if (what == "clusters") return list_clusters(program);
  if (what == laws_shelf) {
    write_result(report::laws_markdown(laws::laws()));
    return done;
  }
  if (what != "models")
    throw InputError("--markdown is of: tenfold list models, hardware, clusters or laws");
  std::vector<Model> models;
  for (const std::string& name : io::names(program.library, "models"))
    models.push_back(io::load_model(program.library, name).model);
  write_result(report::agreement_markdown(models));
  return done;
}

int list(const Program& program, const std::string& what) {
  if (what == laws_shelf) {
    write_result(report::law_list(laws::laws()));
    return done;
  }
  std::string out;
  for (const Shelf& shelf : shelves) {
    if (!what.empty() && what != shelf.name && what != shelf.folder) continue;
    out += fmt::format("{}\n", shelf.folder);
    std::string line;
    for (const std::string& name : io::names(program.library, shelf.folder)) line += name + " ";
    if (line.empty())
      throw InputError(fmt::format("{}/{} has no files: set TENFOLD_HOME to the folder of Tenfold",
                                   program.library.home, shelf.folder));
    out += "  " + report::wrapped(line, 80, 2) + "\n";
  }
  if (out.empty())
    throw InputError(fmt::format("there is no '{}' to list: {}", what, shelf_names()));
  if (what.empty()) {
    std::string line;
    for (const laws::LawEntry& law : laws::laws()) line += law.key + " ";
    out += fmt::format("{}\n  {}\n", laws_shelf, report::wrapped(line, 80, 2));
  }
  write_result(out);
  return done;
}

// The file as it stands, which has its sources in it.
int show(const Program& program, const std::string& what) {
  for (const Shelf& shelf : shelves) {
    for (const std::string& name : io::names(program.library, shelf.folder))
      if (name == what) {
        write_result(io::file_bytes(io::find_file(program.library, shelf.folder, what)));
        return done;
      }
  }
  const std::string path = io::find_alias(program.library, what);
  write_result(
      io::file_bytes(path.empty() ? io::find_file(program.library, "models", what) : path));
  return done;
}

int lint(const Program& program, const std::vector<std::string>& files) {
  std::vector<Fault> faults;
  std::size_t warnings = 0;
  for (const std::string& file : files) {
    const io::Findings found = io::lint(program.library, file);
    faults.insert(faults.end(), found.faults.begin(), found.faults.end());
    for (Fault warning : found.warnings) {
      warning.message = "warning: " + warning.message;
      fmt::print(stderr, "{}\n", text(warning));
    }
    warnings += found.warnings.size();
  }
  if (!faults.empty()) throw InputError(faults);
  const std::string more =
      warnings == 0 ? "" : fmt::format(", {} warning{}", warnings, warnings == 1 ? "" : "s");
  write_result(
      fmt::format("{} file{} sound{}\n", files.size(), files.size() == 1 ? "" : "s", more));
  return done;
}

}  // namespace

void add_list(CLI::App& app, Program& program) {
  auto* verb = app.add_subcommand(
      "list", "names of models, profiles, clusters, scenarios and laws that ship");
  const auto what = std::make_shared<std::string>();
  verb->add_option("WHAT", *what, shelf_names());
  const auto markdown = std::make_shared<bool>(false);
  verb->add_flag("--markdown", *markdown, "models, hardware, clusters, laws: the tables of docs/");
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
  verb->add_option("FILE", *files, "model, profile, cluster, framework, scenario or priors files")
      ->required();
  verb->callback(
      [&program, files] { program.action = [&program, files] { return lint(program, *files); }; });
}

}  // namespace tenfold::cli
