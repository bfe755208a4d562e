#include "fit/ladder_bootstrap.h"

#include <algorithm>
#include <mutex>

#include "base/parallel.h"
#include "base/sobol.h"
#include "fit/ladder_descent.h"

namespace tenfold {
namespace {

constexpr double tolerance = 1e-8;  // of an objective of order one: far below its scatter
constexpr int steps = 60;

// The least of the descents from the fit of all the runs and from three places more.
LadderLaw refitted(const LogRuns& runs, const LadderFit& whole,
                   const std::vector<LawVector>& more) {
  const LadderForm form = whole.law.form;
  Descent best = polished(runs, form, whole.at, tolerance, steps);
  for (const LawVector& start : more) {
    const Descent end = polished(runs, form, start, tolerance, steps);
    if (end.value < best.value) best = end;
  }
  return law_of(form, best.at, runs);
}

Ladder counted(const Ladder& ladder, const std::vector<double>& counts) {
  std::vector<std::size_t> runs;
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (counts[i] > 0) runs.push_back(i);
  return chosen(ladder, runs);
}

// What all replicates of a ladder read.
struct Whole {
  LogRuns runs;
  std::vector<std::vector<LawVector>> more;  // [form]
};

Whole whole_of(const Ladder& ladder, const std::vector<LadderFit>& fits, const LadderLoss& loss) {
  Whole whole{log_runs(ladder, loss), {}};
  for (const LadderFit& fit : fits) whole.more.push_back(middle_starts(whole.runs, fit.law.form));
  return whole;
}

// What the resamples do not show: the seed that all runs of a ladder share. Each
// ladder takes a coordinate of its own, of as many as a point has.
void add_seeds(std::vector<BootstrapFits>& all, const BootstrapOptions& o) {
  const std::size_t own = std::min(all.size(), most_dimensions);
  const std::vector<double> u = sobol_points(0, o.replicates, own, o.seed);
  for (std::size_t l = 0; l < all.size(); ++l)
    for (std::size_t at = l < own ? l : 1 + l % (own - 1); at < u.size(); at += own)
      all[l].seed_nats.push_back(o.seed_noise * standard_normal(u[at]));
}

// Tells of work that several threads do.
class Tally {
 public:
  explicit Tally(const BootstrapOptions& o) : o_(o) {}
  void one_more() {
    const std::lock_guard<std::mutex> lock(one_at_a_time_);
    done_ += 1;
    if (o_.progress) o_.progress(done_, o_.replicates);
  }

 private:
  const BootstrapOptions& o_;
  std::mutex one_at_a_time_;
  double done_ = 0;
};

}  // namespace

std::vector<BootstrapFits> bootstrap(const std::vector<Ladder>& ladders,
                                     const std::vector<std::vector<LadderFit>>& fits,
                                     const LadderLoss& loss, const BootstrapOptions& o) {
  const ResamplePlan plan = resample_plan(ladders, o.by);
  const auto n = static_cast<std::size_t>(o.replicates);
  std::vector<Whole> wholes;
  std::vector<BootstrapFits> all(ladders.size());
  for (std::size_t l = 0; l < ladders.size(); ++l) {
    wholes.push_back(whole_of(ladders[l], fits[l], loss));
    all[l].laws.assign(fits[l].size(), std::vector<LadderLaw>(n));
    all[l].minima.resize(n);
  }
  add_seeds(all, o);
  Tally tally(o);
  for_each_job(o.replicates, o.threads, [&](std::int64_t job) {
    const auto r = static_cast<std::size_t>(job);
    const auto counts = resampled_counts(plan, o.seed, r);
    for (std::size_t l = 0; l < ladders.size(); ++l) {
      const LogRuns runs = weighted(wholes[l].runs, counts[l]);
      for (std::size_t f = 0; f < fits[l].size(); ++f)
        all[l].laws[f][r] = refitted(runs, fits[l][f], wholes[l].more[f]);
      all[l].minima[r] = isoflop_minima(counted(ladders[l], counts[l]), IsoflopCurve::akima);
    }
    tally.one_more();
  });
  return all;
}

}  // namespace tenfold
