// Two plans side by side.
#include "report/explain_plan.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

#include "report/table.h"

namespace tenfold {
namespace {

using report::PlanAccount;

PlanAccount account(std::string name, double products, double bubble, double tensor) {
  PlanAccount p;
  p.name = std::move(name);
  p.plan.data = 8;
  p.plan.global_batch = 64;
  p.step.by_cause[index(Cause::matmul)] = products;
  p.step.by_cause[index(Cause::bubble)] = bubble;
  p.step.by_cause[index(Cause::tensor_traffic)] = tensor;
  p.step.seconds = products + bubble + tensor;
  StageFootprint stage;
  stage.bytes[index(MemoryUse::weights)] = 20 * GiB.base();
  stage.bytes[index(MemoryUse::activations)] = bubble * 10 * GiB.base();
  p.memory.stages = {stage};
  p.capacity = 75 * GiB;
  return p;
}

bool says(const std::string& text, const std::string& words) {
  // Sentences are wrapped: a line's end is a space.
  std::string flat = text;
  std::replace(flat.begin(), flat.end(), '\n', ' ');
  return flat.find(words) != std::string::npos;
}

TEST_CASE("the sentence names what is won, then what is paid for it") {
  PlanAccount fast = account("best", 2.0, 0.1, 0.3), slow = account("runner-up", 2.0, 0.41, 0.22);
  fast.plan.tensor = 8;
  // 2.40 against 2.63: 8.7 % less.
  const std::string text = report::explain_plans(fast, {slow});
  CAPTURE(text);
  CHECK(says(
      text,
      "The best wins over the runner-up by 8.7 %, 2.40 against 2.63 s a step: less pipeline bubble "
      "(−0.31 s), against more tensor traffic (+0.08 s). Behind it: tensor (tensor "
      "traffic)."));
  CHECK(says(text, "needs 21.00 against 24.10 GiB: less for activations (−3.10 GiB)."));
  CHECK(says(text, "They differ: tensor 8 against 1."));
}

TEST_CASE("a plan that is slower loses, by what it has more of") {
  const std::string text =
      report::explain_plans(account("plan", 2.0, 0.5, 0), {account("best", 2.0, 0.25, 0)});
  CAPTURE(text);
  CHECK(says(text, "The plan loses to the best by 11 %"));
  CHECK(says(text, "more pipeline bubble (+0.25 s)."));
}

TEST_CASE("the differences of the table add up to the difference of the totals") {
  const PlanAccount a = account("best", 1.25, 0.25, 0.25), b = account("other", 1.75, 0.5, 0);
  const std::string text = report::explain_plans(a, {b});
  CAPTURE(text);
  CHECK(says(text, "total            1.75   2.25       −0.50"));
  CHECK(says(text, "pipeline bubble  0.25   0.50       −0.25"));
}

TEST_CASE("times of a plan with other batches are scaled to as many sequences") {
  PlanAccount a = account("best", 2, 0, 0), b = account("other", 1, 0, 0);
  b.plan.global_batch = 32;
  const std::string text = report::explain_plans(a, {b});
  CAPTURE(text);
  CHECK(says(text, "A step takes as long with the best as with the other"));
  CHECK(says(text, "Times of the other are scaled to steps of 64 sequences."));
}

TEST_CASE("a plan that does not fit is said not to") {
  const std::string text =
      report::explain_plans(account("best", 2, 1, 0), {account("other", 2, 6, 0)});
  CAPTURE(text);
  CHECK(says(text, "The other does not fit 75.0 GiB: it cannot run. "));
  CHECK_FALSE(says(text, "wins"));
  CHECK_FALSE(says(text, "loses"));
}

TEST_CASE("a term is put down to the settings that it rests on, those alone that differ") {
  PlanAccount a = account("best", 2, 0.25, 0), b = account("runner-up", 2, 0.5, 0);
  a.plan.pipeline = 8;
  a.plan.zero = 1;  // moves no bubble
  const std::string text = report::explain_plans(a, {b});
  CAPTURE(text);
  CHECK(says(text, "Behind it: pipeline (pipeline bubble)."));
  CHECK_FALSE(says(text, "zero (pipeline bubble"));
}

TEST_CASE("against two plans each has its sentences, and its columns in the tables") {
  PlanAccount a = account("best", 2, 0.25, 0), b = account("runner-up", 2, 0.5, 0),
              c = account("other", 3, 0.25, 0);
  a.number = 21438;
  b.plan.pipeline = 2;
  c.plan.recompute = Recompute::full;
  const std::string text = report::explain_plans(a, {b, c});
  CAPTURE(text);
  CHECK(says(text, "Best       plan 21,438: data 8;"));
  CHECK(says(text, "BEST AGAINST RUNNER-UP They differ: pipeline 1 against 2."));
  CHECK(says(text, "BEST AGAINST OTHER They differ: recompute none against full."));
  CHECK(says(text, "total            2.25       2.50    −0.25   3.25    −1.00"));
}

TEST_CASE("one plan is said to be one, and no line is wider than 80 columns") {
  const PlanAccount a = account("best", 2, 1, 1);
  const std::string text = report::explain_plans(a, {a});
  CHECK(says(text, "The two are one plan."));
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) CHECK(report::display_width(line) <= 80);
}

}  // namespace
}  // namespace tenfold
