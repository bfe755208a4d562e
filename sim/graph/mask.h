// How many query-key pairs an attention mask keeps, in closed form.
//
// A query at position i (from 0) of a sequence of s sees
//   causal         every j <= i                                    s (s + 1) / 2
//   sliding        the `span` positions that end at i              sum of min(i + 1, span)
//   chunked        j <= i of its own chunk of `span` positions
//   sparse         the best `span` of those j <= i                 sum of min(i + 1, span)
//   bidirectional  every j                                         s^2
#pragma once

#include "base/count.h"
#include "model/layer.h"

namespace tenfold {

constexpr Count causal_pairs(Count s) { return s * (s + 1) / 2; }

constexpr Count sliding_pairs(Count span, Count s) {
  const Count rising = span < s ? span : s;  // queries that see all before them
  return causal_pairs(rising) + (s - rising) * span;
}

constexpr Count chunked_pairs(Count span, Count s) {
  return span < 1 ? 0 : s / span * causal_pairs(span) + causal_pairs(s % span);
}

constexpr Count mask_pairs(MaskKind kind, Size span, Size s) {
  switch (kind) {
    case MaskKind::causal:
      return causal_pairs(s);
    case MaskKind::sliding:
      return sliding_pairs(span, s);
    case MaskKind::chunked:
      return chunked_pairs(span, s);
    case MaskKind::sparse:
      return sliding_pairs(span, s);
    case MaskKind::bidirectional:
      return Count{s} * s;
  }
  return 0;
}

}  // namespace tenfold
