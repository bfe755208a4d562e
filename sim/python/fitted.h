// A fit of ladders as Python holds it, and its parts, which keep it. Private to python/.
#pragma once

#include <memory>
#include <vector>

#include "io/envelope.h"
#include "laws/fit_report.h"

namespace tenfold::python {

struct Fitted {
  FitReport report;
  std::vector<io::InputFile> files;  // none where the runs were arrays
};
using FittedPtr = std::shared_ptr<const Fitted>;

struct LadderOf {
  FittedPtr of;
  std::size_t place = 0;
  const FittedLadder& ladder() const { return of->report.ladders[place]; }
};

struct FormOf {
  LadderOf of;
  std::size_t place = 0;
  const FittedForm& form() const { return of.ladder().forms[place]; }
};

}  // namespace tenfold::python
