// merge: parts of a search that were swept apart, told as one.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "base/error.h"
#include "cli/search_options.h"
#include "cli/spread_search.h"
#include "cli/verb.h"
#include "search/blocks.h"

namespace tenfold::cli {
namespace {

struct Options {
  std::vector<std::string> files;
  std::string scenario;  // empty: as the parts name it
  std::shared_ptr<SearchOutputs> outputs = std::make_shared<SearchOutputs>();
  int threads = 0;
};

struct Part {
  std::string path;
  store::Journal journal;
};

std::vector<Part> read_parts(const std::vector<std::string>& files) {
  std::vector<Part> parts;
  std::error_code ignored;
  for (const std::string& path : files) {
    if (!std::filesystem::exists(path, ignored)) throw InputError(path + ": there is no such file");
    if (std::filesystem::is_directory(path, ignored))
      throw InputError(fmt::format("{0}: is a folder: name its files, {0}/*.journal", path));
    std::optional<store::Journal> journal = store::read_journal(path);
    if (!journal) throw InputError(path + ": is empty: its search did not begin");
    parts.push_back({path, std::move(*journal)});
  }
  return parts;
}

// Plans a to b - 1, for a message.
std::string words(PlanRange r) {
  return fmt::format("plans {} to {}", grouped(Count{r.first}), grouped(Count{r.last - 1}));
}

void check_complete(const std::vector<Part>& parts, Size plans) {
  std::vector<PlanRange> done;
  std::vector<std::pair<PlanRange, const Part*>> held;
  for (const Part& p : parts)
    for (const store::SweptRange& s : p.journal.swept) held.emplace_back(s.range, &p);
  std::sort(held.begin(), held.end(),
            [](const auto& a, const auto& b) { return a.first.first < b.first.first; });
  for (std::size_t i = 0; i < held.size(); ++i) {
    const auto& [range, part] = held[i];
    if (i > 0 && range.first < held[i - 1].first.last)
      throw InputError(fmt::format("{}: holds {}, and so does {}", part->path, words(range),
                                   held[i - 1].second->path));
    done.push_back(range);
  }
  const std::vector<PlanRange> left = ranges_left({0, plans}, done);
  if (left.empty()) return;
  const std::string more =
      left.size() > 1 ? fmt::format(", and {} ranges more", left.size() - 1) : "";
  throw InputError(fmt::format("{} are in none of the parts{}", words(left.front()), more));
}

std::vector<Swept> joined(const std::vector<Part>& parts, const store::JournalHead& here,
                          LadderSweep& sweep) {
  for (const Part& p : parts) {
    const std::string why = difference(p.journal.head, here);
    if (!why.empty()) throw InputError(fmt::format("{}: {}", p.path, why));
    check_costs(p.path, p.journal.swept, sweep);
  }
  check_complete(parts, here.plans);
  std::vector<Swept> all(sweep.ranges().size());
  for (Swept& rung : all) rung.found.top = here.top;
  for (const Part& p : parts)
    for (const store::SweptRange& s : p.journal.swept) add(all, sweep, s);
  return all;
}

int run(const Program& program, const Options& o) {
  const std::vector<Part> parts = read_parts(o.files);
  const store::JournalHead& first = parts.front().journal.head;
  const std::string scenario = o.scenario.empty() ? first.scenario : o.scenario;
  const io::RunSettings settings{first.set, first.plan};
  const SearchOutputs& to = *o.outputs;
  for (const std::string& input : o.files)
    check_outputs(input, {to.csv, to.markdown, to.html, to.out});
  io::LoadedSearch loaded = io::load_search(program.library, scenario, settings);
  loaded.input.top = first.top;
  loaded.input.threads = o.threads;
  choose_rung(loaded.input, to.rung);
  loaded.input.way = [&](LadderSweep& sweep, PlanRange range, const SweepOptions&) {
    store::JournalHead here = journal_head(loaded, scenario, settings);
    here.plans = range.size();
    return joined(parts, here, sweep);
  };
  return tell_search(loaded, search_report(loaded.input), to, scenario, typed(settings),
                     program.command_line);
}

}  // namespace

void add_merge(CLI::App& app, Program& program) {
  auto* verb = app.add_subcommand("merge", "parts of a search that were swept apart, as one");
  const auto o = std::make_shared<Options>();
  verb->add_option("FILE", o->files, "what search --part wrote, or journals")->required();
  verb->add_option("--scenario", o->scenario, "where the scenario is now, if it was moved");
  add_search_outputs(*verb, o->outputs);
  verb->add_option("--threads", o->threads, "threads for --all-plans; default all cores")
      ->check(CLI::Range(1, 4096));
  verb->callback([&program, o] { program.action = [&program, o] { return run(program, *o); }; });
}

}  // namespace tenfold::cli
