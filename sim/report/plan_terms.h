// The terms of two plans' time and memory, and the words of those that differ most. Private to
// report/.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/explain_plan.h"

namespace tenfold::report {

// One term of both plans, in the unit that is printed.
struct PlanTerm {
  std::string_view name;
  double first = 0, other = 0;
  std::string drivers = {};  // settings that it rests on, in which the plans differ
  double more() const { return first - other; }
};

// What a list of terms is told in.
struct Scale {
  double unit = 1;
  std::string_view word;  // "s", "GiB"
  int decimals = 2;
};

std::string told(double value, const Scale&);
std::string change(double value, const Scale&);
double sum(const std::vector<PlanTerm>&, double PlanTerm::*side);

// Three digits of the larger total, and one more for small terms.
int decimals_for(double largest);

const StageFootprint& fullest(const PlanAccount&);
Scale memory_scale(const PlanAccount& largest);
std::vector<PlanTerm> time_terms(const PlanAccount& first, const PlanAccount& other);
std::vector<PlanTerm> memory_terms(const PlanAccount& first, const PlanAccount& other, double unit);

// What there is less or more of.
using Phrase = std::string (*)(std::string_view);

std::string in_time(std::string_view cause);
std::string in_memory(std::string_view use);

// The terms that differ most, those of the sign that wins first; a twentieth of all change is too
// little to tell.
struct Biggest {
  std::vector<PlanTerm> with, against;
};

Biggest biggest(std::vector<PlanTerm>);

// "less pipeline bubble (−0.31 s), against more tensor traffic (+0.08 s)"
std::string words(const Biggest&, const Scale&, Phrase);

// " Behind it: pipeline and schedule (pipeline bubble), tensor (tensor traffic, activations)."
std::string driver_sentence(const Biggest&);

}  // namespace tenfold::report
