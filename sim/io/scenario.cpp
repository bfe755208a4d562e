#include "io/scenario.h"

#include <algorithm>
#include <filesystem>

#include "io/read.h"
#include "io/read_evidence.h"
#include "io/scenario_checks.h"
#include "io/scenario_engine.h"
#include "io/scenario_fields.h"
#include "io/scenario_tables.h"
#include "io/sha256.h"

namespace tenfold::io {
namespace {

constexpr std::string_view priors_folder = "scenarios/priors";

class ScenarioReader {
 public:
  ScenarioReader(const Library& library, Document& document)
      : library_(library), document_(document) {
    check_format(document_, "scenario/1");
    read_sources(document_);
    root_ = scope_of(document_.root(), "", {}, document_);
    key_ = std::filesystem::path(document_.path()).stem().string();
  }

  LoadedScenario scenario() {
    LoadedScenario loaded;
    loaded.scenario.key = key_;
    loaded.scenario.path = document_.path();
    Claim& claim = loaded.scenario.claim;
    read_title(claim);
    read_statements(claim);
    claim.baseline = party("baseline");
    claim.challenger = party("challenger");
    read_readings(claim);
    read_priors(claim);
    read_boundaries(claim);
    read_scale(claim);
    read_capabilities(claim);
    read_settlers(claim);
    read_hours(claim);
    claim.evidence = read_evidence(document_, root_, library_, files_);
    loaded.scenario.sampling = sampling(document_);
    check_claim(claim, document_);
    claim.sources = document_.sources;
    loaded.files = std::move(files_);
    return loaded;
  }

 private:
  const toml::table* table_at(std::string_view key, bool needed) {
    const toml::node* node = document_.root().get(key);
    if (node && node->is_table()) return node->as_table();
    if (node)
      document_.fault(*node, fmt::format("'{}' needs to be a table: [{}]", key, key));
    else if (needed)
      document_.fault(document_.root(), fmt::format("[{}] is missing", key));
    return nullptr;
  }

  // A number of this file with what was recorded of it at `path`.
  Sourced sourced(const std::string& path, std::string label, Uncertain value,
                  std::string unit = "") {
    Sourced result{
        fmt::format("{}: {}", key_, path), std::move(label), std::move(value), {}, std::move(unit)};
    const auto known = document_.provenance.find(path);
    if (known != document_.provenance.end()) result.provenance = known->second;
    return result;
  }

  Source source_of(const toml::table& table) {
    const auto id = table["source"].value_exact<std::string>();
    for (const Source& source : document_.sources)
      if (source.id == id) return source;
    document_.fault(table, "needs source = \"…\", a name from [sources]");
    return {};
  }

  void read_title(Claim& claim) {
    const auto title = read<ScenarioTitle>(
        document_.root(), {}, "", document_,
        {"sources", "claim", "statements", "baseline", "challenger", "readings", "boundaries",
         "priors", "scale", "capability", "settles", "hours", "evidence", "sampling"});
    claim.title = title.title;
    claim.headline = title.headline;
    claim.untested_until = title.untested_until;
    if (const toml::table* table = table_at("claim", true)) {
      const auto fields = read<ClaimTable>(*table, root_, "claim", document_);
      claim.ratio = sourced("claim.ratio", "times less compute, as claimed", Certain{fields.ratio});
    }
  }

  void read_statements(Claim& claim) {
    for_each_element(document_, "statements", [&](const toml::table& table, std::string path) {
      const auto s = read<StatementTable>(table, root_, std::move(path), document_);
      claim.statements.push_back({s.who, s.words, s.subject, source_of(table)});
    });
  }

