// The JSON that every verb prints: one envelope round its result. Private to io/ and its tests.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/count.h"
#include "base/error.h"
#include "base/estimate.h"

namespace tenfold::io {

using Json = nlohmann::ordered_json;

// A file that a result rests on.
struct InputFile {
  std::string path, sha256;
};

// A remark that does not stop a command, with where it points.
struct Warning {
  std::string code;  // stable, for scripts: "sequence-length-assumed"
  Fault fault;
  std::string hint;
};

// {"tenfold": {"version", "schema"}, "inputs": …, "convention", "result", "warnings"}, with a
// newline at its end. Throws std::logic_error on a number that is not finite.
std::string envelope_text(std::string_view schema, const std::vector<InputFile>& inputs,
                          std::string_view convention, const Json& result,
                          const std::vector<Warning>& warnings);

// A count as a number; its exact decimal goes beside it under "<name>_exact".
void put_count(Json& object, const std::string& name, std::optional<Count> count);

// A number, or null where there is none or it is not finite.
Json number(std::optional<double> value);

// The median in `unit` and, beside it, "<name>_interval80"; nulls where there is no estimate.
template <class Q>
void put_estimate(Json& object, const std::string& name, const std::optional<Estimate<Q>>& e,
                  Q unit) {
  object[name] = e ? number(e->median.in(unit)) : Json();
  object[name + "_interval80"] =
      e ? Json{number(e->low().in(unit)), number(e->high().in(unit))} : Json();
}

}  // namespace tenfold::io
