// The [search.ladder] table of a job: which models a search tries. Private to io/.
#pragma once

#include <string>
#include <vector>

#include "io/document.h"
#include "io/library.h"
#include "scenario/job.h"

namespace tenfold::io {

// A rung with the places of what it names; none where it does not.
struct PlacedRung {
  RungJob rung;
  const toml::node *model = nullptr, *layers = nullptr, *width = nullptr;
};

// Every pair of `layers` and `width` of every one of `models`, or the `rungs`; in order. Empty
// without the table.
std::vector<PlacedRung> read_ladder(const toml::table& search, Document&);

// A fault for each model that is not there or discloses no architecture, and for each shape that a
// model cannot have. `own`: the job's model.
void check_ladder(const Library&, const std::string& scenario, const std::string& own,
                  const std::vector<PlacedRung>&, Document&);

// As check_ladder, of the job's own shape, which `table` names.
void check_shape(const Library&, const std::string& scenario, const Job&, const toml::table&,
                 Document&);

}  // namespace tenfold::io
