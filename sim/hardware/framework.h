// What a generation of a training framework does on every accelerator: how fast its host launches
// kernels, what it fuses, what it overlaps, what memory it takes beside the model. Constants belong
// to a generation, never to a run.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/fields.h"
#include "base/provenance.h"
#include "base/units.h"
#include "hardware/offers.h"

namespace tenfold {

struct Framework {
  std::string key;  // file name without .toml
  std::string name;
  // Host.
  Seconds dispatch;             // host time of one kernel launch, on the accelerators' usual hosts
  double launches = 1;          // launches over the kernels that the model of a step counts
  Seconds collective_dispatch;  // host time of one collective or send, beside a kernel's
  Seconds step_overhead;        // of a step: loss scale, gradient norm, logging, data
  // Fusion: fractions of the memory traffic of the unfused kernels that remain.
  double elementwise_traffic = 1;
  double norm_traffic = 1;
  double cast_traffic = 1;  // of casts of activations to 8 or 4 bits
  bool fused_qkv = true, fused_gate_up = true;
  bool fused_norms = true, fused_rotary = true;  // one kernel each; else a kernel an operation
  bool fused_gradient_sum = true;  // a weight's gradient is added to the step's by its product
  bool deterministic = false;      // PyTorch's mode: memory is filled before a kernel writes it
  double loss_traffic = 6;         // bytes moved for each logit by the loss, forward and backward
  double dropout = 0;              // passes over the residual stream that dropout adds to a branch
  Bandwidth host_memory_bandwidth =
      Bandwidth::base(100e9);    // an accelerator's share, offloaded Adam
  double optimizer_traffic = 1;  // of the fused optimizer's bytes
  // Overlap: the part of a communication that hides behind compute where compute lasts as long.
  double tensor_backward_overlap = 0;  // of tensor-parallel traffic in backward, beside products
  double gradient_overlap = 0, parameter_overlap = 0, tensor_overlap = 0, expert_overlap = 0,
         pipeline_overlap = 0, context_overlap = 0;
  double gather_efficiency = 1;  // of sharded weights' traffic, module by module, over one transfer
  double overlap_slow_down = 1.1;  // of compute while communication runs beside it
  // Memory.
  Bytes context;                // of the device's context and libraries, outside the allocator
  double fragmentation = 0;     // reserved over allocated, less one
  Bytes communication_buffers;  // of the allocator: buckets of gradients and parameters
  bool fp32_gradients = true, fp32_logits = true;
  double loss_copies = 2;        // copies of the logits at the loss, of the logits' bytes
  bool fp32_master = true;       // else weights and moments are in 16 bits alone
  bool dropout_masks = false;    // dropout is on by default: models with biases keep it
  Bytes workspace;               // that libraries of kernels hold in the allocator
  double norm_copies = 0;        // 16-bit copies of its input that a norm keeps beside it
  double activation_copies = 0;  // the same of an activation function
  bool parallel_loss = true;     // from each tensor rank's part of the vocabulary
  double gathered_layers = 2;    // whole layers that a rank holds where weights are sharded
  // What is not constant from step to step.
  double straggler = 0;  // slow-down a doubling of the accelerators beyond a node
  double spread = 0.06;  // standard deviation of ln(predicted / measured) beyond the kernels'
  Offers offers;
  std::vector<Source> sources;
  std::map<std::string, Provenance> provenance;
};
inline constexpr Rule optional_fraction{.required = false, .low = 0, .high = 1};
template <>
struct Fields<Framework> {
  static constexpr std::tuple table{
      Field{"name", &Framework::name, "framework and generation"},
      Field{"dispatch", &Framework::dispatch, "host time of a kernel launch"},
      Field{"launches", &Framework::launches, "launches over the kernels counted", optional},
      Field{"collective_dispatch", &Framework::collective_dispatch,
            "host time of a collective's or a send's launch", optional},
      Field{"step_overhead", &Framework::step_overhead, "host time of a step beside its kernels",
            optional},
      Field{"elementwise_traffic", &Framework::elementwise_traffic,
            "memory traffic of elementwise work left by fusion", optional},
      Field{"cast_traffic", &Framework::cast_traffic,
            "memory traffic of casts to 8 or 4 bits left by fusion", optional},
      Field{"norm_traffic", &Framework::norm_traffic, "memory traffic of norms left by fusion",
            optional},
      Field{"fused_qkv", &Framework::fused_qkv, "queries, keys, values in one product", optional},
      Field{"fused_gate_up", &Framework::fused_gate_up, "gate and up in one product", optional},
      Field{"fused_norms", &Framework::fused_norms, "a norm in one kernel", optional},
      Field{"fused_rotary", &Framework::fused_rotary, "rotary positions in one kernel", optional},
      Field{"fused_gradient_sum", &Framework::fused_gradient_sum,
            "products add a weight's gradient to the step's", optional},
      Field{"deterministic", &Framework::deterministic,
            "PyTorch's deterministic mode, which fills memory before a kernel writes it", optional},
      Field{"loss_traffic", &Framework::loss_traffic,
            "bytes that the loss moves for each logit, forward and backward", optional},
      Field{"dropout", &Framework::dropout, "passes that dropout adds to a branch", optional},
      Field{"host_memory_bandwidth", &Framework::host_memory_bandwidth,
            "of the host, an accelerator's share, for an offloaded optimizer", optional},
      Field{"optimizer_traffic", &Framework::optimizer_traffic,
            "optimizer's bytes over those of a fused one", optional},
      Field{"tensor_backward_overlap", &Framework::tensor_backward_overlap,
            "part of tensor-parallel traffic in backward that hides", optional},
      Field{"gradient_overlap", &Framework::gradient_overlap,
            "part of gradient reduction that can hide", optional_fraction},
      Field{"parameter_overlap", &Framework::parameter_overlap,
            "part of parameter gathering that can hide", optional_fraction},
      Field{"tensor_overlap", &Framework::tensor_overlap,
            "part of tensor-parallel traffic that can hide", optional_fraction},
      Field{"expert_overlap", &Framework::expert_overlap, "part of expert traffic that can hide",
            optional_fraction},
      Field{"pipeline_overlap", &Framework::pipeline_overlap,
            "part of pipeline traffic that can hide", optional_fraction},
      Field{"context_overlap", &Framework::context_overlap,
            "part of context-parallel traffic that can hide", optional_fraction},
      Field{"gather_efficiency", &Framework::gather_efficiency,
            "bandwidth of gathering weights module by module, over that of one transfer", optional},
      Field{"overlap_slow_down", &Framework::overlap_slow_down, "of compute beside communication",
            Rule{.required = false, .low = 1, .high = 10}},
      Field{"context", &Framework::context, "memory of context and libraries", optional},
      Field{"fragmentation", &Framework::fragmentation, "reserved over allocated, less one",
            optional_fraction},
      Field{"communication_buffers", &Framework::communication_buffers,
            "memory of communication buffers", optional},
      Field{"fp32_gradients", &Framework::fp32_gradients, "gradients kept in 32 bits", optional},
      Field{"fp32_logits", &Framework::fp32_logits, "logits cast to 32 bits", optional},
      Field{"fp32_master", &Framework::fp32_master,
            "the optimizer keeps weights and moments in 32 bits", optional},
      Field{"loss_copies", &Framework::loss_copies, "copies of the logits at the loss", optional},
      Field{"dropout_masks", &Framework::dropout_masks,
            "dropout is on by default, which models with biases keep", optional},
      Field{"workspace", &Framework::workspace, "memory that libraries of kernels hold", optional},
      Field{"norm_copies", &Framework::norm_copies,
            "copies of its input that a norm keeps beside it", optional},
      Field{"activation_copies", &Framework::activation_copies,
            "copies of its input that an activation function keeps beside it", optional},
      Field{"parallel_loss", &Framework::parallel_loss,
            "the loss is computed without gathering the logits over tensor ranks", optional},
      Field{"gathered_layers", &Framework::gathered_layers,
            "whole layers on a rank where weights are sharded", optional},
      Field{"straggler", &Framework::straggler,
            "slow-down a doubling of accelerators beyond a node", optional_fraction},
      Field{"spread", &Framework::spread,
            "standard deviation of ln(predicted / measured), kernels apart", optional},
      Field{"offers", &Framework::offers, "what it can run", optional},
  };
};

}  // namespace tenfold
