// The HDF5 file of `tenfold compare`.
#pragma once

#include <string>

#include "io/compare.h"
#include "store/hdf5.h"

namespace tenfold::store {

Dataset compare_dataset(const io::LoadedCompare&, const CompareReport&);
void write_compare(const std::string& path, const io::LoadedCompare&, const CompareReport&);

}  // namespace tenfold::store
