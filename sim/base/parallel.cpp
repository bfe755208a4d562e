#include "base/parallel.h"

#include <omp.h>

namespace tenfold {

int thread_count(int asked) { return asked > 0 ? asked : omp_get_max_threads(); }

}  // namespace tenfold
