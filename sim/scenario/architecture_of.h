// The model of a measured run: a file of models/, a slice of one, or one built from its columns.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/architecture.h"
#include "scenario/catalogue.h"
#include "scenario/measured.h"

namespace tenfold {

struct ReadArchitecture {
  std::optional<Architecture> architecture;
  std::string reason;                // why there is none
  std::vector<std::string> assumed;  // what the source does not say
};

// `pads_vocabulary`: rows of the embedding are a multiple of 128 x tensor, as Megatron has them.
ReadArchitecture architecture_of(const MeasuredRun&, const Catalogue&, bool pads_vocabulary);

// "deepseek-v3:layers=4" -> "deepseek-v3".
std::string model_name(const MeasuredRun&);

}  // namespace tenfold
