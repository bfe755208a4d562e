// What each sort of operator costs, a unit of its work: the one table of FLOPs.
//
// Work of products is in multiply-adds of the forward pass, of convolutions too; of all else in
// elements, which are nominal counts of additions, multiplications, divisions, exponentials and
// roots, each as one. They are in no headline count and matter for order of magnitude alone.
#pragma once

#include <cstdint>
#include <string_view>

#include "graph/op_graph.h"

namespace tenfold {

// What an operator's backward reads beside the gradient of its output.
enum class Saves : std::uint8_t { nothing, inputs, output };

struct OperatorRule {
  OperatorKind kind = OperatorKind::elementwise;
  Size forward = 0, backward_input = 0, backward_weight = 0;  // FLOPs a unit of work
  std::string_view cause = {}, cause_input = {};
  std::string_view cause_weight = {};  // of an attention product: of its second factor's gradient
  Saves saves = Saves::nothing;
  bool passes_through = false;  // the output's gradient is that of every input: no operator
  bool is_loss = false;         // where backward starts
};

namespace rules {

using enum OperatorKind;

inline constexpr OperatorRule product{matmul,
                                      2,
                                      2,
                                      2,
                                      "2 x tokens x rows x columns",
                                      "2 x tokens x rows x columns, gradient of the input",
                                      "2 x tokens x rows x columns, gradient of the weight"};
inline constexpr OperatorRule routed{matmul,
                                     2,
                                     2,
                                     2,
                                     "2 x tokens x top_k x rows x columns",
                                     "2 x tokens x top_k x rows x columns, gradient of the input",
                                     "2 x tokens x top_k x rows x columns, gradient of the weight"};
inline constexpr OperatorRule shared{
    matmul,
    2,
    2,
    2,
    "2 x tokens x shared x rows x columns",
    "2 x tokens x shared x rows x columns, gradient of the input",
    "2 x tokens x shared x rows x columns, gradient of the weight"};
inline constexpr OperatorRule scores{attention,
                                     2,
                                     2,
                                     0,
                                     "2 x pairs x heads x key width",
                                     "2 x pairs x heads x key width, gradient of the queries",
                                     "2 x pairs x heads x key width, gradient of the keys"};
inline constexpr OperatorRule values{
    attention,
    2,
    2,
    0,
    "2 x pairs x heads x value width",
    "2 x pairs x heads x value width, gradient of the probabilities",
    "2 x pairs x heads x value width, gradient of the values"};
inline constexpr OperatorRule index_scores{
    attention,
    2,
    2,
    0,
    "2 x causal pairs x index heads x index width",
    "2 x causal pairs x index heads x index width, gradient of the index queries",
    "2 x causal pairs x index heads x index width, gradient of the index keys"};

inline constexpr OperatorRule mamba2{recurrence,
                                     4,
                                     8,
                                     0,
                                     "4 x tokens x heads x width x state",
                                     "8 x tokens x heads x width x state, twice forward"};
inline constexpr OperatorRule gated_delta_net{
    recurrence,
    6,
    12,
    0,
    "6 x tokens x value heads x key width x value width",
    "12 x tokens x value heads x key width x value width, twice forward"};
inline constexpr OperatorRule lightning{recurrence,
                                        4,
                                        8,
                                        0,
                                        "4 x tokens x heads x width x width",
                                        "8 x tokens x heads x width x width, twice forward"};
inline constexpr OperatorRule short_convolution{
    convolution,
    2,
    2,
    2,
    "2 x tokens x channels x taps",
    "2 x tokens x channels x taps, gradient of the input",
    "2 x tokens x channels x taps, gradient of the weight",
    Saves::inputs};

// Square, sum, subtract, scale, weight.
inline constexpr OperatorRule norm{
    reduction, 5, 8, 2, "5 x elements", "8 x elements", "2 x elements", Saves::inputs};
// Maximum, subtract, exponential, sum, divide. A sink's gradient is among the backward's four.
inline constexpr OperatorRule softmax{
    reduction,    5, 4, 0, "5 x scores", "4 x scores", "with the backward of the scores",
    Saves::output};
inline constexpr OperatorRule loss{reduction,     5,     2,   0, "5 x logits", "2 x logits", "",
                                   Saves::inputs, false, true};
// Softmax or sigmoid, then the choice of top_k.
inline constexpr OperatorRule routing{
    reduction, 6, 4, 1, "6 x logits", "4 x logits", "1 x logits", Saves::output};
inline constexpr OperatorRule index_choice{reduction, 1, 0, 0, "1 x causal pairs"};
inline constexpr OperatorRule index_loss{
    reduction, 5, 3, 0, "5 x causal pairs", "3 x causal pairs", "", Saves::inputs, false, true};

inline constexpr OperatorRule add{elementwise,    1,   0, 1, "1 x elements", "", "1 x elements",
                                  Saves::nothing, true};
inline constexpr OperatorRule scale{
    elementwise, 1, 1, 2, "1 x elements", "1 x elements", "2 x elements", Saves::inputs};
inline constexpr OperatorRule rotation{elementwise, 3, 3, 0, "3 x elements", "3 x elements"};
inline constexpr OperatorRule activation{elementwise,  5, 6, 0, "5 x elements", "6 x elements", "",
                                         Saves::inputs};
inline constexpr OperatorRule gated_activation{
    elementwise, 6, 8, 0, "6 x elements", "8 x elements", "", Saves::inputs};
inline constexpr OperatorRule soft_cap{elementwise,  3, 3, 0, "3 x elements", "3 x elements", "",
                                       Saves::output};
// Multiply-add of each expert's output with its weight.
inline constexpr OperatorRule combine{
    elementwise, 2, 3, 0, "2 x routed elements", "3 x routed elements", "", Saves::inputs};
// Softplus of the step, exponential of the decay.
inline constexpr OperatorRule recurrence_step{
    elementwise, 5, 5, 2, "5 x elements", "5 x elements", "2 x elements", Saves::inputs};
inline constexpr OperatorRule skip{
    elementwise, 2, 1, 2, "2 x elements", "1 x elements", "2 x elements", Saves::inputs};
// ReLU, weight, sum over index heads.
inline constexpr OperatorRule index_sum{
    elementwise,  3, 4, 0, "3 x causal pairs x index heads", "4 x causal pairs x index heads", "",
    Saves::inputs};
inline constexpr OperatorRule gradient_sum{elementwise, 1, 0, 0, "1 x elements a further gradient"};

inline constexpr OperatorRule embedding{lookup, 0, 0, 1, "rows are copied", "", "1 x elements"};
inline constexpr OperatorRule move{lookup, 0, 0, 0, "rows are moved", "rows are moved"};
inline constexpr OperatorRule dispatch{
    lookup, 0, 1, 0, "rows are copied to experts", "1 x routed elements"};

// AdamW: moments 7, bias corrections 2, root and quotient 3, decay 2, step 2.
inline constexpr OperatorRule adam{update, 16, 0, 0, "16 x parameters"};

}  // namespace rules
}  // namespace tenfold
