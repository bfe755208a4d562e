// The entries of library.h by family, and what they are made of. Private to laws/.
#pragma once

#include "laws/frontier.h"
#include "laws/library.h"
#include "laws/loss_law.h"
#include "laws/loss_surface.h"

namespace tenfold::laws {

std::vector<LawEntry> dense_entries();      // Kaplan, Chinchilla, Besiroglu, Gadre
std::vector<LawEntry> coupled_entries();    // Skaling, Farseer, OLMo ladder
std::vector<LawEntry> data_entries();       // Muennighoff, Sardana
std::vector<LawEntry> frontier_entries();   // Porian, Llama 3, DeepSeek
std::vector<LawEntry> expert_entries();     // Clark, Krajewski, Abnar
std::vector<LawEntry> mixture_entries();    // joint MoE, Tian
std::vector<LawEntry> precision_entries();  // Kumar, Busbridge
std::vector<LawEntry> batch_entries();      // McCandlish, Zhang, Bergsma, Merrill, Step Law
std::vector<LawEntry> progress_entries();   // Khatri, Ho, Epoch, Moonlight

// The value, or `otherwise` where it is not given.
double given(const Query&, Variable, double otherwise);
double given(const Query&, Variable);  // of one that the function needs

// Numbers of an answer, named as the laws name them.
LawValue parameters_of(double value);
LawValue tokens_of(double value);
LawValue compute_of(double value);
LawValue loss_of(double value, const std::string& unit = "nats a token");
LawValue ratio_of(const std::string& symbol, double value, const std::string& meaning);

// Coefficients of one grade: "E" 1.69, …
struct Valued {
  std::string symbol;
  double value;
};
std::vector<Coefficient> graded(Evidence, const std::vector<Valued>&, const std::string& note = "");
// E, A, alpha, B, beta, and k where it is not 1.
std::vector<Coefficient> graded(Evidence, const LossLaw&, const std::string& note = "");

// What else a law's three questions take, and how losses are told.
struct Questions {
  std::vector<Variable> needs{}, may{};
  std::string unit = "nats a token";
};

// Loss of a model, best split of a budget, compute to reach a loss, tokens for a model to reach it.
std::vector<LawFunction> functions(const std::function<LossLaw(const Query&)>&,
                                   const Questions& = {},
                                   std::function<double(const Query&)> work = {});

// The same by search.
struct Searched {
  LossSurface loss;
  Split split{};
};
std::vector<LawFunction> functions(const std::function<Searched(const Query&)>&,
                                   const Questions& = {});

// Best split of a budget, and the budget for which a size or a number of tokens is best.
std::vector<LawFunction> functions(const FrontierLaw&);

}  // namespace tenfold::laws
