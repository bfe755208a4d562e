#include "report/count.h"

#include <fmt/format.h>

#include <cctype>
#include <memory>

#include "base/error.h"
#include "cli/verb.h"
#include "io/count_json.h"
#include "io/units.h"
#include "report/run_facts.h"
#include "store/count.h"

namespace tenfold::cli {
namespace {

struct Options {
  std::string model, tokens, out;
  std::string convention;
  Size sequence = 0;
  bool json = false, csv = false;
};

// "15T" as "15 T": on a command line the space is a nuisance.
std::string spaced(std::string text) {
  if (text.size() > 1 && std::isalpha(static_cast<unsigned char>(text.back())) != 0 &&
      std::isdigit(static_cast<unsigned char>(text[text.size() - 2])) != 0)
    text.insert(text.size() - 1, 1, ' ');
  return text;
}

CountQuery query_of(const Options& o) {
  CountQuery query;
  if (o.sequence > 0) query.sequence_length = o.sequence;
  if (!o.tokens.empty()) {
    query.tokens = io::parse_scaled_count(spaced(o.tokens));
    if (!query.tokens || *query.tokens <= 0 || *query.tokens > Count{1'000'000'000'000} * 1'000'000)
      throw InputError(
          fmt::format("--tokens is '{}': needs a whole number of tokens up to 1e18, as "
                      "in 15e12 or \"15 T\"",
                      o.tokens));
  }
  return query;
}

// One number, for scripts: the FLOPs of the run, or a token's where no tokens are known.
std::string one_count(const Tally& t, const std::string& convention) {
  const auto wanted = named<Convention>(convention);
  if (!wanted)
    throw InputError(
        fmt::format("--convention is '{}': needs one of {}", convention, list_names<Convention>()));
  const auto& count = t.tokens ? t.run[index(*wanted)] : t.per_sequence[index(*wanted)];
  if (!count)
    throw InputError(fmt::format("--convention {} has no count here: it needs a plan", convention));
  return decimal(*count) + "\n";
}

// Of the model's published hours; nothing where it names none.
std::optional<Accelerator> accelerator(const Program& program, const Model& model) {
  if (model.training.accelerator.empty()) return std::nullopt;
  return io::load_accelerator(program.library, model.training.accelerator);
}

int count_disclosed(const Program& program, const io::LoadedModel& loaded, const Options& o) {
  const CountQuery query = query_of(o);
  if (flops_bound(loaded.model, query) > most_flops)
    throw InputError("over 1e36 FLOPs: are --tokens and --seq what you mean?");
  const Tally t = tally(loaded.model, query);
  const RunFacts facts = run_facts(loaded.model, accelerator(program, loaded.model), run_flops(t));
  if (!o.out.empty()) store::write_count(o.out, loaded, t);
  if (!o.convention.empty())
    write_result(one_count(t, o.convention));
  else if (o.json)
    write_result(io::count_json(loaded, t, facts));
  else if (o.csv)
    write_result(io::count_csv(t));
  else
    write_result(report::text(loaded.model, t) + report::text(facts));
  return done;
}

int count_undisclosed(const Program& program, const io::LoadedModel& loaded, const Options& o) {
  if (o.csv || !o.out.empty() || !o.convention.empty())
    throw InputError(
        fmt::format("{} discloses no architecture: it has no exact counts; "
                    "--json gives 6ND with intervals",
                    loaded.model.name));
  const UndisclosedTally t = undisclosed_tally(loaded.model, query_of(o));
  const RunFacts facts = run_facts(loaded.model, accelerator(program, loaded.model), run_flops(t));
  write_result(o.json ? io::count_json(loaded, t, facts)
                      : report::text(loaded.model, t) + report::text(facts));
  return done;
}

int run(const Program& program, const Options& o) {
  check_outputs(o.model, {o.out});
  const io::LoadedModel loaded = io::load_model(program.library, o.model);
  for (const Fault& remark : loaded.remarks) fmt::print(stderr, "warning: {}\n", text(remark));
  return loaded.model.architecture ? count_disclosed(program, loaded, o)
                                   : count_undisclosed(program, loaded, o);
}

}  // namespace

void add_count(CLI::App& app, Program& program) {
  auto* verb = app.add_subcommand("count", "parameters and FLOPs, by block and operator");
  const auto o = std::make_shared<Options>();
  verb->add_option("MODEL", o->model, "model file, bare name, or Hugging Face config.json")
      ->required();
  verb->add_option("--seq", o->sequence, "tokens of a sequence; default: the model's own")
      ->check(CLI::Range(Size{1}, Size{1} << 32));
  verb->add_option("--tokens", o->tokens, "tokens of the run: 15e12 or \"15 T\"");
  auto* one = verb->add_option(
      "--convention", o->convention,
      "print the count of one convention: of the run, or of a sequence where no tokens are known");
  auto* json = verb->add_flag("--json", o->json, "JSON, see docs/formats.md");
  verb->add_flag("--csv", o->csv, "a line an operator")->excludes(json)->excludes(one);
  json->excludes(one);
  verb->add_option("--out", o->out, "write the ledger to FILE.h5");
  verb->callback([&program, o] { program.action = [&program, o] { return run(program, *o); }; });
}

}  // namespace tenfold::cli
