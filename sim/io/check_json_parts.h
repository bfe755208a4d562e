// What the pieces of check_json share. Private to io/.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "claim/verdict.h"
#include "io/envelope.h"

namespace tenfold::io {

Json text_or_null(const std::string&);
Json verdict_json(Decision);  // null for none
Json range_json(const std::optional<std::pair<double, double>>&);
void put_spread(Json& object, const std::optional<Spread>&);  // "median", "p05", "p95"

template <class Row, class ToJson>
Json list_json(const std::vector<Row>& rows, ToJson to_json) {
  Json list = Json::array();
  for (const Row& row : rows) list.push_back(to_json(row));
  return list;
}

// A reading without what it is made of: a cell of the matrix.
Json cell_json(const Reading&);

Json interaction_json(const Interaction&);
Json weighing_json(const Weighing&);
Json sensitivity_json(const Sensitivity&);
Json parity_json(const ParityTest&);
Json ladder_json(const LadderEvidence&);

// "baseline", "challenger", "boundaries", "consistency", "matrix"
void put_compute(Json& result, const Verdict&);

}  // namespace tenfold::io
