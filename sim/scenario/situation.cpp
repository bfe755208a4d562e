#include "scenario/situation.h"

#include <fmt/format.h>

#include "scenario/architecture_of.h"
#include "scenario/plan_of.h"
#include "scenario/words.h"

namespace tenfold {
namespace {

// Gbit/s of the network for each accelerator, where the column or the words say it.
std::optional<double> network_of(const MeasuredRun& run, Size node_size) {
  if (run.nic_gbps) return run.nic_gbps;
  for (const std::string* text : {&run.notes, &run.accelerator_text})
    for (const char* words : {" Gbps total", " Gbps node-node", " Gbps IB"})
      if (const auto whole = number_before(*text, words)) return real(*whole) / real(node_size);
  return std::nullopt;
}

// The usual cluster of an accelerator with the run's own node and network.
Cluster cluster_of(const MeasuredRun& run, const Accelerator& accelerator) {
  Cluster c = usual_cluster(accelerator, *run.accelerators);
  if (run.node_size) c = with_node_size(std::move(c), *run.node_size);
  if (const auto gbps = network_of(run, c.node_size))
    c = with_network(std::move(c), *gbps * giga / 8 * byte / second);
  return c;
}

std::string missing(const MeasuredRun& run, const Catalogue& catalogue) {
  if (!run.exclude.empty()) return "excluded by the table: " + run.exclude;
  if (!run.phase.empty() && run.phase != "pretrain")
    return "fine-tuning is not modelled: phase " + run.phase;
  if (run.accelerator.empty()) return "accelerator unknown";
  if (!catalogue.accelerators.contains(profile_of(run)))
    return "no profile of the accelerator: " + profile_of(run);
  if (!run.accelerators) return "number of accelerators unknown";
  if (!run.seq_len) return "sequence length unknown";
  if (!run.format) return "number format unknown";
  return {};
}

// Liger's kernels fuse norms and activations, and make the loss of a chunk of the tokens at a time,
// of about width over vocabulary of them (Hsu et al. 2024, arXiv:2410.10989): 1/32 of Llama 3's.
void use_fused_kernels(const MeasuredRun& run, Framework& f) {
  constexpr double liger_chunks = 32;
  if (run.norm_kernel == "fused") {
    f.norm_copies = 0;
    f.fused_norms = true;
  }
  if (says(run.notes, "no-gradient-accumulation-fusion=true")) f.fused_gradient_sum = false;
  if (says(run.notes, "deterministic-mode=true")) f.deterministic = true;
  if (!says(run.notes, "Liger")) return;
  f.norm_copies = f.activation_copies = 0;
  f.fused_norms = f.fused_rotary = true;
  f.loss_copies /= liger_chunks;
}

}  // namespace

// torchtitan's "H100 94GB" with eight tensor ranks a node are no cards on bridges of two: it rates
// them against the SXM part's peak, as the tokens/s beside its MFU say.
std::string profile_of(const MeasuredRun& run) {
  const bool card = says(run.accelerator_text, "NVL") || says(run.accelerator_text, "PCIe");
  return run.accelerator == "h100-nvl" && !card ? "h100-sxm-94gb" : run.accelerator;
}

ReadSituation situation_of(const MeasuredRun& run, const Catalogue& catalogue) {
  if (std::string reason = missing(run, catalogue); !reason.empty()) return {{}, reason};
  const auto habits = habits_of(run);
  if (!habits) return {{}, "framework unknown: " + run.framework};
  const auto framework = catalogue.frameworks.find(std::string(habits->key));
  if (framework == catalogue.frameworks.end())
    return {{}, fmt::format("no profile of the framework: {}", habits->key)};
  ReadArchitecture model = architecture_of(run, catalogue, habits->pads_vocabulary);
  if (!model.architecture) return {{}, "architecture unknown: " + model.reason};
  Cluster cluster = cluster_of(run, catalogue.accelerators.at(profile_of(run)));
  ReadPlan read = plan_of(run, *model.architecture, *habits, cluster.node_size);
  if (!read.reason.empty()) return {{}, read.reason};
  const std::vector<std::string> faults = plan_faults(read.plan, *model.architecture, *run.seq_len);
  if (!faults.empty()) return {{}, "plan refused: " + faults.front()};
  Situation s{std::move(*model.architecture),
              *run.seq_len,
              std::move(read.plan),
              std::move(cluster),
              framework->second,
              *habits,
              read.recompute_unstated,
              std::move(model.assumed)};
  use_fused_kernels(run, s.framework);
  s.assumed.insert(s.assumed.end(), read.assumed.begin(), read.assumed.end());
  return {std::move(s), {}};
}

}  // namespace tenfold
