// What the forms of the run's report have in common. Private to report/.
#pragma once

#include <string>
#include <vector>

#include "report/page.h"
#include "report/run.h"
#include "scenario/run.h"

namespace tenfold::report {

// One line of the answer: "step time", "6.21 s", "5.7 to 6.8", "computed".
struct AnswerLine {
  std::string what, value, interval, rests_on;
};
std::vector<AnswerLine> answer_lines(const RunInput&, const RunReport&);

// "Runs: …", or why not and which plan is the nearest that does.
std::string outcome_words(const RunReport&);

// The sections below the answer.
std::vector<Section> run_sections(const RunInput&, const RunReport&);

// "Llama 3.1 405B, 406 B parameters (406 B active), sequences of 8,192 tokens"
std::string model_words(const RunInput&);
// "16,384 H100 SXM5 80GB, Meta's cluster; Megatron-Core 2024"
std::string cluster_words(const RunInput&);

// The last line: version, scenario, what the command line changed.
std::string footer(const RunOrigin&);

// Whether a number of that grade is somebody's judgement.
bool judged(Grade);

}  // namespace tenfold::report
