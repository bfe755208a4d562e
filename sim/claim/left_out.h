// Which findings come from the pair that is asked about, so that they do not predict it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "claim/pooled_priors.h"

namespace tenfold {

// A finding is left out where the row cites its study, or where it is of a pair of the set that
// shares a model with the question, on either side. Without keys a question is a pair of the set
// that has its factors and months; any months where its own are not known.
bool is_left_out(const GradedFinding&, const PairQuestion&, const PooledPriors&);

// arXiv numbers in a text: "arXiv:2507.17702 Sec.5" has "2507.17702".
std::vector<std::string> arxiv_numbers(std::string_view);

}  // namespace tenfold
