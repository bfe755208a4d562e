// The parts of a model's forward pass, each recorded on a tape; lower.cpp puts them together.
#pragma once

#include "graph/tape.h"
#include "model/architecture.h"

namespace tenfold {

// A part of a block from its (normed) input to what it adds to the residual stream. `residual` is
// that stream before the norm, which a mixture's parallel dense part reads.
Value lower_mixer(Part&, const Mixer&, Value x);
Value lower_feed_forward(Part&, const FeedForward&, Value x, Value residual);

Value lower_mixer(Part&, const Attention&, Value x);
Value lower_mixer(Part&, const LatentAttention&, Value x);
Value lower_mixer(Part&, const Mamba2&, Value x);
Value lower_mixer(Part&, const GatedDeltaNet&, Value x);
Value lower_mixer(Part&, const LightningAttention&, Value x);

// A block with its norms and residual additions, from residual stream to residual stream.
Value lower_block(Tape&, const Block&, Size hidden, Norm, const Rows&, Value x);

// `items` of a tower's modality through encoder and projector, then put in place of the tokens
// that stand for them in the embedded text.
Value lower_tower(Tape&, const Tower&, Size items, Value embedded);

}  // namespace tenfold
