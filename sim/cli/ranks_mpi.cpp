// The ranks of an mpirun.
#define OMPI_SKIP_MPICXX 1  // MPI's C++ bindings are no more
#define MPICH_SKIP_MPICXX 1
#include <fmt/format.h>
#include <mpi.h>

#include <cstdlib>
#include <limits>

#include "base/error.h"
#include "cli/ranks.h"

namespace tenfold::cli {

struct Ranks::World {
  int rank = 0, size = 1;
  std::int64_t alone = 0;  // the counter of one process
  std::int64_t* counter = nullptr;
  MPI_Win window = MPI_WIN_NULL;  // of the counter, which rank 0 holds
};

namespace {

int length(const std::string& text) {
  if (text.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()))
    throw FileError("a message between ranks is longer than MPI can send");
  return static_cast<int>(text.size());
}

[[noreturn]] void refuse(const Launch& l, int found) {
  throw InputError(fmt::format(
      "{} started {} processes, but MPI finds {}: it is not of the MPI that tenfold was built "
      "with, or srun lacks --mpi=pmix (docs/clusters.md)",
      l.by, l.processes, found));
}

// Open MPI itself would end the process with words that name no remedy of ours.
bool lacks_pmix(const Launch& l) { return l.by == "srun" && !std::getenv("PMIX_RANK"); }

}  // namespace

// A process that nobody started together with others does without MPI.
Ranks::Ranks() : world_(new World) {
  const Launch l = launch();
  if (l.processes == 1) return;
  if (lacks_pmix(l)) refuse(l, 1);
  int threads = 0;
  MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &threads);
  MPI_Comm_rank(MPI_COMM_WORLD, &world_->rank);
  MPI_Comm_size(MPI_COMM_WORLD, &world_->size);
  if (world_->size != l.processes) {
    MPI_Finalize();
    refuse(l, world_->size);
  }
  const MPI_Aint bytes = world_->rank == 0 ? MPI_Aint{sizeof(std::int64_t)} : 0;
  MPI_Win_allocate(bytes, int{sizeof(std::int64_t)}, MPI_INFO_NULL, MPI_COMM_WORLD,
                   &world_->counter, &world_->window);
  if (world_->rank == 0) *world_->counter = 0;
  MPI_Win_lock_all(0, world_->window);
  MPI_Win_sync(world_->window);
  MPI_Barrier(MPI_COMM_WORLD);
}

Ranks::~Ranks() {
  if (world_->size == 1) return;
  MPI_Win_unlock_all(world_->window);
  MPI_Win_free(&world_->window);
  MPI_Finalize();
}

int Ranks::rank() const { return world_->rank; }
int Ranks::size() const { return world_->size; }

std::int64_t Ranks::next() {
  if (world_->size == 1) return world_->alone++;
  const std::int64_t one = 1;
  std::int64_t mine = 0;
  MPI_Fetch_and_op(&one, &mine, MPI_INT64_T, 0, 0, MPI_SUM, world_->window);
  MPI_Win_flush(0, world_->window);
  return mine;
}

std::string Ranks::told(const std::string& text) {
  if (world_->size == 1) return text;
  int bytes = length(text);
  MPI_Bcast(&bytes, 1, MPI_INT, 0, MPI_COMM_WORLD);
  std::string all(static_cast<std::size_t>(bytes), ' ');
  if (world_->rank == 0) all = text;
  MPI_Bcast(all.data(), bytes, MPI_CHAR, 0, MPI_COMM_WORLD);
  return all;
}

std::vector<std::string> Ranks::gathered(const std::string& text) {
  if (world_->size == 1) return {text};
  if (world_->rank > 0) {
    MPI_Send(text.data(), length(text), MPI_CHAR, 0, 0, MPI_COMM_WORLD);
    return {};
  }
  std::vector<std::string> all{text};
  for (int rank = 1; rank < world_->size; ++rank) {
    MPI_Status status;
    int bytes = 0;
    MPI_Probe(rank, 0, MPI_COMM_WORLD, &status);
    MPI_Get_count(&status, MPI_CHAR, &bytes);
    std::string& its = all.emplace_back(static_cast<std::size_t>(bytes), ' ');
    MPI_Recv(its.data(), bytes, MPI_CHAR, rank, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  }
  return all;
}

void Ranks::abandon(int exit_code) {
  if (world_->size > 1) MPI_Abort(MPI_COMM_WORLD, exit_code);
  std::exit(exit_code);
}

}  // namespace tenfold::cli
