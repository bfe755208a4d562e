// A training job that a person wants to know the cost of: a model, accelerators, a plan, tokens.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/count.h"
#include "base/fields.h"
#include "base/provenance.h"
#include "campaign/phases.h"
#include "model/scaled.h"
#include "plan/plan.h"
#include "search/space.h"

namespace tenfold {

// What somebody published of the same run, to stand beside ours.
enum class RunQuantity : std::uint8_t {
  step_time_s,
  mfu,
  hfu,
  flops_per_accelerator,
  tokens_per_s_per_accelerator,
  accelerator_hours,
  accelerator_hours_of_steps,  // without lost time
  accelerator_hours_of_phases  // of the whole training, all phases
};
template <>
inline constexpr std::array enum_names<RunQuantity>{
    std::string_view("step_time_s"),
    std::string_view("mfu"),
    std::string_view("hfu"),
    std::string_view("flops_per_accelerator"),
    std::string_view("tokens_per_s_per_accelerator"),
    std::string_view("accelerator_hours"),
    std::string_view("accelerator_hours_of_steps"),
    std::string_view("accelerator_hours_of_phases")};

struct PublishedFigure {
  RunQuantity quantity = RunQuantity::step_time_s;
  double value = 0;
  std::string by;    // who says so, and where
  std::string note;  // what it counts, where that matters
};
template <>
struct Fields<PublishedFigure> {
  static constexpr std::tuple table{
      Field{"quantity", &PublishedFigure::quantity, "what it is of"},
      Field{"value", &PublishedFigure::value, "in seconds, FLOP/s, hours, or a fraction"},
      Field{"by", &PublishedFigure::by, "who says so"},
      Field{"note", &PublishedFigure::note, "what it counts", optional},
  };
};

// A model of a ladder: another of the job's, or the same of another shape. Empty: the job's own.
struct RungJob {
  std::string model;
  Shape shape;
  bool operator==(const RungJob&) const = default;
};

// [search]: which plans to try, of which models, and how many to tell.
struct SearchJob {
  SearchSpace space;
  std::vector<RungJob> ladder;  // [search.ladder], in order; empty: the job's model alone
  Size top = 10;
};

// A part of the whole training beside [job]'s own pretraining: costed by the engine over its
// tokens, or stated in accelerator-hours.
struct PhaseJob {
  RunPhaseKind kind = RunPhaseKind::context_extension;
  std::string name;
  std::optional<Count> tokens;
  Size sequence_length = 0;                 // 0: the job's
  Size global_batch = 0;                    // 0: its plan's
  std::optional<ParallelPlan> plan;         // nothing: the job's where it fits, else by rule
  std::optional<Seconds> accelerator_time;  // stated instead
};
template <>
struct Fields<PhaseJob> {
  static constexpr std::tuple table{
      Field{"kind", &PhaseJob::kind,
            "pretraining, context_extension, annealing, sft, rl or distillation"},
      Field{"name", &PhaseJob::name, "as the report calls it"},
      Field{"tokens", &PhaseJob::tokens, "that it trains on", optional},
      Field{"sequence_length", &PhaseJob::sequence_length, "default the job's", optional_positive},
      Field{"global_batch", &PhaseJob::global_batch, "sequences of a step; default its plan's",
            optional_positive},
      Field{"plan", &PhaseJob::plan, "default the job's where it fits, else by rule", optional},
      Field{"accelerator_hours", &PhaseJob::accelerator_time, "stated, instead of tokens",
            optional},
  };
};

struct Job {
  std::string model;                             // a model file, a bare name, or a config.json
  std::string accelerator;                       // key of a profile; empty: the cluster's
  std::string cluster;                           // of a cluster; empty: the accelerator's usual one
  std::string framework = "megatron-core-2024";  // key of a profile
  Size accelerators = 0;                         // 0: all of the cluster
  Size layers = 0, width = 0;                    // of the model; 0: as its file has it
  // One of three at most tells how long the run is.
  std::optional<Count> tokens;
  std::optional<Flops> compute;                // exact FLOPs of the model
  std::optional<double> tokens_per_parameter;  // active, embeddings and head included
  Size sequence_length = 0;
  std::optional<ParallelPlan> plan;  // [plan]; nothing: by rule. data is 0 where it is left out
  std::optional<SearchJob> search;
  std::vector<PublishedFigure> published;  // [[published]]
  std::vector<PhaseJob> phases;            // [[phases]]
  std::string title;
  std::map<std::string, Provenance> provenance;
};
template <>
struct Fields<Job> {
  static constexpr std::tuple table{
      Field{"model", &Job::model, "a model file, a bare name, or a Hugging Face config.json"},
      Field{"accelerator", &Job::accelerator, "profile in hardware_profiles/", optional},
      Field{"cluster", &Job::cluster,
            "a cluster file, or its name in hardware_profiles/clusters/, instead", optional},
      Field{"framework", &Job::framework, "profile in hardware_profiles/frameworks/", optional},
      Field{"layers", &Job::layers, "the model at another depth", optional_positive},
      Field{"width", &Job::width, "the model at another width", optional_positive},
      Field{"accelerators", &Job::accelerators, "how many; default all of the cluster",
            optional_positive},
      Field{"tokens", &Job::tokens, "training tokens", optional},
      Field{"compute", &Job::compute, "instead: FLOPs of the run, exact", optional},
      Field{"tokens_per_parameter", &Job::tokens_per_parameter,
            "instead: tokens an active parameter",
            Rule{.required = false, .low = 1e-3, .high = 1e6}},
      Field{"sequence_length", &Job::sequence_length, "tokens of a sequence", positive},
  };
};

}  // namespace tenfold
