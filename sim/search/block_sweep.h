// Blocks of a space swept one after the other by one thread. Private to search/.
#pragma once

#include <optional>
#include <vector>

#include "search/leaders.h"
#include "search/rejections.h"
#include "search/shared_parts.h"

namespace tenfold {

// Blocks may come in any order, and are faster in one where neighbours share what they can. A
// family is blocks that differ in networks and in overlap of tensor traffic alone: the same plans
// of each fit, and where a pipeline meets the same layers and sends, it takes as long.
class BlockSweep {
 public:
  BlockSweep(const SharedParts&, const SweepOptions&);
  // The block's plans within the range. Gives those costed, in order of their numbers, where the
  // options ask for them.
  std::vector<CostedPlan> sweep(std::size_t block, PlanRange);
  SweepResult result();  // of all blocks swept

 private:
  // One memory option of a lane.
  struct Peak {
    double bytes = 0;
    Rejection reason = Rejection::memory_inner;
  };
  // Options of a lane that fit; numbers are counted from the lane's first plan.
  struct Fitting {
    std::size_t option = 0;
    double peak_bytes = 0;
  };
  struct Fits {
    bool known = false;
    std::vector<Fitting> options;
    std::vector<Rejected> rejected;
  };
  // What options around the step add, for ranks that hold so many weights.
  struct Optimizers {
    RankWeights weights;
    std::vector<std::optional<Beside>> beside;  // by OptionParts::optimizer
  };
  // A lane with one of its ways to offload.
  struct OffloadedLane {
    LaneSeconds seconds;
    std::size_t optimizers = 0;  // of the family's
  };
  struct LaneCosts {
    std::vector<std::optional<std::size_t>> lane;  // by OptionParts::lane: of `known`
    std::vector<OffloadedLane> known;              // first, once there is any: without offload
    std::optional<LaneFlops> flops;
  };
  // Blocks of a family whose layers take as long and whose stages send over the same tier.
  struct Network {
    const Once<CompiledShard>* shard = nullptr;
    std::size_t tier = 0;
    std::vector<LaneCosts> lanes;
  };

  bool is_of_family(std::size_t block) const;
  void meet_family(std::size_t block);
  const RankWork& work();
  const CompiledShard& seconds();
  Network& network();
  Network& new_network(std::size_t tier);

  void sweep_lane(std::size_t lane, PlanRange options);
  const Fits& fits(std::size_t lane, PlanRange options);
  void fill(Fits&, const LaneParts&, PlanRange options);
  void find_peaks(const std::vector<RankLayers>&);
  Peak peak_of(const MemoryOption&) const;
  Rejection memory_reason(const RankMemory&, const MemoryOption&) const;

  void cost(LaneCosts&, const Fitting&);
  void set_option(std::size_t option);
  std::size_t lane_of(LaneCosts&, std::size_t option);
  std::size_t add_lane(LaneCosts&, const LaneSeconds&);
  std::size_t optimizers_of(const RankWeights&);
  const Beside& traffic(const LaneCosts&, std::size_t lane, std::size_t option);
  const Beside& optimizer(const LaneCosts&, std::size_t lane, std::size_t option);
  void leave(const CostedPlan&);

  const Framework& framework() const { return shared_.task().framework; }
  const Accelerator& accelerator() const { return shared_.task().cluster.accelerator; }

  const SharedParts& shared_;
  const double capacity_, rated_;  // bytes; FLOP/s
  const bool keeps_costed_;
  const double yardstick_;

  const PlanBlock* block_ = nullptr;
  const BlockParts* parts_ = nullptr;
  const std::vector<ParallelPlan>*lanes_ = nullptr, *options_ = nullptr;
  const DegreesParts* degrees_ = nullptr;
  const CompiledMemory* memory_ = nullptr;
  const CompiledShard* seconds_ = nullptr;  // nothing until a plan of the block fits
  Network* network_ = nullptr;              // likewise
  std::vector<std::pair<const Once<RankWork>*, RankWork>> works_;  // the last

  const PlanBlock* family_ = nullptr;  // its first block
  std::vector<Fits> fits_;             // of the family, by lane
  Fits part_of_lane_;
  std::vector<Network> networks_;       // the first of them are the family's
  std::size_t networks_met_ = 0;        // how many
  std::vector<Optimizers> optimizers_;  // of the family

  ParallelPlan plan_;
  Size lane_first_ = 0;
  std::vector<RankMemory> ranks_;
  std::vector<Peak> peaks_;
  std::vector<std::optional<Beside>> traffic_;  // by lane known, then OptionParts::reduction
  PipelineProblem pipeline_;
  Rejections rejections_;
  Leaders leaders_;
  std::vector<CostedPlan> costed_;
  SweepResult result_;
};

}  // namespace tenfold
