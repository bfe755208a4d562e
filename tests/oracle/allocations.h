// Counts what a program allocates, where allocations.cpp is among its sources.
#pragma once

#include <cstddef>

namespace tenfold::twin {

std::size_t allocations();  // calls of operator new so far

}  // namespace tenfold::twin