  Party party(std::string_view key) {
    Party party;
    const toml::table* table = table_at(key, true);
    if (!table) return party;
    const auto fields =
        read<PartyTable>(*table, root_, std::string(key), document_, {"components"});
    if (!fields.model.empty()) party.model = model(*table->get("model"), fields.model);
    party.accelerator = accelerator(party.model);
    party.without_teacher = fields.teacher == "none";
    if (!fields.teacher.empty() && !party.without_teacher)
      party.teacher = model(*table->get("teacher"), fields.teacher);
    if (fields.dollars)
      party.dollars = sourced(fmt::format("{}.dollars", key), "dollars",
                              Certain{fields.dollars->base()}, "USD");
    if (fields.energy)
      party.joules =
          sourced(fmt::format("{}.energy", key), "energy", Certain{fields.energy->base()}, "J");
    read_components(party, key, *table);
    if (!fields.run.empty())
      party.engine = engine(*table->get("run"), fields.run, party.model.training.tokens);
    return party;
  }

  void read_components(Party& party, std::string_view key, const toml::table& outer) {
    const toml::table* table = outer["components"].as_table();
    if (!table) return;
    const std::string path = fmt::format("{}.components", key);
    const Scope scope =
        scope_of(*table, path, scope_of(outer, std::string(key), root_, document_), document_);
    std::vector<std::string> known;
    for (const std::string_view n : enum_names<Component>)
      if (n != "own-pretraining" && !n.starts_with("teacher")) known.emplace_back(n);
    check_keys(*table, known, document_);
    for (const std::string& word : known)
      if (const toml::node* node = table->get(word))
        if (const auto value = read_uncertain(*node, word, document_)) {
          record_provenance(*table, word, *node, scope, document_);
          party.components[*named<Component>(word)] =
              sourced(fmt::format("{}.{}", path, word), word, *value, "FLOP");
        }
  }

  Model model(const toml::node& where, const std::string& what) {
    LoadedModel loaded;
    load_at(where, document_, [&] {
      loaded = load_model(library_, what);
      files_.push_back(loaded.file);
    });
    return loaded.model;
  }

  std::optional<EngineRun> engine(const toml::node& where, const std::string& run,
                                  std::optional<Count> tokens) {
    EngineOfClaim found;
    load_at(where, document_, [&] { found = engine_of_claim(library_, run, tokens); });
    files_.insert(files_.end(), found.files.begin(), found.files.end());
    return found.run;
  }

  // A profile that does not ship leaves the model without one: shares of peak are then not given.
  std::optional<Accelerator> accelerator(const Model& model) {
    const std::string& key = model.training.accelerator;
    const auto known = names(library_, "hardware_profiles");
    if (std::find(known.begin(), known.end(), key) == known.end()) return std::nullopt;
    files_.push_back(input_file(library_, find_file(library_, "hardware_profiles", key)));
    return load_accelerator(library_, key);
  }

  void read_readings(Claim& claim) {
    for_each_element(document_, "readings", [&](const toml::table& table, std::string path) {
      const auto spec = read<ReadingSpec>(table, root_, std::move(path), document_);
      if (find_reading(claim, spec.estimand))
        document_.fault(
            table, fmt::format("the reading '{}' is given twice: keep one", name(spec.estimand)));
      claim.readings.push_back(spec);
    });
    if (claim.readings.empty())
      document_.fault(document_.root(), "no readings: needs tables [[readings]]");
  }

  void read_priors(Claim& claim) {
    const toml::table* table = table_at("priors", false);
    if (!table) return;
    const auto choice = read<PriorsChoice>(*table, root_, "priors", document_);
    if (choice.use.empty()) return;
    std::vector<std::string> all{choice.use};
    for (const std::string& other : choice.show)
      if (std::find(all.begin(), all.end(), other) == all.end()) all.push_back(other);
    for (const std::string& what : all)
      load_at(*table, document_, [&] { claim.priors.push_back(load_priors(what)); });
  }

  Priors load_priors(const std::string& what) {
    const std::string path = find_file(library_, priors_folder, what);
    files_.push_back(input_file(library_, path));
    return read_priors_text(shown_path(library_, path), file_bytes(path));
  }

