// calibrate: tables of timed kernels and collectives in, efficiency parameters out.
#include "fit/calibrate.h"

#include <fmt/format.h>

#include <map>
#include <memory>

#include "base/error.h"
#include "base/parallel.h"
#include "cli/verb.h"
#include "io/calibration.h"
#include "io/document.h"
#include "io/sha256.h"
#include "io/timed_tables.h"
#include "report/calibration.h"

namespace tenfold::cli {
namespace {

struct Options {
  std::vector<std::string> tables;
  std::string kind, accelerator, out;
  int threads = 0;
  bool json = false, markdown = false, toml = false;
};

// Which profile holds the ratings of a part as tables call it.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> profiles{
    {{"A100", "a100-sxm-80gb"},
     {"H100", "h100-sxm-80gb"},
     {"H200", "h200-sxm-141gb"},
     {"B200", "b200-sxm"},
     {"GB200", "gb200"},
     {"B300", "b300-sxm"},
     {"GB300", "gb300"}}};

void keep_kind(TimedTable& t, const std::string& kind) {
  if (kind.empty()) return;
  if (kind != "gemm") t.matmuls.clear();
  if (kind != "attention") t.attentions.clear();
  if (kind != "moe") t.experts.clear();
  if (kind != "collective") t.collectives.clear(), t.exchanges.clear();
}

std::vector<TimedTable> tables_of(const Options& o) {
  std::vector<TimedTable> tables;
  for (const std::string& given : o.tables) {
    const std::vector<std::string> paths = io::timed_paths(given);
    for (const std::string& path : paths) {
      auto read = io::read_timed_tables(path);
      if (read.empty() && paths.size() == 1 && path == given)
        throw InputError(
            fmt::format("{}: its columns are of no kind that docs/command_line.md lists", path));
      if (read.empty()) fmt::print(stderr, "not read: {}: {}\n", path, io::why_not_read(path));
      for (TimedTable& t : read) {
        keep_kind(t, o.kind);
        if (!o.accelerator.empty() && t.part.empty()) t.part = o.accelerator;
        tables.push_back(std::move(t));
      }
    }
  }
  return tables;
}

// The ratings of each part that a table names; the others are not fitted.
std::map<std::string, Accelerator> accelerators_of(const Program& program,
                                                   const std::vector<TimedTable>& tables,
                                                   const std::string& asked) {
  std::map<std::string, Accelerator> found;
  for (const TimedTable& t : tables) {
    if (t.part.empty() || found.count(t.part) > 0) continue;
    if (t.part == asked) found[t.part] = io::load_accelerator(program.library, asked);
    for (const auto& [part, profile] : profiles)
      if (part == t.part)
        found[t.part] =
            io::load_accelerator(program.library, asked.empty() ? std::string(profile) : asked);
  }
  return found;
}

// Each table once; its parts and systems follow each other.
std::vector<io::InputFile> inputs_of(const Program& program,
                                     const std::vector<TimedTable>& tables) {
  std::vector<io::InputFile> files;
  for (const TimedTable& t : tables) {
    const std::string shown = io::shown_path(program.library, t.path);
    if (files.empty() || files.back().path != shown)
      files.push_back({shown, io::sha256(io::large_file_bytes(t.path))});
  }
  return files;
}

std::string toml(const Calibration& c) {
  std::string text;
  for (const FittedPart& p : c.parts) text += io::calibration_toml(p) + "\n";
  return text;
}

int run(const Program& program, const Options& o) {
  const std::vector<TimedTable> tables = tables_of(o);
  const auto accelerators = accelerators_of(program, tables, o.accelerator);
  if (accelerators.empty())
    throw InputError(
        "no table names a part that has a profile: --accelerator tells which part was timed");
  const Calibration c = calibrate(tables, accelerators, thread_count(o.threads));
  if (!o.out.empty()) write_result(toml(c), o.out);
  if (o.json)
    write_result(io::calibration_json(c, inputs_of(program, tables)));
  else if (o.toml)
    write_result(toml(c));
  else
    write_result(o.markdown ? report::markdown(c, program.command_line) : report::text(c));
  return done;
}

}  // namespace

void add_calibrate(CLI::App& app, Program& program) {
  auto* verb = app.add_subcommand(
      "calibrate", "kernels and collectives that were timed: efficiency parameters for a profile");
  const auto o = std::make_shared<Options>();
  verb->add_option("TABLE", o->tables, "CSV tables (.gz too), or a folder of them")->required();
  verb->add_option("--kind", o->kind, "fit these alone")
      ->check(CLI::IsMember({"gemm", "attention", "moe", "collective"}));
  verb->add_option("--accelerator", o->accelerator,
                   "profile of the part that was timed, where the tables do not tell");
  verb->add_option("--out", o->out, "write the blocks for a profile to FILE.toml");
  verb->add_option("--threads", o->threads, "threads; default all cores; moves no result");
  auto* json = verb->add_flag("--json", o->json, "JSON, see docs/formats.md");
  auto* markdown = verb->add_flag("--markdown", o->markdown, "the table, to paste");
  verb->add_flag("--toml", o->toml, "print the blocks for a profile")
      ->excludes(json)
      ->excludes(markdown);
  json->excludes(markdown);
  verb->callback([&program, o] { program.action = [&program, o] { return run(program, *o); }; });
}

}  // namespace tenfold::cli
