#include "io/job_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <sstream>

#include "io/document.h"
#include "io/layer_pattern.h"
#include "io/plan_text.h"
#include "io/suggest.h"
#include "io/units.h"
#include "ledger/tally.h"

namespace tenfold::io {
namespace {

constexpr std::array job_keys{"model",        "layers",         "width",
                              "accelerator",  "cluster",        "framework",
                              "tokens",       "compute",        "tokens_per_parameter",
                              "accelerators", "sequence_length"};

// Keys that --plan takes too: what a search prints of a plan is whole, whatever its model or size.
constexpr std::array plan_job_keys{std::string_view("model"), std::string_view("layers"),
                                   std::string_view("width"), std::string_view("accelerators")};

struct Setting {
  std::string key, value;
};

Setting split(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0)
    throw InputError(fmt::format("--set is '{}': needs KEY=VALUE, as in accelerators=1024", text));
  return {text.substr(0, equals), text.substr(equals + 1)};
}

Count count_of(const Setting& s, Count most) {
  const auto count = parse_scaled_count(s.value);
  if (!count || *count < 1 || *count > most)
    throw InputError(fmt::format("--set {} is '{}': needs a whole count from 1 to {}", s.key,
                                 s.value, decimal(most)));
  return *count;
}

Size size_of(const Setting& s) { return static_cast<Size>(count_of(s, 100'000'000)); }

// What a factor of a run's cost may be set to.
struct FactorRange {
  std::string_view key;
  double low = 0, high = 0;
};
constexpr std::array factor_ranges{FactorRange{"goodput", 1e-4, 1},
                                   FactorRange{"server_power", 1, 1e6},
                                   FactorRange{"power_share", 1e-4, 1.5},
                                   FactorRange{"pue", 1, 100}, FactorRange{"rent", 1e-4, 1e6}};

const FactorRange* range_of(std::string_view key) {
  for (const FactorRange& r : factor_ranges)
    if (r.key == key) return &r;
  return nullptr;
}

double number_in(const Setting& s, double low, double high) {
  const auto value = parse_number(s.value);
  if (!value || !(*value >= low && *value <= high))
    throw InputError(
        fmt::format("--set {} is '{}': needs a number from {} to {}", s.key, s.value, low, high));
  return *value;
}

double number_of(const Setting& s) {
  const FactorRange& range = *range_of(s.key);
  return number_in(s, range.low, range.high);
}

// "1e24", or with its unit as in a file.
Flops flops_of(const Setting& s) {
  const auto number = parse_number(s.value);
  const auto quantity =
      number ? Flops::base(*number) : parse_quantity<Dimension{.flop = 1}>(s.value);
  if (!quantity || !(quantity->base() >= 1 && quantity->base() <= most_flops))
    throw InputError(fmt::format("--set {} is '{}': needs FLOPs, as in 1e24", s.key, s.value));
  return *quantity;
}

[[noreturn]] void unknown(const std::string& key) {
  if (key.rfind("search.", 0) == 0)
    throw InputError(fmt::format("--set: '{}' is of the verbs search and explain plan alone", key));
  std::vector<std::string> known(job_keys.begin(), job_keys.end());
  for (const FactorRange& r : factor_ranges) known.emplace_back(r.key);
  known.emplace_back("plan.tensor");
  throw InputError(fmt::format("--set: there is no '{}'{}; keys are {}, plan.KEY", key,
                               suggestion(key, known),
                               fmt::join(known.begin(), known.end() - 1, ", ")));
}

// A change of how many accelerators there are moves the data degree.
void free_data(Job& job) {
  if (job.plan) job.plan->data = 0;
}

void set_hardware(Job& job, const Setting& s) {
  if (s.key == "framework") {
    job.framework = s.value;
    return;
  }
  job.accelerator = s.key == "accelerator" ? s.value : "";
  job.cluster = s.key == "cluster" ? s.value : "";
  if (s.key == "cluster") job.accelerators = 0;
  free_data(job);
}

// How long the run is, by whichever of the three keys; the others give way.
void set_length(Job& job, const Setting& s) {
  job.tokens.reset();
  job.compute.reset();
  job.tokens_per_parameter.reset();
  if (s.key == "tokens") job.tokens = count_of(s, Count{1'000'000'000'000} * 1'000'000);
  if (s.key == "compute") job.compute = flops_of(s);
  if (s.key == "tokens_per_parameter") job.tokens_per_parameter = number_in(s, 1e-3, 1e6);
}

// False where the key is not of the model.
bool set_model(Job& job, const Setting& s) {
  if (s.key == "model")
    job.model = s.value;
  else if (s.key == "layers")
    job.layers = static_cast<Size>(count_of(s, most_layers));
  else if (s.key == "width")
    job.width = size_of(s);
  else
    return false;
  return true;
}

// False where the key is not the job's.
bool set_job(Job& job, const Setting& s) {
  if (set_model(job, s)) return true;
  if (s.key == "accelerator" || s.key == "cluster" || s.key == "framework") {
    set_hardware(job, s);
  } else if (s.key == "tokens" || s.key == "compute" || s.key == "tokens_per_parameter") {
    set_length(job, s);
  } else if (s.key == "sequence_length") {
    job.sequence_length = size_of(s);
  } else if (s.key == "accelerators") {
    job.accelerators = size_of(s);
    free_data(job);
  } else {
    return false;
  }
  return true;
}

bool is_of_plan(const Setting& s) { return s.key.rfind(plan_prefix, 0) == 0; }

// All changes of the plan in one list, so that --set plan.KEY does as --plan KEY.
std::string plan_list(const RunSettings& settings) {
  std::string list;
  for (const std::string& text : settings.set)
    if (const Setting s = split(text); is_of_plan(s))
      list += (list.empty() ? "" : ",") + s.key.substr(plan_prefix.size()) + "=" + s.value;
  if (settings.plan == "rule" && !list.empty())
    throw InputError(fmt::format("--plan rule chooses the whole plan: leave out --set plan.{}",
                                 list.substr(0, list.find('='))));
  if (settings.plan.empty() || settings.plan == "rule") return list;
  return list.empty() ? settings.plan : list + "," + settings.plan;
}

void set_plan(Job& job, const RunSettings& settings) {
  const std::string list = plan_list(settings);
  if (settings.plan == "rule")
    job.plan.reset();
  else if (!list.empty())
    job.plan = with_settings(job.plan.value_or(ParallelPlan{}), list);
}

bool is_of_job(const std::string& setting) {
  const auto equals = setting.find('=');
  return equals != std::string::npos && std::find(plan_job_keys.begin(), plan_job_keys.end(),
                                                  setting.substr(0, equals)) != plan_job_keys.end();
}

std::vector<std::string> split_at_commas(const std::string& list) {
  std::vector<std::string> parts;
  std::istringstream in(list);
  for (std::string part; std::getline(in, part, ',');) parts.push_back(part);
  return parts;
}

}  // namespace

