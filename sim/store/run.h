// The HDF5 file of `tenfold run`.
#pragma once

#include <string>

#include "io/job.h"
#include "store/hdf5.h"

namespace tenfold::store {

Dataset run_dataset(const io::LoadedRun&, const RunReport&);
void write_run(const std::string& path, const io::LoadedRun&, const RunReport&);

}  // namespace tenfold::store
