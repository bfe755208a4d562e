// The inverse of x e^x.
#pragma once

namespace tenfold {

// The x >= -1 whose x e^x is y, for y >= -1/e; not a number below.
double lambert_w0(double y);

}  // namespace tenfold
