// One forward pass of a model for serving: what a rank computes and sends for a batch of sequences.
//
// Prices are those of training's kernels (cost/price.h). A decode step reads every weight that some
// token of the batch needs once: of an expert that a token visits with probability p, 1 - (1 - p)^b
// of the time for b tokens. Attention of a decode step reads the cache of keys and values; latent
// attention works on the latent itself, its up projection folded into queries and output (DeepSeek-
// V2, arXiv:2405.04434, section 2.1.2), in decode, and projects keys and values up in prefill. See
// docs/serving.md.
#pragma once

#include "hardware/cluster.h"
#include "model/architecture.h"
#include "plan/partition.h"
#include "serving/unit.h"

namespace tenfold {

// Of a tensor group: `sequences` that each bring `fresh` tokens after `before` others.
struct ServingBatch {
  double sequences = 1;
  double fresh = 1, before = 0;
  bool decode = true;
  double tokens() const { return sequences * fresh; }
};

// Seconds of a pass by what takes them. Traffic is what overlap does not hide.
struct ForwardCost {
  double products = 0, experts = 0, attention = 0, memory_bound = 0, head = 0;
  double tensor_traffic = 0, expert_traffic = 0;
  double compute() const { return products + experts + attention + memory_bound + head; }
  double traffic() const { return tensor_traffic + expert_traffic; }
  Seconds total() const { return Seconds::base(compute() + traffic()); }
  ForwardCost& operator+=(const ForwardCost&);
};
ForwardCost operator*(double, ForwardCost);

// A model on a unit, with what does not change from pass to pass.
struct Served {
  DistinctLayers layers;  // one of each kind, and how many of each
  Architecture whole;
  ServingUnit unit;
  Cluster cluster;
};
Served served(const Architecture&, const ServingUnit&, const Cluster&);

ForwardCost forward(const Served&, const ServingBatch&);

// Of `held` instances of experts, each visited by a token with probability p, those that a batch of
// b tokens visits in the mean.
double visited_experts(double held, double p, double tokens);

}  // namespace tenfold
