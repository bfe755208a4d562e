#include "cli/spread_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <sstream>
#include <utility>

#include "base/error.h"
#include "base/parallel.h"
#include "base/version.h"
#include "cli/journal_folder.h"
#include "search/blocks.h"

namespace tenfold::cli {
namespace {

using store::SweptRange;

bool overlap(PlanRange a, PlanRange b) { return a.first < b.last && b.first < a.last; }

std::vector<PlanRange> ranges(const std::vector<SweptRange>& swept) {
  std::vector<PlanRange> all;
  for (const SweptRange& s : swept) all.push_back(s.range);
  return all;
}

std::string text(const std::vector<PlanRange>& ranges) {
  std::string words;
  for (const PlanRange& r : ranges) words += fmt::format("{} {} ", r.first, r.last);
  return words;
}

std::vector<PlanRange> ranges_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<PlanRange> ranges;
  for (PlanRange r; in >> r.first >> r.last;) ranges.push_back(r);
  return ranges;
}

// Of one journal, after the ranges that others hold.
void add_journal(const std::string& path, const store::JournalHead& head, LadderSweep& sweep,
                 std::vector<SweptRange>& all) {
  std::optional<store::Journal> journal = store::read_journal(path);
  if (!journal) return;
  check_costs(path, journal->swept, sweep);
  for (SweptRange& s : journal->swept) {
    const bool known = std::any_of(all.begin(), all.end(),
                                   [&](const SweptRange& a) { return overlap(a.range, s.range); });
    if (!known && overlap(s.range, head.range)) all.push_back(std::move(s));
  }
}

// Parts of one search share a folder, other searches do not.
void check_head(const std::string& path, const store::JournalHead& here) {
  const std::optional<store::JournalHead> there = store::read_journal_head(path);
  const std::string why = there ? difference(*there, here) : "";
  if (!why.empty()) throw InputError(fmt::format("{}: {}", path, why));
}

std::vector<SweptRange> swept_earlier(const store::JournalHead& head, const JournalOptions& o,
                                      LadderSweep& sweep) {
  const JournalFolder folder(o.folder, head.range);
  std::vector<SweptRange> all;
  for (const std::string& path : folder.paths()) {
    check_head(path, head);
    if (!folder.is_own(path)) continue;
    if (!o.resume)
      throw InputError(path +
                       ": is there already: --resume goes on with it, or give --journal another "
                       "folder");
    add_journal(path, head, sweep, all);
  }
  return all;
}

// What one rank does of the blocks.
class Worker {
 public:
  Worker(Ranks& ranks, LadderSweep& sweep, const SweepOptions& options,
         store::JournalWriter* journal)
      : ranks_(ranks), sweep_(sweep), options_(options), journal_(journal) {}

  // Of each rung.
  std::vector<SweepResult> operator()(const std::vector<PlanRange>& blocks, Size done_earlier) {
    std::vector<SweepResult> mine(sweep_.ranges().size());
    for (SweepResult& r : mine) r.top = options_.top;
    Size before = done_earlier;  // plans that were given out before the block
    std::int64_t given = 0;
    for (std::int64_t i = ranks_.next(); i < std::ssize(blocks); i = ranks_.next()) {
      for (; given < i; ++given) before += blocks[static_cast<std::size_t>(given)].size();
      const SweptRange block = swept(blocks[static_cast<std::size_t>(i)], before);
      if (journal_) journal_->add(block);
      SweepResult& rung = mine[sweep_.rung_of(block.range.first)];
      rung = merged(std::move(rung), block.found);
    }
    if (journal_) journal_->sync();
    return mine;
  }

 private:
  SweptRange swept(PlanRange range, Size before) {
    SweepOptions options = options_;
    if (ranks_.rank() > 0)
      options.progress = {};
    else if (options_.progress)
      options.progress = [&](Size done) { options_.progress(before + done); };
    using Clock = std::chrono::steady_clock;
    const auto start = Clock::now();
    SweptRange block{range, 0, sweep_(range, options)};
    block.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    return block;
  }

