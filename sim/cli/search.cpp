// search: every plan of a model on a cluster; the best of them, and why the others do not fit.
#include <fmt/format.h>

#include <cstdio>
#include <limits>
#include <memory>

#include "base/error.h"
#include "cli/progress.h"
#include "cli/search_options.h"
#include "cli/spread_search.h"
#include "cli/verb.h"

namespace tenfold::cli {
namespace {

struct Options {
  std::string scenario, shard, part;
  io::RunSettings settings;
  JournalOptions journal;
  std::shared_ptr<SearchOutputs> outputs = std::make_shared<SearchOutputs>();
  std::optional<Size> number;
  std::size_t top = 0;  // 0: the scenario's
  int threads = 0;
};

std::vector<std::string> all_typed(const Options& o) {
  std::vector<std::string> all = typed(o.settings);
  if (!o.shard.empty()) all.push_back("--shard " + o.shard);
  return all;
}

// "2/8", counted from one.
void set_part(SearchInput& in, const std::string& shard) {
  if (shard.empty()) return;
  long long part = 0, parts = 0;
  int read = 0;
  const int found = std::sscanf(shard.c_str(), "%lld/%lld%n", &part, &parts, &read);
  constexpr long long most = 1'000'000;
  if (found != 2 || read != static_cast<int>(shard.size()) || part < 1 || part > parts ||
      parts > most)
    throw InputError(
        fmt::format("--shard is '{}': needs I/N with I from 1 to N, as in 1/4", shard));
  in.part = part - 1;
  in.parts = parts;
}

int print_plan(const SearchInput& in, Size number) {
  const Size all = plans_total(in);
  if (number >= all)
    throw InputError(
        fmt::format("--plan-number is {}: the space has plans 0 to {}", number, all - 1));
  write_result(plan_of_number(in, number).settings + "\n");
  return done;
}

// What is beside the best is a plan of the job that is searched.
void check_own_plan(const std::string& plan) {
  for (const char* key : {"model", "layers", "width", "accelerators"})
    for (std::size_t at = plan.find(key); at != std::string::npos; at = plan.find(key, at + 1))
      if ((at == 0 || plan[at - 1] == ',') && plan[at + std::string_view(key).size()] == '=')
        throw InputError(
            fmt::format("--plan has '{0}': it changes what is searched; type --set {0}=…", key));
}

io::LoadedSearch loaded_search(const io::Library& library, const Options& o) {
  const SearchOutputs& to = *o.outputs;
  check_outputs(o.scenario, {to.csv, to.markdown, to.html, to.out, o.part});
  check_own_plan(o.settings.plan);
  io::LoadedSearch loaded = io::load_search(library, o.scenario, o.settings);
  SearchInput& in = loaded.input;
  in.threads = o.threads;
  if (o.top > 0) in.top = o.top;
  set_part(in, o.shard);
  choose_rung(in, to.rung);
  return loaded;
}

// A result that `merge` joins with those of other parts: of each rung of which it has plans.
void write_part(const std::string& path, store::JournalHead head, const SearchReport& r) {
  if (path.empty()) return;
  head.plans = r.space_plans;
  head.range = r.range;
  std::string text = line(head);
  if (r.rungs.empty()) text += line(store::SweptRange{r.range, r.seconds, r.found});
  for (const RungReport& rung : r.rungs)
    if (const PlanRange mine = common(r.range, rung.numbers); mine.size() > 0)
      text += line(store::SweptRange{mine, r.seconds * real(mine.size()) / real(r.range.size()),
                                     rung.found});
  write_result(text, path);
}

// Everything is made before anything is written.
int run(const Program& program, const Options& o, Ranks& ranks) {
  io::LoadedSearch loaded;
  ranks.together([&] { loaded = loaded_search(program.library, o); });
  SearchInput& in = loaded.input;
  if (o.number) return ranks.rank() > 0 ? done : print_plan(in, *o.number);
  const store::JournalHead head = journal_head(loaded, o.scenario, o.settings);
  Progress progress("plans");
  in.progress = [&](Size plans, Size all) { progress.show(real(plans), real(all)); };
  if (ranks.size() > 1 || !o.journal.folder.empty()) in.way = spread(ranks, head, o.journal);
  const SearchReport r = search_report(in);
  int code = done;
  ranks.together([&] {
    if (ranks.rank() > 0) return;
    write_part(o.part, head, r);
    code = tell_search(loaded, r, *o.outputs, o.scenario, all_typed(o), program.command_line);
  });
  return std::stoi(ranks.told(fmt::format("{}", code)));
}

// A fault of all ranks together is told while they are still there: mpirun ends what is left when
// the first exits. One that a rank meets alone must not leave the others waiting for it.
int run_on_ranks(const Program& program, const Options& o) try {
  Ranks ranks;
  try {
    return run(program, o, ranks);
  } catch (const FailedElsewhere&) {
    throw;
  } catch (const InputError& fault) {
    if (ranks.size() == 1) throw;
    fmt::print(stderr, "{}\n", fault.what());
    return bad_input;
  } catch (const std::exception& fault) {
    if (ranks.size() == 1) throw;
    fmt::print(stderr, "rank {}: {}\n", ranks.rank(), fault.what());
    ranks.abandon(dynamic_cast<const FileError*>(&fault) ? file_failed : our_bug);
  }
} catch (const FailedElsewhere& told) {
  return told.exit_code;
}

void add_journal(CLI::App& verb, Options& o) {
  const auto folder =
      verb.add_option("--journal", o.journal.folder, "keep what is done in FOLDER, for --resume");
  verb.add_flag("--resume", o.journal.resume, "go on where a search with that journal ended")
      ->needs(folder);
}

}  // namespace

void add_search(CLI::App& app, Program& program) {
  auto* verb =
      app.add_subcommand("search", "every plan of a job: the best, and why others do not fit");
  const auto o = std::make_shared<Options>();
  verb->add_option("SCENARIO", o->scenario, "file with a [job], or bare name")->required();
  add_search_outputs(*verb, o->outputs);
  verb->add_option("--top", o->top, "how many of the fastest to tell; default 10")
      ->check(CLI::Range(1, 10'000));
  verb->add_option("--set", o->settings.set,
                   "change one value: KEY=VALUE as of run; search.KEY=VALUE:VALUE… narrows")
      ->allow_extra_args(false);
  verb->add_option("--plan", o->settings.plan, "change the plan that is set beside the best");
  const auto number =
      verb->add_option("--plan-number", o->number, "print the plan of that number, for run --plan");
  number->check(CLI::Range(Size{0}, std::numeric_limits<Size>::max() / 2));
  for (const char* other : {"--json", "--export", "--csv", "--markdown", "--html", "--out"})
    number->excludes(verb->get_option(other));
  verb->add_option("--shard", o->shard, "search part I of N alone: I/N")
      ->excludes(verb->get_option("--export"));
  verb->add_option("--part", o->part, "write the result to FILE, for merge")->check(file_flaw);
  add_journal(*verb, *o);
  verb->add_option("--threads", o->threads, "threads; default all cores")
      ->check(CLI::Range(1, 4096));
  verb->callback(
      [&program, o] { program.action = [&program, o] { return run_on_ranks(program, *o); }; });
}

}  // namespace tenfold::cli
