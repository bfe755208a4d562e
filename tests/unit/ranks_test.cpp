// A program without MPI that was started as one of many processes.
#include "cli/ranks.h"

#include <doctest/doctest.h>

#include <cstdlib>

#include "base/error.h"

namespace tenfold::cli {
namespace {

// Variables as a launcher sets them, for a test.
class Environment {
 public:
  Environment(const char* size, const char* rank, const char* this_rank) : names_{size, rank} {
    ::setenv(size, "4", 1);
    ::setenv(rank, this_rank, 1);
  }
  ~Environment() {
    for (const char* name : names_) ::unsetenv(name);
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  const char* names_[2];
};

TEST_CASE("without MPI a process that nobody started with others is rank 0 of 1") {
  Ranks alone;
  CHECK(alone.size() == 1);
  CHECK(alone.rank() == 0);
  CHECK(alone.next() == 0);
  CHECK(alone.next() == 1);
  CHECK(alone.told("a") == "a");
  CHECK(alone.gathered("b") == std::vector<std::string>{"b"});
  CHECK_THROWS_WITH_AS(alone.together([] { throw InputError("wrong: so"); }), "wrong: so",
                       InputError);
  CHECK_THROWS_WITH_AS(alone.together([] { throw FileError("full"); }), "full", FileError);
}

TEST_CASE("without MPI one of many processes is refused, and the first says why") {
  const char* launchers[][3] = {{"OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK", "mpirun"},
                                {"PMI_SIZE", "PMI_RANK", "mpiexec"},
                                {"SLURM_STEP_NUM_TASKS", "SLURM_PROCID", "srun"}};
  for (const auto& l : launchers) {
    {
      const Environment first(l[0], l[1], "0");
      CHECK(launch().processes == 4);
      CHECK(launch().by == l[2]);
      CHECK_THROWS_AS(Ranks(), InputError);
    }
    const Environment third(l[0], l[1], "2");
    CHECK_THROWS_AS(Ranks(), FailedElsewhere);
  }
}

}  // namespace
}  // namespace tenfold::cli
