// validate claims: pairs whose gain is known, predicted from which ingredients differ.
#include "cli/validate_claims.h"

#include <fmt/format.h>

#include <memory>

#include "cli/verb.h"
#include "io/back_test_json.h"
#include "io/pooled.h"
#include "report/back_test.h"

namespace tenfold::cli {
namespace {

struct Options {
  std::string table, csv, priors = "pooled";
  bool json = false, markdown = false;
};

std::vector<std::string> factor_names(const PooledPriors& priors) {
  std::vector<std::string> names;
  for (const PooledFactor& factor : priors.factors) names.push_back(factor.key);
  return names;
}

int run(const Program& program, const Options& o) {
  check_outputs(o.table, {o.csv});
  const io::LoadedPooled loaded = io::load_pooled_priors(program.library, o.priors);
  const io::LoadedPairs table =
      io::load_pairs(program.library, o.table, factor_names(loaded.priors));
  for (const Fault& remark : table.remarks) fmt::print(stderr, "warning: {}\n", text(remark));
  const ModelSizes sizes = io::load_model_sizes(program.library, table.pairs);
  const report::BackTestReport r{table.file.path, loaded.priors,
                                 back_test(table.pairs, loaded.priors, sizes)};
  if (!o.csv.empty()) write_result(io::back_test_csv(r.test), o.csv);
  if (o.json)
    write_result(io::back_test_json({table.file, loaded.file}, r.test));
  else
    write_result(o.markdown ? report::back_test_markdown(r) : report::back_test_text(r));
  return done;
}

}  // namespace

void add_validate_claims(CLI::App& validate, Program& program) {
  auto* verb =
      validate.add_subcommand("claims", "pairs whose gain is known: predicted, and scored");
  const auto o = std::make_shared<Options>();
  verb->add_option("TABLE", o->table, "pairs as CSV, see docs/formats.md")->required();
  auto* json = verb->add_flag("--json", o->json, "JSON, see docs/formats.md");
  verb->add_flag("--markdown", o->markdown, "tables as Markdown, with every finding that is pooled")
      ->excludes(json);
  verb->add_option("--csv", o->csv, "write a line a pair to FILE");
  verb->add_option("--priors", o->priors, "another set of priors; default pooled");
  verb->callback([&program, o] { program.action = [&program, o] { return run(program, *o); }; });
}

}  // namespace tenfold::cli
