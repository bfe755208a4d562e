#include "python/scenario.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "verbs/today.h"

namespace tenfold::python {
namespace {

Kind kind_of(const io::ScenarioText& s) {
  if (io::is_serve(s.path, s.text)) return Kind::service;
  if (io::has_offers(s.path, s.text)) return Kind::offers;
  return io::is_job(s.path, s.text) ? Kind::job : Kind::claim;
}

// What is read again by the verb that is asked for: a fault is told where it is made.
void check_readable(const Asked& a) {
  switch (a.kind) {
    case Kind::claim:
      claim_of(a);
      return;
    case Kind::job:
      search_of(a, "");
      return;
    case Kind::offers:
      compare_of(a, {});
      return;
    case Kind::service:
      serve_of(a);
      return;
  }
}

Asked checked(Asked a) {
  check_readable(a);
  return a;
}

void need(const Asked& a, Kind kind, const char* verb) {
  if (a.kind == kind) return;
  throw InputError(fmt::format("{}: describes {} {}; {} takes {} {}", a.named,
                               a.kind == Kind::offers ? "a job with" : "a", name(a.kind), verb,
                               kind == Kind::offers ? "a job with" : "a", name(kind)));
}

bool is_of_search(const std::string& setting) { return setting.rfind("search.", 0) == 0; }

}  // namespace

Asked asked_text(const io::Library& library, const std::string& path, const std::string& text) {
  const io::ScenarioText source{path, text};
  return checked({library, path, source, kind_of(source), {}, {}});
}

Asked asked(const io::Library& library, const std::string& what) {
  io::ScenarioText source = io::scenario_text(library, what);
  const Kind kind = kind_of(source);
  return checked({library, what, std::move(source), kind, {}, {}});
}

Asked with_setting(Asked a, const std::string& key, const std::string& value) {
  const auto same = [&](const std::string& s) { return s.substr(0, s.find('=')) == key; };
  a.settings.erase(std::remove_if(a.settings.begin(), a.settings.end(), same), a.settings.end());
  a.settings.push_back(key + "=" + value);
  return checked(std::move(a));
}

Asked with_priors(Asked a, const std::string& priors) {
  a.priors = priors;
  return checked(std::move(a));
}

io::LoadedScenario claim_of(const Asked& a) {
  need(a, Kind::claim, "check");
  const std::string path = io::shown_path(a.library, a.source.path);
  io::LoadedScenario loaded = io::read_scenario_text(a.library, path, a.source.text);
  if (!a.priors.empty()) loaded = io::with_priors(a.library, loaded, a.priors);
  for (const std::string& s : a.settings) {
    const auto equals = s.find('=');
    loaded.scenario = io::with(loaded.scenario, s.substr(0, equals), s.substr(equals + 1));
  }
  return loaded;
}

io::LoadedRun run_of(const Asked& a, const std::string& plan) {
  need(a, Kind::job, "run");
  io::RunSettings settings{{}, plan};
  for (const std::string& s : a.settings)
    if (!is_of_search(s)) settings.set.push_back(s);
  io::LoadedRun loaded = io::load_run(a.library, a.source, settings);
  loaded.input.as_of = verbs::today();
  return loaded;
}

io::LoadedSearch search_of(const Asked& a, const std::string& plan) {
  need(a, Kind::job, "search");
  return io::load_search(a.library, a.source, {a.settings, plan});
}

io::LoadedCompare compare_of(const Asked& a, const std::vector<std::string>& more) {
  need(a, Kind::offers, "compare");
  std::vector<std::string> set = a.settings;
  set.insert(set.end(), more.begin(), more.end());
  return io::load_compare(a.library, a.source, set, verbs::today());
}

io::LoadedServe serve_of(const Asked& a) {
  need(a, Kind::service, "serve");
  return io::load_serve(a.library, a.source, a.settings);
}

std::vector<std::string> changes_of(const Asked& a) {
  std::vector<std::string> all;
  if (!a.priors.empty()) all.push_back("--priors " + a.priors);
  for (const std::string& s : a.settings) all.push_back("--set " + s);
  return all;
}

std::string command_of(const Asked& a, const std::string& verb,
                       const std::vector<std::string>& more) {
  std::string text = fmt::format("tenfold {} {}", verb, a.named);
  for (const std::string& s : changes_of(a)) text += " " + s;
  for (const std::string& s : more) text += " " + s;
  return text;
}

}  // namespace tenfold::python
