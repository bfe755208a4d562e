// The job that a claim's party names, run by the engine. Private to io/.
#pragma once

#include "claim/claim.h"
#include "io/job.h"

namespace tenfold::io {

struct EngineOfClaim {
  std::optional<EngineRun> run;  // nothing where the job's plan does not run
  std::vector<InputFile> files;
};

// `tokens` instead of the job's own, where they are known.
EngineOfClaim engine_of_claim(const Library&, const std::string& job, std::optional<Count> tokens);

}  // namespace tenfold::io
