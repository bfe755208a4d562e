// The rows of `tenfold validate` as an HDF5 file.
#pragma once

#include <string>

#include "io/envelope.h"
#include "scenario/score.h"
#include "store/hdf5.h"

namespace tenfold::store {

// What a row has not, an error where it is not scored, is NaN, or "" as a text.
Dataset validate_dataset(const io::InputFile&, const Scores&);
void write_validate(const std::string& path, const io::InputFile&, const Scores&);

}  // namespace tenfold::store
