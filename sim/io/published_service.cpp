#include "io/published_service.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/error.h"

namespace tenfold::io {
namespace {

constexpr std::array<std::string_view, 4> service_names{"model", "accelerator", "weights", "cache"};
constexpr std::array<std::string_view, 14> service_inputs{
    "input",        "output",    "cached",   "accelerators", "tensor",
    "expert",       "redundant", "overlap",  "pass_tokens",  "most_sequences",
    "memory_share", "drafted",   "accepted", "per_token_ms"};

double number(const CheckInputs& x, std::string_view name, double otherwise) {
  const auto found = x.find(name);
  return found == x.end() ? otherwise : found->second;
}
Size whole(const CheckInputs& x, std::string_view name, Size otherwise) {
  return static_cast<Size>(std::llround(number(x, name, real(otherwise))));
}

std::string named_text(const NamedInputs& x, std::string_view name) {
  const auto found = x.find(name);
  if (found == x.end()) throw InputError(fmt::format("lacks {}=…", name));
  return found->second;
}

NumberFormat format(const NamedInputs& x, std::string_view name) {
  const std::string text = named_text(x, name);
  if (const auto f = named<NumberFormat>(text)) return *f;
  throw InputError(fmt::format("{} is '{}', one of: {}", name, text, list_names<NumberFormat>()));
}

ServingUnit unit_of(const NamedInputs& names, const CheckInputs& x) {
  ServingUnit u;
  u.accelerators = whole(x, "accelerators", 1), u.tensor = whole(x, "tensor", 1);
  u.expert = whole(x, "expert", 0), u.redundant = whole(x, "redundant", 0);
  u.overlap = number(x, "overlap", 0) > 0;
  u.pass_tokens = whole(x, "pass_tokens", u.pass_tokens);
  u.most_sequences = whole(x, "most_sequences", 0);
  u.memory_share = number(x, "memory_share", u.memory_share);
  u.drafted = whole(x, "drafted", 0), u.accepted = number(x, "accepted", u.accepted);
  u.weights = format(names, "weights"), u.cache = format(names, "cache");
  if (const std::string what = flaw(u); !what.empty()) throw InputError(what);
  return u;
}

}  // namespace

bool is_service_name(std::string_view n) {
  return std::find(service_names.begin(), service_names.end(), n) != service_names.end();
}
bool is_service_input(std::string_view n) {
  return std::find(service_inputs.begin(), service_inputs.end(), n) != service_inputs.end();
}

Service service_of(const Library& library, const NamedInputs& names, const CheckInputs& x) {
  const Requests requests{whole(x, "input", 0), whole(x, "output", 0), number(x, "cached", 0)};
  if (requests.input < 1 || requests.output < 1 || requests.cached >= 1)
    throw InputError("needs input and output above 0, and cached below 1");
  const LoadedModel loaded = load_model(library, named_text(names, "model"));
  if (!loaded.model.architecture) throw InputError("its model has no architecture");
  const ServingUnit unit = unit_of(names, x);
  const Accelerator on = load_accelerator(library, named_text(names, "accelerator"));
  Service s{served(*loaded.model.architecture, unit, usual_cluster(on, unit.accelerators)),
            {},
            requests,
            {}};
  if (const double ms = number(x, "per_token_ms", 0); ms > 0)
    s.target.per_token = ms / 1000 * second;
  return s;
}

}  // namespace tenfold::io
