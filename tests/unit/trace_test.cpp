#include "io/trace.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

using namespace tenfold;
using nlohmann::json;

namespace {

Timeline a_step(bool overlap, Size micro_batches = 8) {
  PipelineProblem p{.schedule = PipelineSchedule::zero_bubble_h1,
                    .stages = 4,
                    .micro_batches = micro_batches,
                    .send = 0.0021,
                    .overlap_send = overlap};
  for (int stage = 0; stage < 4; ++stage) p.chunks.push_back({0.001 + 1e-4 * stage, 0.0013, 7e-4});
  return play(p);
}

// Nanoseconds; they are printed as microseconds with three decimals.
long long nanoseconds(const json& microseconds) {
  return std::llround(microseconds.get<double>() * 1e3);
}

}  // namespace

TEST_CASE("a trace parses, ends with the step, and no thread does two things at once") {
  for (const bool overlap : {false, true}) {
    const Timeline line = a_step(overlap);
    const json trace = json::parse(io::trace_json(line));
    std::map<std::pair<int, int>, std::vector<std::pair<long long, long long>>> threads;
    long long last = 0, slots = 0;
    for (const json& e : trace["traceEvents"]) {
      if (e["ph"] != "X") continue;
      const long long start = nanoseconds(e["ts"]), end = start + nanoseconds(e["dur"]);
      threads[{e["pid"].get<int>(), e["tid"].get<int>()}].emplace_back(start, end);
      last = std::max(last, end);
      slots += e["cat"] != "bubble";
    }
    CHECK(last == std::llround(line.makespan * 1e9));
    CHECK(slots == std::ssize(line.slots));
    for (auto& [thread, times] : threads) {
      std::sort(times.begin(), times.end());
      for (std::size_t i = 1; i < times.size(); ++i) CHECK(times[i - 1].second <= times[i].first);
    }
  }
}

TEST_CASE("a rank's bubbles and operations fill the step") {
  const Timeline line = a_step(false);
  const json trace = json::parse(io::trace_json(line));
  std::map<int, long long> filled;
  for (const json& e : trace["traceEvents"])
    if (e["ph"] == "X" && e["tid"] == e["pid"])
      filled[e["pid"].get<int>()] += nanoseconds(e["dur"]);
  REQUIRE(filled.size() == 4);
  for (const auto& [rank, sum] : filled) CHECK(sum == std::llround(line.makespan * 1e9));
}

TEST_CASE("no process and no thread is 0, and a thread's number is of one process alone") {
  // Perfetto keeps 0 for the idle kernel (github.com/google/perfetto, issues 394 and 560), and has
  // drawn threads 0 and 1 of a process as one (github.com/thoren-d/tracing-chrome, issue 32).
  const json trace = json::parse(io::trace_json(a_step(true), {.memory = {{{0, 1e9}}}}));
  std::map<int, int> process_of;
  std::map<int, std::vector<std::string>> threads;  // of a process, in the order of their index
  for (const json& e : trace["traceEvents"]) {
    const int process = e.at("pid"), thread = e.at("tid");
    CHECK(process > 0);
    CHECK(thread > 0);
    CHECK(process_of.try_emplace(thread, process).first->second == process);
    if (e["name"] == "thread_name") threads[process].push_back(e["args"]["name"]);
    if (e["name"] == "thread_sort_index")
      CHECK(e["args"]["sort_index"] == std::ssize(threads[process]) - 1);
  }
  CHECK(threads.size() == 4);
  for (const auto& [process, names] : threads) CHECK(names.front() == "compute");
}

TEST_CASE("ranks, threads, slots and the memory counter are named") {
  const Timeline line = a_step(true);
  const std::string text =
      io::trace_json(line, {.title = "a \"step\"", .memory = {{{0, 1e9}, {0.001, 2e9}}}});
  CHECK(json::parse(text)["otherData"]["title"] == "a \"step\"");
  for (const std::string part :
       {R"("args":{"name":"rank 3"})", R"("args":{"name":"compute"})",
        R"("F micro-batch 3 chunk 0")", R"("args":{"name":"send activations"})",
        R"("args":{"name":"send gradients"})", R"("cat":"bubble")",
        R"("name":"memory","ph":"C","ts":1000.000,"pid":1,"tid":1)"}) {
    CAPTURE(part);
    CHECK(text.find(part) != std::string::npos);
  }
  CHECK(text ==
        io::trace_json(line, {.title = "a \"step\"", .memory = {{{0, 1e9}, {0.001, 2e9}}}}));
}

TEST_CASE("a trace that would be too long keeps whole micro-batches of both ends and says so") {
  const Timeline line = a_step(false, 400);
  const std::size_t limit = 100'000;
  const std::string text = io::trace_json(line, {.most_bytes = limit});
  REQUIRE(io::trace_json(line).size() > 4 * limit);
  CHECK(text.size() <= limit);
  CHECK(text.size() > limit / 4);
  const json trace = json::parse(text);
  CHECK(trace["otherData"]["left_out"].get<std::string>().find("of 400 micro-batches") !=
        std::string::npos);
  std::map<std::string, int> of_micro_batch;
  for (const json& e : trace["traceEvents"]) {
    const std::string name = e["name"];
    if (const auto at = name.find("micro-batch "); at != std::string::npos)
      ++of_micro_batch[name.substr(at + 12, name.find(" chunk") - at - 12)];
  }
  for (const auto& [i, slots] : of_micro_batch)
    CHECK(slots == 4 * 3 + 3 * 2);  // forward, backward, weights on 4 ranks; 3 sends each way
  CHECK(of_micro_batch.contains("0"));
  CHECK(of_micro_batch.contains("399"));
  CHECK_FALSE(of_micro_batch.contains("200"));
}
