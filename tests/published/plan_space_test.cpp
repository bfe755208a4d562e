// The size of a published search.
#include <doctest/doctest.h>

#include "calculon_space.h"
#include "io/library.h"

using namespace tenfold;

TEST_CASE("Calculon's search for GPT-3 175B looks at 6,582,816 plans on 512 A100") {
  const io::Library library{"."};
  const Architecture model = *io::load_model(library, "gpt-3-175b").model.architecture;
  const Cluster cluster = io::load_cluster(library, "selene-a100");
  const Framework framework = io::load_framework(library, "megatron-lm-2021");
  const Task task{model, 2048, cluster, framework};
  CHECK(PlanSpace(task, published::calculon_space(512, 512)).plans_total() == 6'582'816);
  CHECK(PlanSpace(task, published::calculon_space(4096, 4096)).plans_total() == 7'126'368);
}
