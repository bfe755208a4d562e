#include "io/envelope.h"

#include <cmath>
#include <stdexcept>

#include "base/version.h"

namespace tenfold::io {
namespace {

void check_finite(const Json& value) {
  if (value.is_number_float() && !std::isfinite(value.get<double>()))
    throw std::logic_error("a result holds a number that is not finite");
  if (value.is_structured())
    for (const Json& inner : value) check_finite(inner);
}

Json warning_json(const Warning& w) {
  return {{"code", w.code},           {"file", w.fault.file},       {"line", w.fault.line},
          {"column", w.fault.column}, {"message", w.fault.message}, {"hint", w.hint}};
}

}  // namespace

std::string envelope_text(std::string_view schema, const std::vector<InputFile>& inputs,
                          std::string_view convention, const Json& result,
                          const std::vector<Warning>& warnings) {
  check_finite(result);
  Json all;
  all["tenfold"] = {{"version", version}, {"schema", schema}};
  all["inputs"] = Json::array();
  for (const InputFile& file : inputs)
    all["inputs"].push_back({{"path", file.path}, {"sha256", file.sha256}});
  all["convention"] = convention;
  all["result"] = result;
  all["warnings"] = Json::array();
  for (const Warning& w : warnings) all["warnings"].push_back(warning_json(w));
  return all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

void put_count(Json& object, const std::string& name, std::optional<Count> count) {
  object[name] = count ? Json(real(*count)) : Json();
  object[name + "_exact"] = count ? Json(decimal(*count)) : Json();
}

Json number(std::optional<double> value) {
  return value && std::isfinite(*value) ? Json(*value) : Json();
}

}  // namespace tenfold::io
