// The operators of one training step of a model: forward, backward for inputs and for weights, and
// the optimizer's updates, for the whole model on one device.
//
// Matrix products: 2 x tokens x rows x columns forward, as much again for the gradient of the input
// and for that of the weight. Routed experts have tokens x top_k assignments. The embedding's
// lookup is no product; the head is, tied or not, and again for every prediction module, which runs
// over all positions of a sequence. No gradient goes to an input that no parameter makes: a tower's
// pixels, the distances of relative attention. An indexer's goes on to its input, although
// DeepSeek's training stops it there.
//
// Attention products: scores 2 x pairs x heads x key width, values 2 x pairs x heads x value width;
// backward is twice forward, into queries and keys, into probabilities and values. Pairs are those
// of mask.h under `exact`, all s^2 under `full-attention` (PaLM, arXiv:2204.02311, appendix B).
// Sinks add nothing. Latent attention is in its training form, keys and values projected up for
// each head (DeepSeek-V3, arXiv:2412.19437). An indexer scores every causal pair: 2 x pairs x index
// heads x index width.
//
// Recurrences: the mathematics a token, not a chunked kernel's; backward is twice forward.
//   Mamba-2 (Dao and Gu, arXiv:2405.21060)              h = a h + x B^T; y = h C
//     4 x width x state a head
//   Gated DeltaNet (Yang et al., arXiv:2412.06464)      S k; S += b (v - S k) k^T; S q
//     6 x key width x value width a value head
//   Lightning attention (MiniMax-01, arXiv:2501.08313)  S = d S + k v^T; q S
//     4 x width^2 a head
//
// Towers: an item's positions attend by their blocks' masks; its projected tokens take the place of
// tokens that the sequence already counts.
//
// Short convolutions, elementwise work, reductions and updates carry their own kinds; see rules.h.
#pragma once

#include "graph/op_graph.h"
#include "model/architecture.h"

namespace tenfold {

// Blocks and operators are named as in parameter_parts(). The operators do not depend on the step's
// sizes, save that a tower without items has none.
OpGraph lower(const Architecture&, const Step&);

}  // namespace tenfold
