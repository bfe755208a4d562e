#include "io/lint.h"

#include <fmt/format.h>

#include <filesystem>
#include <functional>

#include "io/compare.h"
#include "io/document.h"
#include "io/hardware.h"
#include "io/hf_import.h"
#include "io/job.h"
#include "io/model.h"
#include "io/scenario.h"

namespace tenfold::io {
namespace {

using Reader = std::function<void(const std::string& path, std::string_view text)>;

struct Format {
  std::string name;
  Reader read;
};

std::vector<Format> formats(const Library& library) {
  return {
      {"model/1", read_model_text},
      {"hardware/1", read_accelerator_text},
      {"cluster/1", [library](const std::string& path,
                              std::string_view text) { read_cluster_text(library, path, text); }},
      {"framework/1", read_framework_text},
      {"priors/1", read_priors_text},
      {"scenario/1", [library](const std::string& path, std::string_view text) {
         if (has_offers(path, text))
           read_compare_text(library, path, text);
         else if (is_job(path, text))
           read_job_text(library, path, text);
         else
           read_scenario_text(library, path, text);
       }}};
}

std::string list_formats(const std::vector<Format>& known) {
  std::string list;
  for (const Format& format : known) list += (list.empty() ? "" : ", ") + format.name;
  return list;
}

void read_any(const Library& library, const std::string& path) {
  const std::string text = file_bytes(path);
  if (std::filesystem::path(path).extension() == ".json") {
    import_hf_text(path, text);
    return;
  }
  const Document document(path, text);
  const auto wanted = document.root()["format"].value_exact<std::string>();
  const std::vector<Format> known = formats(library);
  for (const Format& format : known)
    if (wanted == format.name) return format.read(path, text);
  throw InputError(std::vector<Fault>{
      {path, 1, 1, fmt::format("needs format = \"…\" with one of {}", list_formats(known))}});
}

}  // namespace

std::vector<Fault> lint(const Library& library, const std::string& path) {
  try {
    read_any(library, path);
    return {};
  } catch (const InputError& faulty) {
    return faulty.faults();
  }
}

}  // namespace tenfold::io
