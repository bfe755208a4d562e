// Accelerators joined by networks: what a plan is placed on.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/fields.h"
#include "base/provenance.h"
#include "hardware/accelerator.h"

namespace tenfold {

struct Cluster {
  std::string key;  // file name without .toml
  std::string name;
  std::string accelerator_key;
  std::int64_t accelerators = 0;
  std::int64_t node_size = 0;      // 0: that of the accelerator's profile
  std::vector<Tier> tiers;         // empty: those of the accelerator's profile
  std::string region;              // of the grid that feeds it: "united-states", "google-iowa"
  std::optional<double> facility;  // PUE: power of the site over that of its servers
  std::optional<Frequency> node_failures;  // interruptions of a job by one of its nodes
  std::optional<Bandwidth> storage;        // that all ranks together write checkpoints to
  Accelerator accelerator;                 // filled by the reader
  std::vector<Source> sources;
  std::map<std::string, Provenance> provenance;
};
template <>
struct Fields<Cluster> {
  static constexpr std::tuple table{
      Field{"name", &Cluster::name, "as its owner calls it"},
      Field{"accelerator", &Cluster::accelerator_key, "profile in hardware_profiles/"},
      Field{"accelerators", &Cluster::accelerators, "how many", positive},
      Field{"node_size", &Cluster::node_size, "accelerators a node; default as the profile",
            optional_positive},
      Field{"tiers", &Cluster::tiers,
            "networks from inside the node outwards; default as the profile", optional},
      Field{"region", &Cluster::region, "of the grid that feeds it", optional},
      Field{"facility", &Cluster::facility, "power of the site over that of its servers (PUE)",
            Rule{.required = false, .low = 1, .high = 4}},
      Field{"node_failures", &Cluster::node_failures, "interruptions of a job by one of its nodes",
            optional},
      Field{"storage", &Cluster::storage, "that all ranks together write checkpoints to", optional},
  };
};

// `accelerators` of a kind in its usual nodes and networks.
Cluster usual_cluster(const Accelerator&, std::int64_t accelerators);

// The cluster with its accelerator's profile, and from it the node and the networks that the
// cluster's file leaves out. A tier without collectives takes those of the profile's tier of the
// same name, else of the same place from inside the node outwards.
Cluster completed(Cluster, const Accelerator&);

// The same cluster of nodes of another size: networks that joined a node join the new one.
Cluster with_node_size(Cluster, std::int64_t node_size);

// The same cluster with another network between nodes, of `bandwidth` for each accelerator, one
// direction. An innermost network that joins several nodes, as NVL72's and a torus do, stays.
Cluster with_network(Cluster, Bandwidth bandwidth);

}  // namespace tenfold
