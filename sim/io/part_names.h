// Short names for the parts of a model that is not read from a file of ours. Private to io/.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "model/architecture.h"

namespace tenfold::io {

// Gives equal things one name: a label, numbered from its second meaning on ("local", "local_2").
class PartNames {
 public:
  // `identity` is whatever tells two things of one label apart.
  const std::string& name(std::string_view label, const std::string& identity);

 private:
  std::map<std::string, std::string> by_identity_;
  std::map<std::string, int, std::less<>> uses_;
};

// "full", "local", "latent", "mamba", "linear"; "" for none.
std::string_view label(const Mixer&);
// "dense", "moe"; "" for none.
std::string_view label(const FeedForward&);

// Names blocks without a name by their parts: "dense", or "moe_local" where mixers differ.
void name_blocks(std::vector<Block>&);

}  // namespace tenfold::io
