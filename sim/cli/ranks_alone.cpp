// A program without MPI: one process.
#include <fmt/format.h>

#include <cstdlib>

#include "base/error.h"
#include "cli/ranks.h"

namespace tenfold::cli {

struct Ranks::World {
  std::int64_t next = 0;
};

Ranks::Ranks() : world_(new World) {
  const Launch l = launch();
  if (l.processes == 1) return;
  throw InputError(fmt::format(
      "{} started {} processes, but this tenfold was built without MPI: each would search all "
      "plans. Build it with MPI, or start a job array with --shard I/N (docs/clusters.md)",
      l.by, l.processes));
}
Ranks::~Ranks() = default;

int Ranks::rank() const { return 0; }
int Ranks::size() const { return 1; }
std::int64_t Ranks::next() { return world_->next++; }
std::string Ranks::told(const std::string& text) { return text; }
std::vector<std::string> Ranks::gathered(const std::string& text) { return {text}; }
void Ranks::abandon(int exit_code) { std::exit(exit_code); }

}  // namespace tenfold::cli
