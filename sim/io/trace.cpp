#include "io/trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

namespace tenfold::io {
namespace {

using Nanoseconds = std::int64_t;

Nanoseconds nanoseconds(double seconds) { return std::llround(seconds * 1e9); }

// Microseconds with three decimals, from integers: no rounding of doubles shows.
std::string microseconds(Nanoseconds t) { return fmt::format("{}.{:03}", t / 1000, t % 1000); }

bool is_send(SlotKind k) { return k == SlotKind::send_forward || k == SlotKind::send_backward; }

constexpr std::array kind_letters{"F", "B", "W", "B", "send F", "send B"};  // by SlotKind

// Perfetto draws the thread that has its process's number first, and has taken threads of one
// number in two processes for one.
Size process_of(Size rank) { return rank + 1; }
Size thread_of(Size rank, std::size_t lane) {
  constexpr Size most_ranks = 1'000'000;  // a pipeline has no more stages than a model has layers
  return static_cast<Size>(lane) * most_ranks + process_of(rank);
}

// The text of the trace so far, one event a line.
struct Events {
  std::string text = {};

  void add(const std::string& event) {
    text += text.empty() ? "\n" : ",\n";
    text += event;
  }
  void name_part(std::string_view what, Size rank, std::size_t lane, std::string_view label) {
    add(fmt::format(R"({{"name":"{}","ph":"M","pid":{},"tid":{},"args":{{"name":"{}"}}}})", what,
                    process_of(rank), thread_of(rank, lane), label));
  }
  void place(std::string_view what, Size rank, std::size_t lane, Size at) {
    add(fmt::format(R"({{"name":"{}","ph":"M","pid":{},"tid":{},"args":{{"sort_index":{}}}}})",
                    what, process_of(rank), thread_of(rank, lane), at));
  }
  void name_thread(Size rank, std::size_t lane, std::string_view label) {
    name_part("thread_name", rank, lane, label);
    place("thread_sort_index", rank, lane, static_cast<Size>(lane));
  }
};

// Which micro-batches a trace keeps.
using Kept = std::set<Size>;

// Threads of one rank: the first computes, then lanes of sends by kind.
class Rank {
 public:
  Rank(Events& events, const Kept& kept, Size rank) : events_(events), kept_(kept), rank_(rank) {
    events_.name_part("process_name", rank, 0, fmt::format("rank {}", rank));
    events_.place("process_sort_index", rank, 0, rank);
    events_.name_thread(rank, 0, "compute");
  }
  void add(const Slot& slot);
  void finish(double makespan) { bubble(nanoseconds(makespan), true); }
  void add_after(const Span& span, double start) {
    const Nanoseconds from = nanoseconds(start), to = nanoseconds(start + span.seconds);
    events_.add(fmt::format(
        R"({{"name":"{0}","cat":"{0}","ph":"X","ts":{1},"dur":{2},"pid":{3},"tid":{4}}})",
        span.name, microseconds(from), microseconds(to - from), process_of(rank_),
        thread_of(rank_, 0)));
  }

 private:
  struct Lane {
    SlotKind kind;
    Nanoseconds end;
  };

  std::size_t lane_of(const Slot& slot);
  void slot_event(const Slot& slot, std::size_t lane);
  void bubble(Nanoseconds until, bool shown);

