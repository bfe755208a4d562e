// [[ramp]] and [[phases]] of a job. Private to io/.
#pragma once

#include <string>

#include "io/document.h"
#include "io/library.h"
#include "io/read.h"
#include "scenario/job.h"

namespace tenfold::io {

void read_ramp(Job&, const Scope&, Document&);

// `path` is the scenario's: a teacher's file may lie beside it.
void read_phases(const Library&, const std::string& path, Job&, const Scope&, Document&);

}  // namespace tenfold::io
