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
#include "serving/unit.h"

namespace tenfold {

// What somebody published of the same run, to stand beside ours.
enum class RunQuantity : std::uint8_t {
  step_time_s,
  mfu,
  hfu,
  flops_per_accelerator,
  tokens_per_s_per_accelerator,
  accelerator_hours,
  accelerator_hours_of_steps,          // without lost time
  accelerator_hours_of_phases,         // of the whole training, all phases
  accelerator_hours_after_pretraining  // of SFT, RL and distillation
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
    std::string_view("accelerator_hours_of_phases"),
    std::string_view("accelerator_hours_after_pretraining")};

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

// Batches and sequences of the start of a run: so until `until` tokens are seen.
struct RampJob {
  Count until = 0;
  Size global_batch = 0, sequence_length = 0;  // 0: the plan's, the job's
  std::optional<ParallelPlan> plan;            // nothing: the job's
};
template <>
struct Fields<RampJob> {
  static constexpr std::tuple table{
      Field{"until", &RampJob::until, "tokens of the run that are seen by then"},
      Field{"global_batch", &RampJob::global_batch, "sequences of a step; default the plan's",
            optional_positive},
      Field{"sequence_length", &RampJob::sequence_length, "default the job's", optional_positive},
      Field{"plan", &RampJob::plan, "default the job's", optional},
  };
};

// What reinforcement learning draws and updates on.
struct RolloutJob {
  Count steps = 0, prompts = 0, samples = 0;
  Count together = 0;  // outputs drawn before any is updated on; 0: those of a step
  Size input = 0, output = 0, longest = 0;
  double forwards = 1;  // passes without gradients over every token: the reference's

  Count outputs() const { return steps * prompts * samples; }
  Count tokens() const { return outputs() * Count{input + output}; }
};
template <>
struct Fields<RolloutJob> {
  static constexpr std::tuple table{
      Field{"steps", &RolloutJob::steps, "updates of the model"},
      Field{"prompts", &RolloutJob::prompts, "of a step"},
      Field{"samples", &RolloutJob::samples, "outputs of a prompt"},
      Field{"together", &RolloutJob::together,
            "outputs drawn before any is updated on; default those of a step", optional},
      Field{"input", &RolloutJob::input, "tokens of a prompt", positive},
      Field{"output", &RolloutJob::output, "tokens of an output, in the mean", positive},
      Field{"longest", &RolloutJob::longest, "tokens at which an output is cut", positive},
      Field{"forwards", &RolloutJob::forwards,
            "passes without gradients over each token, as the reference's",
            Rule{.required = false, .low = 0, .high = 16}},
  };
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
  Size accelerators = 0;                    // 0: the job's
  std::optional<RolloutJob> rollouts;       // of RL, instead of tokens
  std::string teacher;                      // a model that runs forward over every token
  std::optional<ServingUnit> unit;          // that draws outputs or holds the teacher; else by rule
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
      Field{"accelerators", &PhaseJob::accelerators, "default the job's", optional_positive},
      Field{"rollouts", &PhaseJob::rollouts, "of RL, instead of tokens", optional},
      Field{"teacher", &PhaseJob::teacher, "model that runs forward over every token", optional},
      Field{"unit", &PhaseJob::unit, "accelerators of one copy that rolls out, or of the teacher",
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
  std::vector<RampJob> ramp;               // [[ramp]]
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
