#include "python/timeline_columns.h"

#include "python/arrays.h"

namespace tenfold::python {

py::dict timeline_columns(Timeline timeline) {
  const auto played = std::make_shared<const Timeline>(std::move(timeline));
  py::dict all;
  py::list kinds;
  for (const Slot& s : played->slots) kinds.append(name_text(s.kind));
  all["kind"] = kinds;
  all["rank"] = column(played, played->slots, &Slot::rank);
  all["chunk"] = column(played, played->slots, &Slot::chunk);
  all["micro_batch"] = column(played, played->slots, &Slot::micro_batch);
  all["start"] = column(played, played->slots, &Slot::start);
  all["end"] = column(played, played->slots, &Slot::end);
  return all;
}

}  // namespace tenfold::python
