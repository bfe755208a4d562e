// Compute-optimal sizes as power laws of the budget, fitted without a law of the loss: Hoffmann's
// approaches 1 and 2, Porian, Llama 3, DeepSeek. C is in FLOPs.
#pragma once

#include <array>
#include <string_view>

namespace tenfold::laws {

// y = scale * x^exponent.
struct PowerLaw {
  double scale = 0, exponent = 0;
  double operator()(double x) const;
  double inverse(double y) const;  // the x of a y
};

// N* = c C^a, and D* = (C / 6) / N* unless tokens were fitted apart.
struct FrontierLaw {
  PowerLaw parameters, tokens;
};

// A law through one known point, (compute, parameters), with D = C / 6N.
FrontierLaw frontier_through(double compute, double parameters, double exponent);
// A law whose parameters were fitted, with D = C / 6N.
FrontierLaw frontier_of(PowerLaw parameters);

// Hoffmann et al. 2022, arXiv:2203.15556. The exponents are the paper's; the scale of approach 1
// goes through its Table 3 (67 B on 1.5 T tokens at Gopher's 5.76e23 FLOPs), that of approach 2
// through the 63 B that the paper names for that budget.
inline constexpr double gopher_compute = 5.76e23;
FrontierLaw chinchilla_approach_1();
FrontierLaw chinchilla_approach_2();

// Porian et al. 2024, arXiv:2406.19146: each step of the way from Kaplan's exponent to
// Hoffmann's, on two corpora; from the authors' own fits (MIT licence).
struct PorianStep {
  std::string_view key, what;
  PowerLaw parameters, tokens;
  double low = 0, high = 0;  // of the exponent, 95 %
};
inline constexpr std::array porian_steps{
    PorianStep{"refinedweb",
               "all corrections: tuned, constant learning rate",
               {0.11892648397493802, 0.49689507817885203},
               {1.401425999458538, 0.5031049218211477},
               0.4907,
               0.5045},
    PorianStep{"refinedweb-kaplan",
               "Kaplan's setting, reproduced",
               {4.2319659184965657e-08, 0.8353000424913991},
               {4152787.256480985, 0.16336684877863022},
               0.8235,
               0.8460},
    PorianStep{"refinedweb-head",
               "+ FLOPs of the last layer counted",
               {1.2701847832482018e-05, 0.7064699122200796},
               {13117.768442464034, 0.29353709920152327},
               0.6915,
               0.7169},
    PorianStep{"refinedweb-warmup",
               "+ warm-up that scales with the model",
               {0.0014309165592833362, 0.6020375267309686},
               {113.92429624963593, 0.39847913615884367},
               0.5914,
               0.6173},
    PorianStep{"refinedweb-cosine",
               "+ cosine decay that ends with the tokens",
               {0.0047692867893526685, 0.5714947855747434},
               {35.042503091306116, 0.4284382529901573},
               0.5598,
               0.5885},
    PorianStep{"openwebtext2",
               "all corrections: tuned, constant learning rate",
               {0.046935346310548694, 0.5184542057238083},
               {3.357152759484512, 0.4829261760758542},
               0.4931,
               0.5415},
    PorianStep{"openwebtext2-kaplan",
               "Kaplan's setting, reproduced",
               {1.2849964079364733e-08, 0.8635108173346319},
               {12338006.094515499, 0.1376503819854019},
               0.8186,
               0.8974},
    PorianStep{"openwebtext2-head",
               "+ FLOPs of the last layer counted",
               {1.733448046622233e-05, 0.698500695818592},
               {9945.748607716885, 0.30056910902840306},
               0.6644,
               0.7245},
    PorianStep{"openwebtext2-warmup",
               "+ warm-up that scales with the model",
               {0.0013176920659436374, 0.6031958731092242},
               {119.76015297901603, 0.39822261400489595},
               0.5702,
               0.6287},
    PorianStep{"openwebtext2-cosine",
               "+ cosine decay that ends with the tokens",
               {0.004365827760324604, 0.57429513911277},
               {37.954372099635485, 0.4259318413837403},
               0.5423,
               0.6056}};

// Llama 3, arXiv:2407.21783: D* = A C^al, as the label of its figure has it, and as printed in the
// text, whose rounding loses a third of the tokens at 3.8e25 FLOPs.
inline constexpr PowerLaw llama3_tokens{0.299, 0.537};
inline constexpr PowerLaw llama3_tokens_rounded{0.29, 0.53};
FrontierLaw frontier_of_tokens(PowerLaw tokens);  // N = C / 6D

// DeepSeek LLM, arXiv:2401.02954: C = M D, where M = 72 n d^2 + 12 n d l is the non-embedding
// FLOPs of a token (n layers of width d, l tokens a sequence).
inline constexpr PowerLaw deepseek_flops_a_token{0.1715, 0.5243};
inline constexpr PowerLaw deepseek_tokens{5.8316, 0.4757};
double deepseek_flops_of_token(double layers, double width, double sequence);

}  // namespace tenfold::laws
