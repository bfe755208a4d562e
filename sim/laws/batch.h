// Batch size and learning rate: McCandlish, Zhang, Bergsma, DeepSeek LLM, Step Law.
#pragma once

#include "laws/frontier.h"

namespace tenfold::laws {

// McCandlish et al. 2018, arXiv:1812.06162: (S/Smin - 1)(E/Emin - 1) = 1, E examples in S steps.
struct BatchTradeOff {
  double fewest_steps = 0, fewest_examples = 0;
};
double critical_batch(const BatchTradeOff&);
double steps(const BatchTradeOff&, double batch);
double examples(const BatchTradeOff&, double batch);
double batch_for_steps(const BatchTradeOff&, double steps);  // the inverse; needs more than fewest

// Zhang et al. 2024, arXiv:2410.21676: the critical batch grows with the tokens, not the model.
inline constexpr PowerLaw zhang_critical_batch{22.91, 0.47};

// Bergsma et al. 2025 (power lines), arXiv:2505.13738: in sequences of 2,048 tokens, and the
// timescale of AdamW's weight decay as a share of the run, of D/N.
inline constexpr PowerLaw bergsma_best_batch{0.0306, 0.383};
inline constexpr PowerLaw bergsma_critical_batch{0.0471, 0.462};
inline constexpr PowerLaw bergsma_timescale{1.084, -0.527};

// DeepSeek LLM, arXiv:2401.02954, of compute: learning rate, and batch in tokens.
inline constexpr PowerLaw deepseek_learning_rate{0.3118, -0.125};
inline constexpr PowerLaw deepseek_batch{0.2920, 0.3271};

// Step Law, arXiv:2503.04715: learning rate of N and D, batch in tokens of D.
double step_law_learning_rate(double parameters, double tokens);
inline constexpr PowerLaw step_law_batch{0.58, 0.571};

}  // namespace tenfold::laws
