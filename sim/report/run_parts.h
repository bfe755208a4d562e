// What the forms of the run's report have in common. Private to report/.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "claim/verdict.h"
#include "report/page.h"
#include "report/run.h"
#include "scenario/run.h"

namespace tenfold::report {

// One line of the answer: "step time", "6.21 s", "5.7 to 6.8", "computed".
struct AnswerLine {
  std::string what, value, interval, rests_on;
};
std::vector<AnswerLine> answer_lines(const RunInput&, const RunReport&);
Grid answer_grid(const RunInput&, const RunReport&);

// What is run, on what, by which plan: a word before each line.
std::vector<std::pair<std::string, std::string>> run_header(const RunInput&, const RunReport&);

// "15.6 T tokens in 930,000 steps of 16.8 M."
std::string run_words(const RunReport&);

// Why nothing published stands beside: empty where it does, or nothing is known.
std::string changed_words(const RunInput&);

// "Runs: …", or why not and which plan is the nearest that does.
std::string outcome_words(const RunReport&);

// The sections below the answer.
std::vector<Section> run_sections(const RunInput&, const RunReport&);

// Batches that grow, and what the whole training takes beside the run's own part.
Section ramp_section(const RunReport&);
Section phases_section(const RunReport&);

// "Llama 3.1 405B, 406 B parameters (406 B active), sequences of 8,192 tokens"
std::string model_words(const RunInput&);
// "16,384 H100 SXM5 80GB, Meta's cluster; Megatron-Core 2024"
std::string cluster_words(const RunInput&);

// "600 [240, 1500] s"; failures, held by the second, by a thousand days.
std::string factor_words(const CostFactor&);

// What a run rests on that has a grade: of the job, the model, the cluster, the framework.
std::vector<Input> run_inputs(const RunInput&);

// The last line: version, scenario, what the command line changed.
std::string footer(const RunOrigin&);

// Whether a number of that grade is somebody's judgement.
bool judged(Grade);

}  // namespace tenfold::report
