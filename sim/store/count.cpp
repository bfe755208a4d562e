#include "store/count.h"

#include <fmt/format.h>

#include <array>

namespace tenfold::store {
namespace {

struct Column {
  const char* name;
  const char* long_name;
  const char* units;
  Count (*value)(const LedgerRow&);
};
constexpr std::array columns{
    Column{"forward", "FLOPs of the forward pass, exact", "FLOP",
           [](const LedgerRow& r) { return r.forward; }},
    Column{"backward_input", "FLOPs of the backward pass for inputs, exact", "FLOP",
           [](const LedgerRow& r) { return r.backward_input; }},
    Column{"backward_weight", "FLOPs of the backward pass for weights, exact", "FLOP",
           [](const LedgerRow& r) { return r.backward_weight; }},
    Column{"full_attention", "FLOPs of all passes, every query against every key", "FLOP",
           [](const LedgerRow& r) { return r.full_flops; }},
    Column{"other_flops", "elementwise, reduction, convolution: in no headline count", "FLOP",
           [](const LedgerRow& r) { return r.other_flops; }},
    Column{"bytes_read", "bytes read", "B", [](const LedgerRow& r) { return r.bytes_read; }},
    Column{"bytes_written", "bytes written", "B",
           [](const LedgerRow& r) { return r.bytes_written; }},
};

Variable rounded(const Column& c, const std::vector<LedgerRow>& rows) {
  std::vector<double> values;
  for (const LedgerRow& r : rows) values.push_back(real(c.value(r)));
  return {c.name, {"entry"}, values, c.units, c.long_name};
}

// 128-bit counts have no HDF5 type that all readers know; their decimals do.
Variable exact(const Column& c, const std::vector<LedgerRow>& rows) {
  std::vector<std::string> values;
  for (const LedgerRow& r : rows) values.push_back(decimal(c.value(r)));
  return {std::string(c.name) + "_exact",
          {"entry"},
          values,
          c.units,
          std::string(c.long_name) + ", exact decimal"};
}

}  // namespace

Dataset count_dataset(const io::LoadedModel& loaded, const Tally& t) {
  Dataset data{"tenfold count", {{"entry", {}}}, {}, {}};
  std::vector<std::string> blocks, operators;
  std::vector<std::int64_t> layers;
  for (const LedgerRow& r : t.operators) {
    data.dimensions[0].labels.push_back(fmt::format("{} {}", r.block, r.name));
    blocks.push_back(r.block);
    operators.emplace_back(r.name);
    layers.push_back(r.layers);
  }
  data.variables = {{"block", {"entry"}, blocks, "1", "block of the model"},
                    {"operator", {"entry"}, operators, "1", "operator"},
                    {"layers", {"entry"}, layers, "1", "layers that have the block"}};
  for (const Column& c : columns) {
    data.variables.push_back(rounded(c, t.operators));
    data.variables.push_back(exact(c, t.operators));
  }
  data.attributes = {
      {"model", loaded.model.name},
      {"convention", "exact: pairs that the mask keeps, no recomputation; one sequence"},
      {"sequence_length", decimal(t.sequence_length)},
      {"parameters_total", decimal(t.total)},
      {"parameters_active", decimal(t.active)},
      {"input", loaded.text},
      {"input_sha256", loaded.file.sha256}};
  return data;
}

void write_count(const std::string& path, const io::LoadedModel& loaded, const Tally& t) {
  write(path, count_dataset(loaded, t));
}

}  // namespace tenfold::store
