#include "io/hardware.h"

#include <filesystem>

#include "io/read.h"

namespace tenfold::io {

Accelerator read_accelerator_text(const std::string& path, std::string_view text) {
  Document document(path, text);
  check_format(document, "hardware/1");
  read_sources(document);
  const Scope scope = scope_of(document.root(), "", {}, document);
  check_keys(document.root(), {"format", "sources", "accelerator"}, document);
  Accelerator accelerator;
  if (const toml::table* table = document.root()["accelerator"].as_table())
    accelerator = read<Accelerator>(*table, scope, "accelerator", document);
  else
    document.fault(document.root(), "[accelerator] is missing");
  document.throw_if_faulty();
  accelerator.key = std::filesystem::path(path).stem().string();
  accelerator.sources = document.sources;
  accelerator.provenance = document.provenance;
  return accelerator;
}

Accelerator read_accelerator(const std::string& path) {
  return read_accelerator_text(path, file_bytes(path));
}

}  // namespace tenfold::io
