// Scaling laws as text: the list, one law, what a law answers, and the page of all.
#pragma once

#include <string>
#include <vector>

#include "laws/library.h"

namespace tenfold::report {

// A line a law under its group.
std::string law_list(const std::vector<laws::LawEntry>&);

// Equations, coefficients with what each rests on, source, range, what can be asked, worked
// examples, limits.
std::string law_text(const laws::LawEntry&, const laws::Variant&);

std::string answer_text(const laws::LawEntry&, const laws::Variant&, const laws::Query&,
                        const laws::Answer&);

// docs/laws.md
std::string laws_markdown(const std::vector<laws::LawEntry>&);

// What a reader of the page and of the text both get of an answer's number: "1.9208", or "none".
std::string value_text(const laws::LawValue&);

// "tenfold explain law chinchilla --parameters 70B --tokens 1.4T"
std::string law_command(const laws::LawEntry&, const laws::Variant&, const laws::Query&);

// "Hoffmann et al. 2022, "Training …", arXiv:2203.15556, section 3"
std::string citation(const laws::LawSource&);

}  // namespace tenfold::report