  Ranks& ranks_;
  LadderSweep& sweep_;
  const SweepOptions& options_;
  store::JournalWriter* journal_;
};

std::string lines(const std::vector<SweepResult>& rungs) {
  std::string text;
  for (const SweepResult& r : rungs) text += line(SweptRange{{0, r.plans_total}, 0, r});
  return text;
}

std::vector<SweepResult> results_of(std::string_view lines) {
  std::vector<SweepResult> rungs;
  for (std::size_t end = lines.find('\n'); end != std::string_view::npos; end = lines.find('\n')) {
    rungs.push_back(store::swept_range(lines.substr(0, end)).value().found);
    lines.remove_prefix(end + 1);
  }
  return rungs;
}

std::vector<Swept> joined(Ranks& ranks, const std::vector<SweepResult>& mine,
                          const LadderSweep& sweep, const std::vector<SweptRange>& earlier) {
  const std::vector<std::string> texts = ranks.gathered(lines(mine));
  std::vector<Swept> all(mine.size());
  if (texts.empty()) return all;  // of another rank than 0
  for (std::size_t rung = 0; rung < all.size(); ++rung) all[rung].found = mine[rung];
  for (std::size_t rank = 1; rank < texts.size(); ++rank) {
    const std::vector<SweepResult> its = results_of(texts[rank]);
    for (std::size_t rung = 0; rung < all.size(); ++rung)
      all[rung].found = merged(std::move(all[rung].found), its.at(rung));
  }
  for (const SweptRange& s : earlier) add(all, sweep, s);
  return all;
}

// No block lies on two rungs.
std::vector<PlanRange> on_rungs(const std::vector<PlanRange>& ranges, const LadderSweep& sweep) {
  std::vector<PlanRange> all;
  for (const PlanRange& range : ranges)
    for (const PlanRange& rung : sweep.ranges())
      if (const PlanRange part = common(range, rung); part.size() > 0) all.push_back(part);
  return all;
}

// Ranks on other machines may see other files.
void check_same_search(Ranks& ranks, const store::JournalHead& head) {
  std::string mine = fmt::format("{} {} {}", head.plans, head.range.first, head.range.last);
  for (const io::InputFile& f : head.files) mine += " " + f.sha256;
  const std::vector<std::string> all = ranks.gathered(mine);
  ranks.together([&] {
    for (std::size_t rank = 1; rank < all.size(); ++rank)
      if (all[rank] != mine)
        throw InputError(
            fmt::format("rank {} searches another space than rank 0: the files that "
                        "it reads, or its options, differ",
                        rank));
  });
}

std::vector<Swept> spread_sweep(Ranks& ranks, LadderSweep& sweep, const store::JournalHead& head,
                                const JournalOptions& journals, const SweepOptions& options) {
  const bool kept = !journals.folder.empty();
  check_same_search(ranks, head);
  std::vector<SweptRange> earlier;  // at rank 0 alone
  ranks.together([&] {
    if (kept && ranks.rank() == 0) earlier = swept_earlier(head, journals, sweep);
  });
  const std::string left_text = ranks.told(text(ranges_left(head.range, ranges(earlier))));
  const std::vector<PlanRange> left = ranges_of(left_text);
  std::optional<store::JournalWriter> journal;
  ranks.together([&] {
    if (kept) journal.emplace(JournalFolder(journals.folder, head.range).path(ranks.rank()), head);
  });
  Size plans = 0;
  for (const PlanRange& r : left) plans += r.size();
  const Size threads = Size{thread_count(options.threads)} * ranks.size();
  Worker work(ranks, sweep, options, journal ? &*journal : nullptr);
  const std::vector<PlanRange> cut = blocks(on_rungs(left, sweep), block_size(plans, threads));
  const std::vector<SweepResult> mine = work(cut, head.range.size() - plans);
  return joined(ranks, mine, sweep, earlier);
}

}  // namespace

store::JournalHead journal_head(const io::LoadedSearch& loaded, const std::string& scenario,
                                const io::RunSettings& settings) {
  return {.version = std::string(version),
          .scenario = scenario,
          .set = settings.set,
          .plan = settings.plan,
          .files = loaded.files,
          .plans = 0,
          .range = {},
          .top = loaded.input.top};
}

SweepWay spread(Ranks& ranks, const store::JournalHead& head, const JournalOptions& journals) {
  return
      [&ranks, head, journals](LadderSweep& sweep, PlanRange range, const SweepOptions& options) {
        store::JournalHead of_space = head;
        of_space.plans = sweep.plans_total();
        of_space.range = range;
        return spread_sweep(ranks, sweep, of_space, journals, options);
      };
}

void add(std::vector<Swept>& rungs, const LadderSweep& sweep, const SweptRange& s) {
  Swept& rung = rungs.at(sweep.rung_of(s.range.first));
  rung.found = merged(std::move(rung.found), s.found);
  rung.earlier_seconds += s.seconds;
}

void check_costs(const std::string& path, const std::vector<SweptRange>& swept,
                 LadderSweep& sweep) {
  for (const SweptRange& s : swept) {
    if (s.found.best.empty()) continue;
    const CostedPlan& there = s.found.best.front();
    const SweepResult here = sweep({there.index, there.index + 1}, {.threads = 1, .top = 1});
    if (here.best.size() == 1 && here.best.front() == there) return;
    throw InputError(fmt::format(
        "{}: was written by another build of tenfold, which costs plan {} otherwise: search anew",
        path, there.index));
  }
}

}  // namespace tenfold::cli
