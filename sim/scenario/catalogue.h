// The models and profiles that a table of runs names, read once before its rows are looked at.
#pragma once

#include <map>
#include <string>

#include "hardware/accelerator.h"
#include "hardware/framework.h"
#include "model/model.h"

namespace tenfold {

// By the name that rows use; what could not be found is absent.
struct Catalogue {
  std::map<std::string, Model> models;
  std::map<std::string, Accelerator> accelerators;
  std::map<std::string, Framework> frameworks;
};

}  // namespace tenfold
