// import: foreign descriptions of models, written as files of ours.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "base/digits.h"
#include "base/error.h"
#include "cli/verb.h"
#include "io/document.h"
#include "io/hf_import.h"
#include "io/import_epoch.h"
#include "io/suggest.h"
#include "io/write_model.h"
#include "report/table.h"

namespace tenfold::cli {
namespace {

struct Options {
  std::string file, out, model;
};

int import_hf(const Options& o) {
  check_outputs(o.file, {o.out});
  const io::ImportedModel imported = io::import_hf(o.file);
  for (const Fault& remark : imported.warnings) fmt::print(stderr, "warning: {}\n", text(remark));
  write_result(io::write_model(imported.model), o.out);
  return done;
}

std::string cell(const std::optional<double>& value) {
  return value ? significant(*value, 3) : "n/d";
}

std::string epoch_table(const std::vector<io::EpochRow>& rows) {
  report::Table table{{"model", "parameters", "tokens", "FLOPs", "/ 6ND"}, {}};
  for (const io::EpochRow& r : rows) {
    std::optional<double> ratio;
    if (r.flops && r.parameters && r.tokens && *r.parameters * *r.tokens > 0)
      ratio = *r.flops / (6 * *r.parameters * *r.tokens);
    table.rows.push_back(
        {r.model.substr(0, 32), cell(r.parameters), cell(r.tokens), cell(r.flops), cell(ratio)});
  }
  return report::text(table) +
         "  / 6ND: Epoch's FLOPs over 6 x total parameters x tokens; a mixture of experts is\n"
         "  below 1. --model NAME writes a row as a model file.\n";
}

int import_epoch(const Options& o) {
  check_outputs(o.file, {o.out});
  const std::vector<io::EpochRow> rows = io::read_epoch(o.file, io::large_file_bytes(o.file));
  if (o.model.empty()) {
    write_result(epoch_table(rows), o.out);
    return done;
  }
  std::vector<std::string> known;
  for (const io::EpochRow& r : rows) known.push_back(r.model);
  const auto found = std::find(known.begin(), known.end(), o.model);
  if (found == known.end())
    throw InputError(fmt::format("{}: there is no model '{}'{}", o.file, o.model,
                                 io::suggestion(o.model, known)));
  write_result(io::epoch_model_file(rows[static_cast<std::size_t>(found - known.begin())]), o.out);
  return done;
}

}  // namespace

void add_import(CLI::App& app, Program& program) {
  auto* verb = app.add_subcommand("import", "a foreign description as a file of ours");
  verb->require_subcommand(1);
  const auto o = std::make_shared<Options>();
  auto* hf = verb->add_subcommand("hf", "a Hugging Face config.json as a model file");
  hf->add_option("CONFIG", o->file, "config.json")->required();
  hf->add_option("--out", o->out, "write to FILE instead of standard output");
  hf->callback([&program, o] { program.action = [o] { return import_hf(*o); }; });
  auto* epoch = verb->add_subcommand("epoch", "Epoch AI's table of models (CSV)");
  epoch->add_option("TABLE", o->file, "the CSV file")->required();
  epoch->add_option("--model", o->model, "write this row as a model file");
  epoch->add_option("--out", o->out, "write to FILE instead of standard output");
  epoch->callback([&program, o] { program.action = [o] { return import_epoch(*o); }; });
}

}  // namespace tenfold::cli
