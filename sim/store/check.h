// The verdict of `tenfold check` as an HDF5 file: readings, factors, boundaries, conventions,
// priors.
#pragma once

#include <string>
#include <vector>

#include "io/scenario.h"
#include "store/hdf5.h"

namespace tenfold::store {

// `moved` are the changes that were asked for, as typed. What is not disclosed is NaN, or "" as a
// text.
Dataset check_dataset(const io::LoadedScenario&, const Verdict&,
                      const std::vector<std::string>& moved);
void write_check(const std::string& path, const io::LoadedScenario&, const Verdict&,
                 const std::vector<std::string>& moved);

}  // namespace tenfold::store
