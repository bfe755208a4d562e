// Factors of a set of priors whose value is pooled from findings, and the pairs that findings come
// from. Private to io/.
#pragma once

#include <string>
#include <vector>

#include "claim/pooled_priors.h"
#include "io/document.h"

namespace tenfold::io {

// Whether a factor's table lists findings in the place of a value.
bool has_evidence(const toml::table& factor);

// A factor of [[factors.NAME.evidence]]: what its findings are.
struct ReadPooled {
  Factor factor;  // its value pooled from them all
  std::vector<GradedFinding> evidence;
};
ReadPooled read_pooled_factor(const std::string& key, const toml::table&, const Scope& root,
                              Document&);

// [pairs.NAME]; a fault for each finding that names a pair which is not there.
std::vector<NamedPair> read_named_pairs(Document&, const Scope& root,
                                        const std::vector<PooledFactor>&);

// "pooled from 3 findings: Wen et al. 1.24 [1.1, 1.4]; …"
std::string pooling_text(const std::vector<GradedFinding>&);

}  // namespace tenfold::io
