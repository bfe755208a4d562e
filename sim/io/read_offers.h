// The tables of a comparison's file. Private to io/.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "io/document.h"
#include "scenario/compare.h"

namespace tenfold::io {

struct ReadCompare {
  ComparedJob job;
  std::vector<Offer> offers;
  std::vector<const toml::table*> tables;  // of each offer, for faults
  std::string title;
};

// Faults go to the document.
ReadCompare read_offers(Document&);

// Replaces a value in the tables, as `--set` names it. Throws InputError for a path that is none.
void set_value(toml::table& root, const std::string& setting);

}  // namespace tenfold::io
