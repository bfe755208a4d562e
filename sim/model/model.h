// A model as its file tells it: its architecture where that is known, what is published of its
// training, and where each number comes from.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/count.h"
#include "base/provenance.h"
#include "base/uncertain.h"
#include "base/units.h"
#include "model/architecture.h"
#include "model/parameters.h"
#include "model/recipe.h"

namespace tenfold {

// Sizes that count as a distribution, for a system that does not disclose its shape.
struct Undisclosed {
  std::optional<Uncertain> total_parameters;
  std::optional<Uncertain> active_parameters;
  std::optional<Uncertain> tokens;
};
template <>
struct Fields<Undisclosed> {
  static constexpr std::tuple table{
      Field{"total_parameters", &Undisclosed::total_parameters, "all parameters", optional},
      Field{"active_parameters", &Undisclosed::active_parameters, "parameters that serve one token",
            optional},
      Field{"tokens", &Undisclosed::tokens, "training tokens", optional},
  };
};

// Parameter counts as the model's owner states them, and the rule under which ours agree.
struct PublishedParameters {
  std::optional<Count> exact;      // all released weights, counted in the files
  std::optional<Uncertain> total;  // as announced: "400 B"
  std::optional<Uncertain> active;
  EmbeddingRule total_rule = EmbeddingRule::with;
  EmbeddingRule active_rule = EmbeddingRule::with;
  bool total_includes_towers = true;
  bool total_includes_prediction = false;
  bool active_includes_towers = false;
  std::string note;  // why the two differ, where they do
};
template <>
struct Fields<PublishedParameters> {
  static constexpr std::tuple table{
      Field{"exact", &PublishedParameters::exact, "exact count of the released weights", optional},
      Field{"total", &PublishedParameters::total, "as announced", optional},
      Field{"active", &PublishedParameters::active, "as announced", optional},
      Field{"total_rule", &PublishedParameters::total_rule,
            "which embeddings the announced total includes", optional},
      Field{"active_rule", &PublishedParameters::active_rule,
            "which embeddings the announced active count includes", optional},
      Field{"total_includes_towers", &PublishedParameters::total_includes_towers,
            "encoders of other modalities are in the total", optional},
      Field{"total_includes_prediction", &PublishedParameters::total_includes_prediction,
            "multi-token prediction is in the total", optional},
      Field{"active_includes_towers", &PublishedParameters::active_includes_towers,
            "encoders of other modalities are in the active count", optional},
      Field{"note", &PublishedParameters::note, "why the announced count differs", optional},
  };
};

// What is published of the training run. Everything is optional: unknown stays unknown.
struct Training {
  std::optional<Count> tokens;
  std::optional<Size> sequence_length;
  std::vector<Size> sequence_length_range;  // lowest and highest, where the length is undisclosed
  std::optional<Seconds> accelerator_time;  // accelerator-hours, summed over accelerators
  std::string accelerator;                  // key of a profile in hardware_profiles/
  std::string number_format;                // of the matrix products, where known: "bf16", "fp8"
};
template <>
struct Fields<Training> {
  static constexpr std::tuple table{
      Field{"tokens", &Training::tokens, "training tokens", optional},
      Field{"sequence_length", &Training::sequence_length, "tokens of a sequence",
            optional_positive},
      Field{"sequence_length_range", &Training::sequence_length_range,
            "lowest and highest plausible, where the length is undisclosed", optional_positive},
      Field{"accelerator_time", &Training::accelerator_time, "accelerator-hours of the run",
            optional},
      Field{"accelerator", &Training::accelerator, "profile in hardware_profiles/", optional},
      Field{"number_format", &Training::number_format, "format of the matrix products", optional},
  };
};

// A published figure of the run's FLOPs, and whether ours agrees.
struct PublishedFlops {
  std::string by;  // who says so
  Flops flops;
  std::string convention;   // the one of ours that it follows, or "unknown"
  double tolerance = 0.03;  // of its rounding
  std::string explanation;  // why ours differs by more, or "cause not found"
};
template <>
struct Fields<PublishedFlops> {
  static constexpr std::tuple table{
      Field{"by", &PublishedFlops::by, "who published it"},
      Field{"flops", &PublishedFlops::flops, "FLOPs of the run"},
      Field{"convention", &PublishedFlops::convention, "convention of ours that it follows"},
      Field{"tolerance", &PublishedFlops::tolerance, "relative, of its rounding", optional},
      Field{"explanation", &PublishedFlops::explanation, "why ours differs by more", optional},
  };
};

struct Model {
  std::string key;  // file name without .toml
  std::string name, family, developer, released, note;
  std::optional<Architecture> architecture;
  std::optional<Undisclosed> undisclosed;
  PublishedParameters published;
  Training training;
  std::vector<PublishedFlops> published_flops;
  std::vector<Source> sources;
  std::map<std::string, Provenance> provenance;  // "training.tokens" -> where it comes from
};

}  // namespace tenfold
