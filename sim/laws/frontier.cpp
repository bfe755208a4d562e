#include "laws/frontier.h"

#include <cmath>

#include "laws/loss_law.h"

namespace tenfold::laws {

double PowerLaw::operator()(double x) const { return scale * std::pow(x, exponent); }
double PowerLaw::inverse(double y) const { return std::pow(y / scale, 1 / exponent); }

FrontierLaw frontier_of(PowerLaw parameters) {
  return {parameters, {1 / (dense_work * parameters.scale), 1 - parameters.exponent}};
}

FrontierLaw frontier_of_tokens(PowerLaw tokens) {
  return {{1 / (dense_work * tokens.scale), 1 - tokens.exponent}, tokens};
}

FrontierLaw frontier_through(double compute, double parameters, double exponent) {
  return frontier_of({parameters / std::pow(compute, exponent), exponent});
}

FrontierLaw chinchilla_approach_1() { return frontier_through(gopher_compute, 67e9, 0.50); }
FrontierLaw chinchilla_approach_2() { return frontier_through(gopher_compute, 63e9, 0.49); }

double deepseek_flops_of_token(double layers, double width, double sequence) {
  return 72 * layers * width * width + 12 * layers * width * sequence;
}

}  // namespace tenfold::laws
