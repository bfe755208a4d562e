// A training job that a person wants to know the cost of: a model, accelerators, tokens.
#pragma once

#include <optional>
#include <string>

#include "base/count.h"
#include "base/fields.h"
#include "model/layer.h"

namespace tenfold {

struct Job {
  std::string model;        // a model file, a bare name, or a config.json
  std::string accelerator;  // key of a profile
  Size accelerators = 0;
  std::optional<Count> tokens;
  Size sequence_length = 0;
};
template <>
struct Fields<Job> {
  static constexpr std::tuple table{
      Field{"model", &Job::model, "a model file, a bare name, or a Hugging Face config.json"},
      Field{"accelerator", &Job::accelerator, "profile in hardware_profiles/"},
      Field{"accelerators", &Job::accelerators, "how many", positive},
      Field{"tokens", &Job::tokens, "training tokens", optional},
      Field{"sequence_length", &Job::sequence_length, "tokens of a sequence", positive},
  };
};

}  // namespace tenfold
