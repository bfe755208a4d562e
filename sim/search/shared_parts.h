// What plans of a space share, compiled once: layers' prices and memory by shard, ranks' layers by
// pipeline, traffic of states by degrees. Private to search/.
#pragma once

#include <map>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "cost/rank_work.h"
#include "schedule/compiled.h"
#include "schedule/compiled_footprint.h"
#include "search/rejection.h"

namespace tenfold {

// Made when first asked for, by whichever thread asks.
template <class Parts>
class Once {
 public:
  template <class Make>
  const Parts& get(const Make& make) {
    std::call_once(made_, [&] { parts_ = make(); });
    return parts_;
  }

 private:
  std::once_flag made_;
  Parts parts_{};
};

using Ranks = std::vector<RankLayers>;

// A way to run a pipeline: why it cannot, or what its fullest ranks hold.
struct LaneParts {
  std::optional<Rejection> rejection;
  Once<Ranks>* ranks = nullptr;
};

// An option of some degrees. Options that agree in one of these numbers share what it decides.
struct OptionParts {
  std::optional<Rejection> rejection;
  std::size_t memory = 0, lane = 0, traffic = 0;
  std::size_t reduction = 0, optimizer = 0;  // what state_traffic_beside(), optimizer_beside() read
};
struct DegreesParts {
  std::vector<OptionParts> options;
  std::vector<MemoryOption> memories;
  std::vector<std::size_t> lanes;  // of each, an option that has it
  std::vector<StateTraffic> traffics;
  std::size_t reductions = 0, optimizers = 0;  // how many there are
  double waiting = 0;                          // see straggling()
};

struct BlockParts {
  std::optional<Rejection> rejection;  // then nothing else
  std::size_t work_number = 0;         // in the order in which works are met
  Once<RankWork>* work = nullptr;
  Once<BlockCost>* compute = nullptr;
  Once<std::vector<PassCost>>* traffic = nullptr;
  Once<CompiledMemory>* memory = nullptr;
  Once<CompiledShard>* seconds = nullptr;
  const std::vector<LaneParts>* lanes = nullptr;
  Once<DegreesParts>* degrees = nullptr;
};

class SharedParts {
 public:
  SharedParts(const Task&, const SearchSpace&);

  const PlanSpace& space() const { return space_; }
  const Task& task() const { return task_; }
  // Finds what blocks first to last - 1 share; before anything else is asked of them.
  void prepare(std::size_t first, std::size_t last, int threads);
  const BlockParts& block(std::size_t i) const { return blocks_[i]; }

  const Cluster& cluster(const PlanBlock& b) const { return clusters_.at(b.accelerators); }

  RankWork work(const PlanBlock&) const;
  // Whether all works may stay in memory; else each is made where it is wanted.
  bool keeps_works() const { return works_.size() <= most_works; }
  CompiledMemory memory(const PlanBlock&, const RankWork&) const;
  CompiledShard seconds(const PlanBlock&, const BlockParts&, const RankWork&) const;
  Ranks ranks(const ParallelPlan&) const;
  DegreesParts degrees(const PlanBlock&) const;

 private:
  static constexpr std::size_t most_works = 400;  // of some 100 kB
  using Key = std::vector<Size>;
  struct Hash {
    std::size_t operator()(const Key&) const;
  };
  template <class Parts>
  using Table = std::unordered_map<Key, Parts, Hash>;
  struct Keys {
    Key work, memory, traffic, seconds, lanes, degrees;
  };

  const RejectionFacts& facts(const PlanBlock& b) const { return facts_.at(b.accelerators); }
  void look_at(std::size_t block, Keys&);
  void share_work(std::size_t block, Keys&);
  void share_memory(std::size_t block, Keys&);
  void share_seconds(std::size_t block, Keys&);
  void share_degrees(std::size_t block, Keys&);
  void share_lanes(std::size_t block, Keys&);
  Keys keys_of(const PlanBlock&) const;
  std::vector<LaneParts> lane_parts(const PlanBlock&);

  const Task task_;
  const PlanSpace space_;
  const DistinctLayers distinct_;
  std::map<Size, Cluster> clusters_;  // by accelerators
  std::map<Size, RejectionFacts> facts_;
  std::vector<BlockParts> blocks_;
  std::vector<char> prepared_;
  // What blocks of one work and recompute share.
  struct OfMemory {
    Once<CompiledMemory> memory;
    Once<BlockCost> compute;
  };
  struct NumberedWork {
    std::size_t number = 0;
    Once<RankWork> parts;
  };
  Table<NumberedWork> works_;
  Table<OfMemory> memories_;
  Table<Once<std::vector<PassCost>>> traffics_;
  Table<Once<CompiledShard>> seconds_;
  Table<std::vector<LaneParts>> lanes_;
  Table<Once<DegreesParts>> degrees_;
  Table<Once<Ranks>> ranks_;
};

}  // namespace tenfold
