// What `tenfold explain` says of the words that reports use.
#include "report/explain.h"

namespace tenfold::report {
namespace {

constexpr std::string_view conventions =
    R"(FLOP conventions: what a count of training compute counts

A multiply-add is two FLOPs everywhere. Elementwise and reduction work is kept
apart and enters no headline count. The number format moves no count; it moves
time.

  exact           every matrix and attention product of the model, forward and
                  backward; attention counts the pairs that the mask keeps
                  (causal, window, chunk). No recomputation.
  full-attention  as exact, but every query against every key, as PaLM's
                  appendix B and Megatron count
  hardware        what is executed under a plan: exact plus recomputation and
                  padding. n/d where there is no plan.
  6nd-active      6 x the parameters that serve one token x tokens
  6nd-total       6 x all parameters x tokens. For a mixture of experts it
                  bears no verdict: most experts idle on each token.

Published "active parameters" differ in whether they count the embeddings; a
model file names the rule. `tenfold count MODEL` shows all conventions side by
side. The same claim can move by 1.7 times by convention alone, so both sides
of a ratio are always counted under one.
)";

constexpr std::string_view boundaries = R"(Boundaries: whose compute counts as a model's

Own pretraining always counts. A scenario may add context extension,
post-training and reinforcement learning, the teacher's forward passes over the
student's tokens, a share of the teacher's own training, synthetic data, failed
runs and ablations, encoders of images and sound.

A boundary applies to both sides of a claim. Where one side is not disclosed,
both counts are printed as far as they are known, and no verdict is given: a
verdict would hand the silent side what the open side is charged for. Counting
something removes the prior factor that stood for it.

Where accelerator-hours are published they test a boundary: compute that would
need more of the rated peak than whole runs reach was not done in those hours.
)";

constexpr std::string_view grades = R"(Grades: how a number is known

  disclosed  its owner published it
  measured   somebody measured it
  derived    computed from disclosed numbers by a formula that is given
  estimated  somebody's estimate, with its spread
  assumed    our judgement, with its reasoning

Every number of models/, hardware_profiles/ and scenarios/ has one, and a source
or a reasoning; a file without is refused. A reading of a claim rests on

  disclosed numbers, compared as they are
  our computation from disclosed numbers
  judgement: at least one input is estimated or assumed
  where a prior was cut off: every value that could be drawn lies on one side of
  the claim, so that the verdict shows nothing

n/d means not disclosed. It is never replaced by a default.
)";

constexpr std::string_view exit_codes = R"(Exit codes

   0  done; of check: the claim is supported (P of .9 or more)
   1  of check: the claim is contradicted (P of .1 or less)
   2  bad usage or bad input, told on stderr
   3  of check: the claim is undetermined, or no verdict can be given
   4  no plan fits
   5  some points of a sweep failed
  70  a fault of ours
  74  a file could not be read or written

check follows the reading that the scenario names as its headline; its last line
says which.
)";

}  // namespace

const std::vector<Topic>& topics() {
  static const std::vector<Topic> all{
      {"boundaries", "whose compute counts as a model's", boundaries},
      {"conventions", "what a count of FLOPs counts", conventions},
      {"exit-codes", "what the exit codes mean", exit_codes},
      {"grades", "how a number is known", grades}};
  return all;
}

}  // namespace tenfold::report
