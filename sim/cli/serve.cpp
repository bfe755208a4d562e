// serve: what a model answers and costs once it is trained.
#include "report/serve.h"

#include <memory>

#include "cli/verb.h"
#include "io/serve_json.h"

namespace tenfold::cli {
namespace {

struct Options {
  std::string scenario, csv;
  std::vector<std::string> set;
  bool json = false, markdown = false;
};

int serve(const Program& program, const Options& o) {
  check_outputs(o.scenario, {o.csv});
  const io::LoadedServe loaded = io::load_serve(program.library, o.scenario, o.set);
  const ServeReport r = serve_report(loaded.input);
  std::string out = o.json       ? io::serve_json(loaded, r)
                    : o.markdown ? report::serve_markdown(loaded.input, r)
                                 : report::serve_text(loaded.input, r);
  if (!o.json)
    for (const std::string& s : o.set) out += "\nChanged by --set " + s + "\n";
  if (!o.csv.empty()) write_result(io::serve_csv(r), o.csv);
  write_result(out);
  return r.rate.serves() ? done : no_plan;
}

}  // namespace

void add_serve(CLI::App& app, Program& program) {
  auto* verb = app.add_subcommand("serve", "a model in use: tokens a second, dollars a token");
  const auto o = std::make_shared<Options>();
  verb->add_option("SCENARIO", o->scenario, "file with a [serve], or bare name")->required();
  auto* json = verb->add_flag("--json", o->json, "JSON, see docs/formats.md");
  verb->add_flag("--markdown", o->markdown, "the tables as Markdown")->excludes(json);
  verb->add_option("--csv", o->csv, "write every number, a line each, to FILE");
  verb->add_option("--set", o->set, "change one value of [serve]: KEY=VALUE")
      ->allow_extra_args(false);
  verb->callback([&program, o] { program.action = [&program, o] { return serve(program, *o); }; });
}

}  // namespace tenfold::cli
