// What a search is tried on: a shipped model on so many accelerators of a shipped cluster.
#pragma once

#include "io/library.h"
#include "search/feasible.h"

namespace tenfold {

struct Setting {
  Architecture model;
  Cluster cluster;
  Framework framework;
  Size length = 2048;
  Task task() const { return {model, length, cluster, framework}; }
};

inline Setting setting(const char* model, const char* cluster, const char* framework,
                       Size accelerators, Size length = 2048) {
  const io::Library library{"."};
  Setting s{*io::load_model(library, model).model.architecture, io::load_cluster(library, cluster),
            io::load_framework(library, framework), length};
  s.cluster.accelerators = accelerators;
  return s;
}

}  // namespace tenfold
