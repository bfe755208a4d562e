// A program without MPI that was started as one of many processes.
#include "cli/ranks.h"

#include <doctest/doctest.h>

#include <cstdlib>

#include "base/error.h"

namespace tenfold::cli {
namespace {

// A variable as a launcher sets it, for a test.
class Environment {
 public:
  explicit Environment(const char* size) : name_(size) { ::setenv(size, "4", 1); }
  ~Environment() { ::unsetenv(name_); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  const char* name_;
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

TEST_CASE("without MPI one of many processes is refused") {
  const char* launchers[][2] = {{"OMPI_COMM_WORLD_SIZE", "mpirun"},
                                {"PMI_SIZE", "mpiexec"},
                                {"SLURM_STEP_NUM_TASKS", "srun"}};
  for (const auto& [size, by] : launchers) {
    const Environment started(size);
    CHECK(launch().processes == 4);
    CHECK(launch().by == by);
    CHECK_THROWS_AS(Ranks(), InputError);
  }
}

}  // namespace
}  // namespace tenfold::cli
