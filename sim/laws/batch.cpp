#include "laws/batch.h"

#include <cmath>

namespace tenfold::laws {

double critical_batch(const BatchTradeOff& t) { return t.fewest_examples / t.fewest_steps; }

double steps(const BatchTradeOff& t, double batch) {
  return t.fewest_steps * (1 + critical_batch(t) / batch);
}

double examples(const BatchTradeOff& t, double batch) {
  return t.fewest_examples * (1 + batch / critical_batch(t));
}

double batch_for_steps(const BatchTradeOff& t, double steps) {
  return critical_batch(t) / (steps / t.fewest_steps - 1);
}

double step_law_learning_rate(double parameters, double tokens) {
  return 1.79 * std::pow(parameters, -0.713) * std::pow(tokens, 0.307);
}

}  // namespace tenfold::laws