std::vector<std::string> keys_of(const std::string& list) {
  std::vector<std::string> keys;
  for (std::size_t at = 0; at < list.size();) {
    keys.push_back(list.substr(at, list.find('=', at) - at));
    at = std::min(list.find(',', at), list.size() - 1) + 1;
  }
  return keys;
}

std::set<std::string> plan_keys(const std::string& path, const std::string& text,
                                const RunSettings& settings) {
  std::set<std::string> keys;
  if (settings.plan == "rule") return keys;
  const Document document(path, text);
  if (const toml::table* plan = document.root()["plan"].as_table())
    for (const auto& [key, value] : *plan) keys.emplace(key.str());
  for (const std::string& key : keys_of(plan_list(settings))) keys.insert(key);
  return keys;
}

RunSettings parted(const RunSettings& typed) {
  RunSettings settings{typed.set, ""};
  for (const std::string& one : split_at_commas(typed.plan))
    if (is_of_job(one))
      settings.set.push_back(one);
    else
      settings.plan += (settings.plan.empty() ? "" : ",") + one;
  // As typed where nothing was taken out, for the faults that it may have.
  return settings.set.size() == typed.set.size() ? typed : settings;
}

Job with_settings(Job job, const RunSettings& settings) {
  for (const std::string& text : settings.set) {
    const Setting s = split(text);
    if (is_of_plan(s) || set_job(job, s)) continue;
    if (!range_of(s.key)) unknown(s.key);
  }
  set_plan(job, settings);
  if (job.plan && job.plan->global_batch < 1) job.plan->global_batch = 1;
  return job;
}

CostFactors with_settings(CostFactors factors, const RunSettings& settings) {
  for (const std::string& text : settings.set) {
    const Setting s = split(text);
    if (!range_of(s.key)) continue;
    const auto changed = with_factor(factors, s.key, number_of(s));
    if (!changed) unknown(s.key);
    factors = *changed;
  }
  return factors;
}

}  // namespace tenfold::io
