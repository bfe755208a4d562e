// A plan as the launch flags or the configuration of a training framework: see docs/export.md.
//
// What a framework cannot be told is never dropped in silence: it stands, with the reason and with
// what the framework does instead, in comment lines of the text and in `not_expressed`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.h"
#include "model/architecture.h"
#include "plan/plan.h"
#include "search/feasible.h"

namespace tenfold::io {

enum class ExportTarget : std::uint8_t { megatron_lm, torchtitan, deepspeed, nemo };

// The version whose keys are written, and the kind of file.
struct ExportFormat {
  std::string_view version;
  std::string_view use;     // how the text is given to the framework
  std::string_view suffix;  // of a file that holds it
  std::string_view search;  // options that narrow a search to what the framework has
};
const ExportFormat& export_format(ExportTarget);

struct Exported {
  std::string text;                        // with the comments
  std::vector<std::string> not_expressed;  // a line each: what, why, what stands instead
};

// `accelerators` tells the data degree of a plan that names none.
Exported exported(ExportTarget, const ParallelPlan&, const Architecture&, Size sequence_length,
                  Size accelerators);

// The same for a plan that runs on the task's cluster; lines also tell what the step and the memory
// come to with what stands instead, as `tenfold run` would.
Exported exported(ExportTarget, const ParallelPlan&, const Task&);

}  // namespace tenfold::io

namespace tenfold {
template <>
inline constexpr std::array enum_names<io::ExportTarget>{
    std::string_view("megatron-lm"), std::string_view("torchtitan"), std::string_view("deepspeed"),
    std::string_view("nemo")};
}  // namespace tenfold
