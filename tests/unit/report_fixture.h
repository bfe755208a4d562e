// A scenario and its verdict by hand, of the shape that the headline check has, for tests of what
// reports make of them. The numbers are plausible, not computed.
#pragma once

#include "report/verdict.h"

namespace tenfold::report_fixture {

Scenario scenario();
Verdict verdict();
report::Origin origin();

// The verdict with another outcome of its headline reading.
Verdict decided(Decision, Basis, double p);

}  // namespace tenfold::report_fixture
