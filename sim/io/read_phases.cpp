#include "io/read_phases.h"

#include <fmt/format.h>

#include <algorithm>

#include "io/job.h"
#include "io/model.h"

namespace tenfold::io {
namespace {

// The tables of an array of tables, and a fault for whatever else stands there.
std::vector<const toml::table*> tables_of(Document& document, const std::string& key) {
  std::vector<const toml::table*> tables;
  const toml::node* node = document.root().get(key);
  if (!node) return tables;
  const std::string words = fmt::format("'{0}' needs tables: [[{0}]]", key);
  const toml::array* array = node->as_array();
  if (!array) {
    document.fault(*node, words);
    return tables;
  }
  for (const toml::node& element : *array)
    if (const toml::table* table = element.as_table())
      tables.push_back(table);
    else
      document.fault(element, words);
  return tables;
}

const toml::node& at(const toml::table& table, std::string_view key) {
  const toml::node* node = table.get(key);
  return node ? *node : table;
}

// A data degree that a plan leaves out is what the accelerators leave.
void leave_data_open(std::optional<ParallelPlan>& plan, const toml::table& table) {
  const toml::table* own = table["plan"].as_table();
  if (plan && own && !own->contains("data")) plan->data = 0;
}

void check_rollouts(const PhaseJob& p, const toml::table& table, Document& document) {
  if (p.kind != RunPhaseKind::rl)
    document.fault(at(table, "rollouts"), "'rollouts' is of a phase of kind \"rl\"");
  const RolloutJob& x = *p.rollouts;
  const toml::table* own = table["rollouts"].as_table();
  if (!own) return;
  if (x.output >= x.longest)
    document.fault(at(*own, "longest"),
                   fmt::format("'longest' is {}, it needs to be above 'output', the mean, {}",
                               x.longest, x.output));
  const auto positive_count = [&](Count value, std::string_view key) {
    if (value < 1 && own->contains(key))
      document.fault(at(*own, key), fmt::format("'{}' needs 1 or more", key));
  };
  positive_count(x.steps, "steps");
  positive_count(x.prompts, "prompts");
  positive_count(x.samples, "samples");
  if (x.together > x.outputs())
    document.fault(at(*own, "together"), "'together' is more than all steps draw");
}

void check_teacher(const Library& library, const std::string& path, const PhaseJob& p,
                   const toml::table& table, Document& document) {
  if (p.teacher.empty()) return;
  if (p.accelerator_time)
    document.fault(at(table, "teacher"), "'teacher' needs 'tokens', not stated hours");
  try {
    find_file(library, "models", beside(path, p.teacher));
    if (!load_model(library, beside(path, p.teacher)).model.architecture)
      document.fault(at(table, "teacher"),
                     fmt::format("'teacher': {} discloses no architecture", p.teacher));
  } catch (const InputError& missing) {
    document.fault(at(table, "teacher"), fmt::format("'teacher': {}", missing.what()));
  }
}

void check_phase(const PhaseJob& p, const toml::table& table, Document& document) {
  const int told = p.tokens.has_value() + p.accelerator_time.has_value() + p.rollouts.has_value();
  if (told != 1)
    document.fault(table, "needs 'tokens', 'accelerator_hours' or 'rollouts', one of them");
  if (p.rollouts) check_rollouts(p, table, document);
  if (p.unit && !p.rollouts && p.teacher.empty())
    document.fault(at(table, "unit"), "'unit' is of 'rollouts' or a 'teacher'");
  if (!p.unit) return;
  if (const std::string what = flaw(*p.unit); !what.empty())
    document.fault(at(table, "unit"), fmt::format("'unit': {}", what));
}

}  // namespace

void read_ramp(Job& job, const Scope& scope, Document& document) {
  Count seen = 0;
  for (const toml::table* table : tables_of(document, "ramp")) {
    const std::string path = fmt::format("ramp[{}]", job.ramp.size());
    RampJob stretch = read<RampJob>(*table, scope, path, document);
    leave_data_open(stretch.plan, *table);
    if (table->contains("until") && stretch.until <= seen)
      document.fault(at(*table, "until"), "'until' needs to be above that of the stretch before");
    if (stretch.global_batch == 0 && stretch.sequence_length == 0)
      document.fault(*table, "needs 'global_batch' or 'sequence_length', or both");
    seen = std::max(seen, stretch.until);
    job.ramp.push_back(stretch);
  }
}

void read_phases(const Library& library, const std::string& scenario, Job& job, const Scope& scope,
                 Document& document) {
  for (const toml::table* table : tables_of(document, "phases")) {
    const std::string path = fmt::format("phases[{}]", job.phases.size());
    PhaseJob phase = read<PhaseJob>(*table, scope, path, document);
    check_phase(phase, *table, document);
    check_teacher(library, scenario, phase, *table, document);
    leave_data_open(phase.plan, *table);
    if (phase.accelerators > job.accelerators && job.accelerators > 0)
      document.fault(at(*table, "accelerators"), fmt::format("'accelerators' is {}: the job has {}",
                                                             phase.accelerators, job.accelerators));
    job.phases.push_back(std::move(phase));
  }
}

}  // namespace tenfold::io
