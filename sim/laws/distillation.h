// Loss of a student that learns a teacher's predictions. Busbridge et al. 2025, arXiv:2502.08606.
//
//   L_S = L_T + L_T^-c0 (1 + (L_T / (L~_S d1))^(1/f1))^(-c1 f1) (A'/N^a' + B'/D^b')^g'
//
// L_T is the teacher's loss and L~_S that of a model like the student trained without one, by the
// coupled law of supervised training.
#pragma once

#include "laws/loss_law.h"
#include "laws/loss_surface.h"

namespace tenfold::laws {

inline constexpr LossLaw busbridge_supervised{1.220, 3355, 0.408, 18186, 0.431, 0.452};

double student_loss(double parameters, double tokens, double teacher_loss);
LossSurface student_of(double teacher_loss);

// FLOPs of training a student, F = 2 N a token forward, with what of the teacher counts: its
// forward passes over the student's tokens, and its own training.
struct Teacher {
  double parameters = 0, tokens = 0;
  bool forward = true, training = false;
};
double distillation_compute(double parameters, double tokens, const Teacher&);

}  // namespace tenfold::laws
