#include "cli/ranks.h"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <optional>

#include "base/error.h"
#include "cli/verb.h"

namespace tenfold::cli {
namespace {

int number_of(const char* variable, int otherwise) {
  const char* text = std::getenv(variable);
  return text ? std::atoi(text) : otherwise;
}

// What a rank's failure is told as: "2:file.toml:3:1: …"; empty where there is none.
std::string failure_of(const std::function<void()>& work) {
  try {
    work();
    return "";
  } catch (const InputError& fault) {
    return fmt::format("{}:{}", bad_input, fault.what());
  } catch (const FileError& fault) {
    return fmt::format("{}:{}", file_failed, fault.what());
  }
}

std::string first_of(const std::vector<std::string>& failures) {
  for (std::size_t rank = 0; rank < failures.size(); ++rank) {
    const std::string& f = failures[rank];
    if (f.empty() || rank == 0) continue;
    if (!failures.front().empty()) break;
    const auto colon = f.find(':') + 1;
    return fmt::format("{}on rank {}: {}", f.substr(0, colon), rank, f.substr(colon));
  }
  return failures.empty() ? "" : failures.front();
}

}  // namespace

Launch launch() {
  struct Launcher {
    const char *by, *processes;
  };
  // Open MPI's mpirun; MPICH's, and srun --mpi=pmi2; srun.
  constexpr std::array launchers{Launcher{"mpirun", "OMPI_COMM_WORLD_SIZE"},
                                 Launcher{"mpiexec", "PMI_SIZE"},
                                 Launcher{"srun", "SLURM_STEP_NUM_TASKS"}};
  for (const Launcher& l : launchers)
    if (const int n = number_of(l.processes, 1); n > 1) return {n, l.by};
  return {};
}

void Ranks::together(const std::function<void()>& work) {
  const std::string failure = told(first_of(gathered(failure_of(work))));
  if (failure.empty()) return;
  const int code = std::atoi(failure.c_str());
  if (rank() > 0) throw FailedElsewhere(code);
  const std::string words = failure.substr(failure.find(':') + 1);
  if (code == bad_input) throw InputError(words);
  throw FileError(words);
}

}  // namespace tenfold::cli
