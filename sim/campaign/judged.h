// What stands behind a factor that we judged from what others published. Private to campaign/.
#pragma once

#include <string>
#include <utility>

#include "base/provenance.h"

namespace tenfold {

inline Provenance judged(std::string reasoning, std::string title, std::string url,
                         std::string date) {
  return {.grade = Grade::estimated,
          .source = {.id = {},
                     .title = std::move(title),
                     .url = std::move(url),
                     .date = std::move(date),
                     .quote = {},
                     .note = "second-hand"},
          .reasoning = std::move(reasoning),
          .file = {},
          .line = 0};
}

}  // namespace tenfold
