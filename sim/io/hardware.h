// Accelerator profiles, clusters and frameworks, formats "hardware/1", "cluster/1" and
// "framework/1": see docs/formats.md.
#pragma once

#include <string>
#include <string_view>

#include "hardware/accelerator.h"
#include "hardware/cluster.h"
#include "hardware/framework.h"
#include "io/library.h"

namespace tenfold::io {

// Each throws InputError that names every fault in the file, FileError where it cannot be read.
Accelerator read_accelerator_text(const std::string& path, std::string_view text);
Framework read_framework_text(const std::string& path, std::string_view text);

// The profile of its accelerator is looked for in the library.
Cluster read_cluster_text(const Library&, const std::string& path, std::string_view text);

}  // namespace tenfold::io
