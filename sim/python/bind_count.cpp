// count: a model's parameters and FLOPs.
#include <fmt/format.h>
#include <pybind11/stl.h>

#include "base/error.h"
#include "claim/run_facts.h"
#include "io/count_json.h"
#include "python/arrays.h"
#include "python/bindings.h"
#include "python/call.h"
#include "report/count.h"
#include "report/run_facts.h"
#include "store/count.h"

namespace tenfold::python {
namespace {

// Of a model that discloses its architecture, or of one that does not.
struct Counted {
  io::LoadedModel loaded;
  std::optional<Tally> tally;
  std::optional<UndisclosedTally> undisclosed;
  RunFacts facts;
};

Counted counted(const io::Library& library, const std::string& what, std::optional<Size> sequence,
                std::optional<double> tokens) {
  Counted c{io::load_model(library, what), {}, {}, {}};
  const Model& model = c.loaded.model;
  CountQuery query{sequence, {}};
  if (tokens) query.tokens = static_cast<Count>(*tokens);
  std::optional<Accelerator> accelerator;
  if (!model.training.accelerator.empty())
    accelerator = io::load_accelerator(library, model.training.accelerator);
  if (model.architecture) {
    if (flops_bound(model, query) > most_flops)
      throw InputError("over 1e36 FLOPs: are tokens and sequence what you mean?");
    c.tally = tally(model, query);
    c.facts = run_facts(model, accelerator, run_flops(*c.tally));
  } else {
    c.undisclosed = undisclosed_tally(model, query);
    c.facts = run_facts(model, accelerator, run_flops(*c.undisclosed));
  }
  return c;
}

const Tally& known(const Counted& c) {
  if (c.tally) return *c.tally;
  throw InputError(
      fmt::format("{} discloses no architecture: it has no exact counts", c.loaded.model.name));
}

std::string json(const Counted& c) {
  return c.tally ? io::count_json(c.loaded, *c.tally, c.facts)
                 : io::count_json(c.loaded, *c.undisclosed, c.facts);
}

std::string words(const Counted& c) {
  const Model& m = c.loaded.model;
  return (c.tally ? report::text(m, *c.tally) : report::text(m, *c.undisclosed)) +
         report::text(c.facts);
}

py::dict by_convention(const FlopCounts& counts) {
  py::dict all;
  for (const Convention c : all_conventions) all[py::str(name_text(c))] = integer(counts[index(c)]);
  return all;
}

py::dict table(const std::vector<LedgerRow>& rows) {
  const auto flops = [&](Count LedgerRow::*member) {
    return each(rows, [member](const LedgerRow& r) { return real(r.*member); });
  };
  py::list blocks, operators;
  for (const LedgerRow& r : rows) {
    blocks.append(r.block);
    operators.append(py::str(std::string(r.name)));
  }
  py::dict all;
  all["block"] = blocks;
  all["operator"] = operators;
  all["layers"] = each(rows, [](const LedgerRow& r) { return static_cast<double>(r.layers); });
  all["flops"] = each(rows, [](const LedgerRow& r) { return real(r.flops()); });
  all["forward"] = flops(&LedgerRow::forward);
  all["backward_input"] = flops(&LedgerRow::backward_input);
  all["backward_weight"] = flops(&LedgerRow::backward_weight);
  all["full_attention"] = flops(&LedgerRow::full_flops);
  all["other_flops"] = flops(&LedgerRow::other_flops);
  all["bytes_read"] = flops(&LedgerRow::bytes_read);
  all["bytes_written"] = flops(&LedgerRow::bytes_written);
  return all;
}

void bind_numbers(py::class_<Counted>& c) {
  c.def_property_readonly(
       "model", [](const Counted& x) { return x.loaded.model.name; }, "The model's name.")
      .def_property_readonly(
          "released", [](const Counted& x) { return x.loaded.model.released; },
          "Its date, as '2024-07-23'; '' where none is known.")
      .def_property_readonly(
          "disclosed", [](const Counted& x) { return x.tally.has_value(); },
          "Whether its architecture is known; else there are no exact counts.")
      .def_property_readonly(
          "parameters", [](const Counted& x) { return integer(known(x).total); },
          "All parameters under the file's rule, exact.")
      .def_property_readonly(
          "active_parameters", [](const Counted& x) { return integer(known(x).active); },
          "Parameters that serve one token, exact.")
      .def_property_readonly(
          "sequence_length", [](const Counted& x) { return known(x).sequence_length; },
          "Tokens of a sequence.")
      .def_property_readonly(
          "tokens", [](const Counted& x) { return integer(known(x).tokens); },
          "Training tokens of the run, or None.")
      .def_property_readonly(
          "per_sequence", [](const Counted& x) { return by_convention(known(x).per_sequence); },
          "FLOPs of one sequence, forward and backward, by convention; exact.")
      .def_property_readonly(
          "flops", [](const Counted& x) { return by_convention(known(x).run); },
          "FLOPs of the whole run by convention; exact. A multiply-add is two; None where a "
          "convention has no count.");
}

}  // namespace

void bind_count(py::module_& m) {
  py::class_<Counted> c(m, "Count",
                        "Parameters and FLOPs of a model. A multiply-add is two FLOPs.");
  bind_numbers(c);
  c.def(
       "blocks", [](const Counted& x) { return table(known(x).blocks); },
       "Columns by block: FLOPs and bytes of one sequence, as floating-point numbers.")
      .def(
          "operators", [](const Counted& x) { return table(known(x).operators); },
          "Columns by operator: FLOPs and bytes of one sequence, as floating-point numbers.")
      .def("to_json", &json, "As `tenfold count --json` prints it.")
      .def(
          "to_hdf5",
          [](const Counted& x, const std::string& path) {
            store::write_count(path, x.loaded, known(x));
          },
          py::arg("path"), "Writes the ledger as `tenfold count --out` does.")
      .def("__str__", &words);
  m.def(
      "count",
      [](const io::Library& library, const std::string& what, std::optional<Size> sequence,
         std::optional<double> tokens) {
        return unlocked([&] { return counted(library, what, sequence, tokens); });
      },
      py::arg("library"), py::arg("model"), py::arg("sequence"), py::arg("tokens"));
}

}  // namespace tenfold::python
