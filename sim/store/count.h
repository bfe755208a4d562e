// The ledger of `tenfold count` as an HDF5 file: a row an operator.
#pragma once

#include <string>

#include "io/library.h"
#include "ledger/tally.h"
#include "store/hdf5.h"

namespace tenfold::store {

Dataset count_dataset(const io::LoadedModel&, const Tally&);
void write_count(const std::string& path, const io::LoadedModel&, const Tally&);

}  // namespace tenfold::store
