#include "io/job_model.h"

#include <fmt/format.h>

#include <cmath>

#include "base/digits.h"
#include "io/job.h"
#include "model/scaled.h"
#include "scenario/search.h"

namespace tenfold::io {
namespace {

// Of a model at another shape nothing is published.
Model reshaped(Model m, Shape shape) {
  ScaledArchitecture other = scaled(*m.architecture, shape);
  if (!other.architecture) throw InputError(fmt::format("{}: {}", m.name, other.reason));
  m.architecture = std::move(other.architecture);
  m.name = fmt::format("{} with {} layers of {}", m.name, m.architecture->layers.size(),
                       m.architecture->hidden);
  m.architecture->name = m.name;
  m.note.clear();
  m.published = {};
  m.training = {};
  m.published_flops.clear();
  return m;
}

constexpr Count most_tokens = Count{1'000'000'000'000} * 1'000'000;

Count bought(Flops compute, const Architecture& a, Size sequence_length) {
  const double sequences = std::floor(compute.base() / real(sequence_flops(a, sequence_length)));
  if (!(sequences >= 1))
    throw InputError(fmt::format("'compute' is {} FLOP: a sequence of {} takes {}",
                                 significant(compute.base(), 3), a.name,
                                 significant(real(sequence_flops(a, sequence_length)), 3)));
  if (sequences * real(sequence_length) > real(most_tokens))
    throw InputError("'compute' pays for more than 1e18 tokens");
  return static_cast<Count>(sequences) * sequence_length;
}

}  // namespace

LoadedModel model_of(const Library& library, const std::string& scenario, const Job& job) {
  LoadedModel loaded = load_model(library, beside(scenario, job.model));
  if (job.layers == 0 && job.width == 0) return loaded;
  if (!loaded.model.architecture)
    throw InputError(fmt::format("{} discloses no architecture: it has no other depth or width",
                                 loaded.model.name));
  loaded.model = reshaped(std::move(loaded.model), {job.layers, job.width});
  return loaded;
}

std::optional<Count> tokens_of(const Job& job, const Model& m) {
  if (job.tokens) return job.tokens;
  if (!m.architecture) return m.training.tokens;
  if (job.compute) return bought(*job.compute, *m.architecture, job.sequence_length);
  if (job.tokens_per_parameter)
    return static_cast<Count>(*job.tokens_per_parameter *
                              real(model_parameters(*m.architecture).text.active));
  return m.training.tokens;
}

}  // namespace tenfold::io
