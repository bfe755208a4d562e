#include "base/error.h"

#include <fmt/format.h>

namespace tenfold {
namespace {

std::string lines(const std::vector<Fault>& faults) {
  std::string all;
  for (const Fault& fault : faults) all += (all.empty() ? "" : "\n") + text(fault);
  return all;
}

std::string plain_text(const Fault& fault) {
  if (fault.line == 0) return fmt::format("{}: {}", fault.file, fault.message);
  return fmt::format("{}:{}:{}: {}", fault.file, fault.line, fault.column, fault.message);
}

}  // namespace

std::string text(const Fault& fault) {
  return fault.file.empty() ? fault.message : printable(plain_text(fault));
}

std::string printable(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  return text;
}

InputError::InputError(std::vector<Fault> faults)
    : std::runtime_error(lines(faults)), faults_(std::move(faults)) {}

InputError::InputError(std::string message)
    : InputError(std::vector<Fault>{{"", 0, 0, std::move(message)}}) {}

}  // namespace tenfold
