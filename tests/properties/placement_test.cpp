// Groups of ranks by their formula against groups found by numbering every rank.
#include <doctest/doctest.h>

#include <map>
#include <vector>

#include "cost/block_cost.h"

using namespace tenfold;

namespace {

Tier tier(std::int64_t reach) {
  Tier t;
  t.reach = reach;
  t.bandwidth = Bandwidth::base(1e11);
  t.latency = Seconds::base(1e-6);
  return t;
}

Cluster cluster(Size accelerators) {
  Cluster c;
  c.accelerators = accelerators;
  c.node_size = 8;
  c.tiers = {tier(8), tier(32), tier(0)};
  return c;
}

struct Place {
  Size tensor = 0, context = 0, data = 0, pipeline = 0;
  auto operator<=>(const Place&) const = default;
};

// Axes from inside out, as the words of a placement name them.
std::vector<std::string> words_of(Placement placement) {
  std::vector<std::string> words{""};
  for (const char c : name(placement))
    if (c == '-')
      words.emplace_back();
    else
      words.back() += c;
  return words;
}

Place place_of(Size rank, const ParallelPlan& p) {
  Place at;
  const std::map<std::string, std::pair<Size, Size Place::*>> axes{
      {"tensor", {p.tensor, &Place::tensor}},
      {"context", {p.context, &Place::context}},
      {"data", {p.data, &Place::data}},
      {"pipeline", {p.pipeline, &Place::pipeline}}};
  for (const std::string& word : words_of(p.placement)) {
    const auto& [degree, member] = axes.at(word);
    at.*member = rank % degree;
    rank /= degree;
  }
  return at;
}

// What members of one group of the axis have in common. Experts divide a stage's ranks as numbered
// tensor first, then context, then data.
Place key_of(Axis axis, Place at, const ParallelPlan& p) {
  const Size within = at.tensor + p.tensor * (at.context + p.context * at.data);
  const Size t = expert_tensor(p);
  switch (axis) {
    case Axis::tensor:
      return {-1, at.context, at.data, at.pipeline};
    case Axis::context:
      return {at.tensor, -1, at.data, at.pipeline};
    case Axis::data:
      return {at.tensor, -1, -1, at.pipeline};
    case Axis::pipeline:
      return {at.tensor, at.context, at.data, -1};
    case Axis::expert_tensor:
      return {-1, within / t, -1, at.pipeline};
    case Axis::expert:
      return {within % t, within / (t * p.expert), -1, at.pipeline};
    default:
      return {within % (t * p.expert), -1, -1, at.pipeline};
  }
}

// Members of rank 0's group that each tier joins.
std::vector<Size> counted(Axis axis, const ParallelPlan& p, const Cluster& c) {
  std::vector<Size> per_tier;
  const Place key = key_of(axis, place_of(0, p), p);
  Size inside = 1;
  for (const Tier& t : c.tiers) {
    Size joined = 0;
    for (Size rank = 0; rank < (t.reach > 0 ? t.reach : c.accelerators); ++rank)
      joined += rank < c.accelerators && key_of(axis, place_of(rank, p), p) == key ? 1 : 0;
    per_tier.push_back(joined / inside);
    inside = joined;
  }
  return per_tier;
}

template <class Check>
void for_each_plan(Check check) {
  for (std::size_t placement = 0; placement < enum_names<Placement>.size(); ++placement)
    for (const Size tensor : {1, 2, 8})
      for (const Size context : {1, 2})
        for (const Size pipeline : {1, 4, 16})
          for (const Size expert : {1, 2, 8, 16})
            for (const Size expert_tensor : {Size{1}, tensor}) {
              ParallelPlan p;
              p.placement = static_cast<Placement>(placement);
              p.tensor = tensor;
              p.context = context;
              p.pipeline = pipeline;
              p.data = 256 / (tensor * context * pipeline);
              p.expert = expert;
              p.expert_tensor = expert_tensor;
              const Size stage = tensor * context * p.data;
              if (p.data >= 1 && stage % (expert * expert_tensor) == 0) check(p);
            }
}

}  // namespace

TEST_CASE("an axis joins those ranks of a node, of a rack, of a cluster that numbering gives") {
  int plans = 0;
  for_each_plan([&](const ParallelPlan& p) {
    ++plans;
    CAPTURE(std::string(name(p.placement)));
    CAPTURE(p.tensor);
    CAPTURE(p.context);
    CAPTURE(p.pipeline);
    CAPTURE(p.expert);
    CAPTURE(p.expert_tensor);
    const Cluster c = cluster(256);
    CHECK(placement_faults(p, c).empty());
    for (std::size_t a = 0; a < enum_names<Axis>.size(); ++a) {
      const auto axis = static_cast<Axis>(a);
      CAPTURE(std::string(name(axis)));
      CHECK(group_of(axis, p, c).per_tier == counted(axis, p, c));
    }
  });
  CHECK(plans > 400);
}

TEST_CASE("stages send through the innermost network that joins a stage and the next") {
  for_each_plan([&](const ParallelPlan& p) {
    if (p.pipeline == 1) return;
    const Cluster c = cluster(256);
    Size next = 0;
    while (place_of(next, p) != Place{0, 0, 0, 1}) ++next;
    std::size_t found = 0;
    while (c.tiers[found].reach > 0 && next >= c.tiers[found].reach) ++found;
    CHECK(pipeline_tier(p, c) == found);
  });
}

TEST_CASE("each of tensor, data and pipeline can lie inside the node, the others across") {
  const Cluster c = cluster(256);
  ParallelPlan p;
  p.tensor = p.pipeline = 8;
  p.data = 4;
  const auto in_node = [&](Placement placement, Axis axis) {
    p.placement = placement;
    return group_of(axis, p, c).per_tier.front();
  };
  CHECK(in_node(Placement::tensor_data_pipeline, Axis::tensor) == 8);
  CHECK(in_node(Placement::tensor_data_pipeline, Axis::data) == 1);
  CHECK(in_node(Placement::pipeline_tensor_data, Axis::pipeline) == 8);
  CHECK(in_node(Placement::pipeline_tensor_data, Axis::tensor) == 1);
  CHECK(in_node(Placement::data_pipeline_tensor, Axis::data) == 4);
  CHECK(in_node(Placement::data_pipeline_tensor, Axis::pipeline) == 2);
}

TEST_CASE("an order that a network would cut unevenly is refused, but for the usual one") {
  const Cluster c = cluster(288);
  ParallelPlan p;
  p.tensor = 2;
  p.pipeline = 3;
  p.data = 48;
  CHECK(placement_faults(p, c).empty());
  p.placement = Placement::tensor_pipeline_data;  // 6 ranks of 8
  CHECK(placement_faults(p, c).size() == 1);
  p.placement = Placement::data_pipeline_tensor;  // 48, 144, 288 of 8; of 32
  CHECK(placement_faults(p, c).size() == 1);
  p.pipeline = 1;
  p.tensor = 4;
  p.data = 75;  // the last rack has 12 ranks, the last node 4
  p.placement = Placement::tensor_pipeline_data;
  CHECK(placement_faults(p, c).empty());
}
