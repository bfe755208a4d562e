#include "laws/distillation.h"

#include <cmath>

namespace tenfold::laws {
namespace {

constexpr LossLaw learned{0, 2243, 0.321, 24181, 0.637, 0.764};
constexpr double c0 = 2.549, c1 = 522.61, f1 = 0.090, d1 = 1.315;

double forward_flops(double parameters) { return 2 * parameters; }

}  // namespace

double student_loss(double parameters, double tokens, double teacher_loss) {
  const double alone = loss(busbridge_supervised, parameters, tokens);
  const double ratio = std::pow(teacher_loss / (alone * d1), 1 / f1);
  return teacher_loss + std::pow(teacher_loss, -c0) * std::pow(1 + ratio, -c1 * f1) *
                            loss(learned, parameters, tokens);
}

LossSurface student_of(double teacher_loss) {
  return [teacher_loss](double parameters, double tokens) {
    return student_loss(parameters, tokens, teacher_loss);
  };
}

double distillation_compute(double parameters, double tokens, const Teacher& teacher) {
  const double of_teacher = forward_flops(teacher.parameters);
  return 3 * forward_flops(parameters) * tokens + (teacher.forward ? of_teacher * tokens : 0) +
         (teacher.training ? 3 * of_teacher * teacher.tokens : 0);
}

}  // namespace tenfold::laws
