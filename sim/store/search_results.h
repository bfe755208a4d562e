// The HDF5 file of `tenfold search` and `tenfold merge`.
#pragma once

#include <string>

#include "io/search.h"
#include "store/hdf5.h"

namespace tenfold::store {

Dataset search_dataset(const io::LoadedSearch&, const SearchReport&);

// `all_plans`: with every plan that fits, which are costed once more for it, in order.
void write_search(const std::string& path, const io::LoadedSearch&, const SearchReport&,
                  bool all_plans);

}  // namespace tenfold::store