  Events& events_;
  const Kept& kept_;
  Size rank_;
  Nanoseconds computed_ = 0;  // when the latest operation ended
  bool last_kept_ = true;
  std::vector<Lane> lanes_ = {};
};

void Rank::slot_event(const Slot& slot, std::size_t lane) {
  const Nanoseconds start = nanoseconds(slot.start), end = nanoseconds(slot.end);
  events_.add(fmt::format(R"({{"name":"{} micro-batch {} chunk {}","cat":"{}","ph":"X",)"
                          R"("ts":{},"dur":{},"pid":{},"tid":{}}})",
                          kind_letters.at(index(slot.kind)), slot.micro_batch, slot.chunk,
                          name(slot.kind), microseconds(start), microseconds(end - start),
                          process_of(rank_), thread_of(rank_, lane)));
}

void Rank::bubble(Nanoseconds until, bool shown) {
  if (!shown || until <= computed_) return;
  events_.add(fmt::format(
      R"({{"name":"bubble","cat":"bubble","ph":"X","ts":{},"dur":{},"pid":{},"tid":{}}})",
      microseconds(computed_), microseconds(until - computed_), process_of(rank_),
      thread_of(rank_, 0)));
}

// The first lane of a send's kind that is idle, or a new one.
std::size_t Rank::lane_of(const Slot& slot) {
  const Nanoseconds start = nanoseconds(slot.start);
  Size of_kind = 0;
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    if (lanes_[i].kind != slot.kind) continue;
    ++of_kind;
    if (lanes_[i].end <= start) return i;
  }
  lanes_.push_back({slot.kind, 0});
  const std::string more = of_kind > 0 ? fmt::format(" {}", of_kind + 1) : "";
  events_.name_thread(rank_, lanes_.size(), fmt::format("{}{}", name(slot.kind), more));
  return lanes_.size() - 1;
}

void Rank::add(const Slot& slot) {
  const bool kept = kept_.contains(slot.micro_batch);
  if (is_send(slot.kind)) {
    if (!kept) return;
    const std::size_t lane = lane_of(slot);
    lanes_[lane].end = nanoseconds(slot.end);
    return slot_event(slot, lane + 1);
  }
  bubble(nanoseconds(slot.start), kept && last_kept_);
  if (kept) slot_event(slot, 0);
  computed_ = nanoseconds(slot.end);
  last_kept_ = kept;
}

// Of every `step` neighbours, the highest.
void add_memory(Events& events, Size rank, const std::vector<MemorySample>& track,
                std::size_t step) {
  for (std::size_t i = 0; i < track.size(); i += step) {
    MemorySample most = track[i];
    for (std::size_t j = i; j < std::min(i + step, track.size()); ++j)
      if (track[j].bytes > most.bytes) most = track[j];
    events.add(fmt::format(
        R"({{"name":"memory","ph":"C","ts":{},"pid":{},"tid":{},"args":{{"bytes":{:.0f}}}}})",
        microseconds(nanoseconds(most.seconds)), process_of(rank), thread_of(rank, 0), most.bytes));
  }
}

// Micro-batches by the start of their first operation.
std::vector<Size> by_start(const Timeline& line) {
  std::map<Size, double> starts;
  for (const Slot& s : line.slots) {
    const auto [at, fresh] = starts.try_emplace(s.micro_batch, s.start);
    if (!fresh) at->second = std::min(at->second, s.start);
  }
  std::vector<Size> all;
  for (const auto& [i, start] : starts) all.push_back(i);
  std::stable_sort(all.begin(), all.end(),
                   [&](Size a, Size b) { return starts.at(a) < starts.at(b); });
  return all;
}

// The first and last `half` of the micro-batches; all where these are all.
Kept ends(const std::vector<Size>& all, std::size_t half) {
  if (2 * half >= all.size()) return {all.begin(), all.end()};
  const auto n = static_cast<std::ptrdiff_t>(half);
  Kept kept(all.begin(), all.begin() + n);
  kept.insert(all.end() - n, all.end());
  return kept;
}

std::string metadata(const Timeline& line, const TraceOptions& options, std::size_t all,
                     std::size_t kept, std::size_t memory_step) {
  nlohmann::ordered_json data{{"makespan_s", line.makespan}, {"micro_batches", all}};
  double end = line.makespan;
  for (const Span& span : options.after) end += span.seconds;
  if (!options.after.empty()) data["step_s"] = end;
  if (!options.title.empty()) data["title"] = options.title;
  if (kept < all)
    data["left_out"] = fmt::format("{} of {} micro-batches: the first {} and the last {} are kept",
                                   all - kept, all, kept / 2, kept / 2);
  if (memory_step > 1)
    data["memory"] = fmt::format("the highest of every {} neighbouring samples", memory_step);
  return data.dump(-1, ' ', true, nlohmann::ordered_json::error_handler_t::replace);
}

std::string written(const Timeline& line, const TraceOptions& options, const std::vector<Size>& all,
                    const Kept& kept, std::size_t memory_step) {
  Events events;
  for (std::size_t i = 0; i < line.slots.size();) {
    const Size rank = line.slots[i].rank;
    Rank shown(events, kept, rank);
    for (; i < line.slots.size() && line.slots[i].rank == rank; ++i) shown.add(line.slots[i]);
    shown.finish(line.makespan);
    double end = line.makespan;
    for (const Span& span : options.after) {
      if (span.seconds > 0) shown.add_after(span, end);
      end += span.seconds;
    }
  }
  for (std::size_t r = 0; r < options.memory.size(); ++r)
    add_memory(events, static_cast<Size>(r), options.memory[r], memory_step);
  return fmt::format("{{\"displayTimeUnit\":\"ms\",\"otherData\":{},\"traceEvents\":[{}\n]}}\n",
                     metadata(line, options, all.size(), kept.size(), memory_step), events.text);
}

constexpr std::size_t bytes_of_slot = 160;    // with its share of bubbles; from traces of 1F1B
constexpr std::size_t bytes_of_sample = 100;  // of a memory counter

}  // namespace

std::string trace_json(const Timeline& line, const TraceOptions& options) {
  const std::vector<Size> all = by_start(line);
  std::size_t samples = 0;
  for (const auto& track : options.memory) samples += track.size();
  std::size_t half = all.size(),
              step = 1 + samples * bytes_of_sample / (options.most_bytes / 4 + 1);
  const std::size_t guess = line.slots.size() * bytes_of_slot;
  if (guess > options.most_bytes)
    half = 1 + all.size() * (options.most_bytes / 1000) / (guess / 500);
  while (true) {
    std::string text = written(line, options, all, ends(all, half), step);
    if (text.size() <= options.most_bytes || (half == 1 && step > samples)) return text;
    if (half == 1) step *= 2;
    half = std::max<std::size_t>(1, std::min(half, all.size()) / 2);
  }
}

}  // namespace tenfold::io
