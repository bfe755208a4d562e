// Sets of priors with the findings that they are pooled from, pairs of models whose gain is known,
// and the sizes of those models.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "claim/back_test.h"
#include "io/library.h"

namespace tenfold::io {

// A set of format "priors/1" as back_test takes it. Throws InputError that names every fault.
PooledPriors read_pooled_priors_text(const std::string& path, std::string_view text);

struct LoadedPooled {
  PooledPriors priors;
  InputFile file;
};
LoadedPooled load_pooled_priors(const Library&, const std::string& what);

// A table of pairs, as CSV: see docs/formats.md, "Pairs whose gain is known". Columns stand in any
// order and others are left unread. `factors` are those that a row may name.
std::vector<KnownPair> read_pairs_text(const std::string& path, std::string_view text,
                                       const std::vector<std::string>& factors);

// What is odd and does not stop a prediction: keys of no model, an id that stands twice, a known
// range out of order.
std::vector<Fault> remarks_on(const std::string& path, const std::vector<KnownPair>&,
                              const std::vector<std::string>& models);

struct LoadedPairs {
  std::vector<KnownPair> pairs;
  InputFile file;
  std::vector<Fault> remarks;
};
LoadedPairs load_pairs(const Library&, const std::string& path,
                       const std::vector<std::string>& factors);

// Of the keys that name a file of models/; others are absent.
ModelSizes load_model_sizes(const Library&, const std::vector<KnownPair>&);

}  // namespace tenfold::io
