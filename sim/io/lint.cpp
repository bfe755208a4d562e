#include "io/lint.h"

#include <fmt/format.h>

#include <filesystem>
#include <functional>

#include "io/compare.h"
#include "io/document.h"
#include "io/hardware.h"
#include "io/hf_import.h"
#include "io/job.h"
#include "io/lint_hardware.h"
#include "io/model.h"
#include "io/questionnaire.h"
#include "io/scenario.h"
#include "io/serve.h"

namespace tenfold::io {
namespace {

using Reader = std::function<Findings(const std::string& path, std::string_view text)>;

struct Format {
  std::string name;
  Reader read;
};

// A reader that throws all that is wrong.
Reader reader(auto read) {
  return [read](const std::string& path, std::string_view text) {
    read(path, text);
    return Findings{};
  };
}

void read_any_scenario(const Library& library, const std::string& path, std::string_view text) {
  if (has_offers(path, text))
    read_compare_text(library, path, text);
  else if (is_job(path, text))
    read_job_text(library, path, text);
  else if (is_serve(path, text))
    read_serve_text(library, path, text);
  else
    read_scenario_text(library, path, text);
}

std::vector<Format> formats(const Library& library) {
  const auto of_library = [&library](auto lint) -> Reader {
    return [&library, lint](const std::string& path, std::string_view text) {
      return lint(library, path, text);
    };
  };
  return {{"model/1", reader(read_model_text)},
          {"hardware/1", of_library(lint_accelerator)},
          {"cluster/1", of_library(lint_cluster)},
          {"framework/1", reader(read_framework_text)},
          {"priors/1", reader(read_priors_text)},
          {"scenario/1", reader([&library](const std::string& path, std::string_view text) {
             read_any_scenario(library, path, text);
           })}};
}

std::string list_formats(const std::vector<Format>& known) {
  std::string list;
  for (const Format& format : known) list += (list.empty() ? "" : ", ") + format.name;
  return list;
}

Findings lint_text(const Library& library, const std::string& path, const std::string& text) {
  if (std::filesystem::path(path).extension() == ".json") {
    import_hf_text(path, text);
    return {};
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

Findings lint(const Library& library, const std::string& path) {
  Findings findings;
  std::string text;
  try {
    text = file_bytes(path);
    findings = lint_text(library, path, text);
  } catch (const InputError& faulty) {
    findings.faults = faulty.faults();
  }
  for (Fault& question : open_questions(path, text)) findings.warnings.push_back(question);
  return findings;
}

}  // namespace tenfold::io