  void read_boundaries(Claim& claim) {
    for_each_element(document_, "boundaries", [&](const toml::table& table, std::string path) {
      auto b = read<BoundaryTable>(table, root_, std::move(path), document_);
      claim.boundaries.push_back({b.label, std::move(b.counts), std::move(b.replaces)});
    });
    if (claim.boundaries.empty()) claim.boundaries.push_back({"own pretraining", {}, {}});
  }

  void read_scale(Claim& claim) {
    const toml::table* table = table_at("scale", false);
    if (!table) return;
    const auto fields = read<ScaleTable>(*table, root_, "scale", document_);
    if (fields.model.empty()) return;
    claim.scale = ScaleModel{model(*table->get("model"), fields.model),
                             sourced("scale.tokens", "tokens", Certain{real(fields.tokens)}),
                             fields.condition,
                             {}};
    if (!fields.run.empty())
      claim.scale->engine = engine(*table->get("run"), fields.run, fields.tokens);
  }

  void read_capabilities(Claim& claim) {
    for_each_element(document_, "capability", [&](const toml::table& table, std::string path) {
      const auto c = read<CapabilityTable>(table, root_, path, document_);
      const auto score = [&](const ScoreTable& s, std::string_view side) {
        return Score{sourced(fmt::format("{}.{}.score", path, side), c.index, s.score), s.version,
                     s.note};
      };
      claim.capabilities.push_back({c.index, score(c.baseline, "baseline"),
                                    score(c.challenger, "challenger"), c.finding, c.parity_shown});
    });
  }

  void read_settlers(Claim& claim) {
    for_each_element(document_, "settles", [&](const toml::table& table, std::string path) {
      const auto s = read<SettlerTable>(table, root_, std::move(path), document_);
      claim.settlers.push_back({s.what, s.factor, s.decides});
    });
  }

  void read_hours(Claim& claim) {
    const toml::table* table = table_at("hours", false);
    if (!table) return;
    const auto fields = read<HoursTable>(*table, root_, "hours", document_);
    claim.highest_peak_share = sourced("hours.highest_peak_share", "highest share of rated peak",
                                       fields.highest_peak_share);
  }

  const Library& library_;
  Document& document_;
  Scope root_;
  std::string key_;
  std::vector<InputFile> files_;
};

}  // namespace

LoadedScenario read_scenario_text(const Library& library, const std::string& path,
                                  std::string_view text) {
  Document document(path, text);
  if (document.root().contains("job"))
    throw InputError(std::vector<Fault>{
        {path, 1, 1, "describes a job, not a claim: `tenfold count` tells its FLOPs"}});
  LoadedScenario loaded = ScenarioReader(library, document).scenario();
  document.throw_if_faulty();
  loaded.files.insert(loaded.files.begin(), {path, sha256(text)});
  loaded.text = text;
  return loaded;
}

LoadedScenario load_scenario(const Library& library, const std::string& what) {
  const std::string path = find_file(library, "scenarios", what);
  return read_scenario_text(library, shown_path(library, path), file_bytes(path));
}

LoadedScenario with_priors(const Library& library, const LoadedScenario& before,
                           const std::string& what) {
  const std::string path = find_file(library, priors_folder, what);
  LoadedScenario after = before;
  Claim& claim = after.scenario.claim;
  const Priors wanted = read_priors_text(shown_path(library, path), file_bytes(path));
  const auto shown = std::find_if(claim.priors.begin(), claim.priors.end(),
                                  [&](const Priors& p) { return p.key == wanted.key; });
  claim.chosen_priors = static_cast<std::size_t>(shown - claim.priors.begin());
  if (shown != claim.priors.end()) {
    *shown = wanted;
  } else {
    claim.priors.push_back(wanted);
    after.files.push_back(input_file(library, path));
  }
  return after;
}

}  // namespace tenfold::io
