// What a field table cannot say about accelerators and clusters. Private to io/.
#pragma once

#include "hardware/cluster.h"
#include "io/document.h"

namespace tenfold::io {

void check_accelerator(const Accelerator&, const toml::table&, Document&);
void check_cluster(const Cluster&, const toml::table&, Document&);

}  // namespace tenfold::io
