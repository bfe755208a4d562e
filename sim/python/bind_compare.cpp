// compare: offers of compute side by side under one job.
#include <fmt/format.h>
#include <pybind11/stl.h>

#include <cmath>

#include "base/error.h"
#include "io/compare_json.h"
#include "python/arrays.h"
#include "python/bindings.h"
#include "python/call.h"
#include "python/scenario.h"
#include "report/compare.h"
#include "store/compare.h"

namespace tenfold::python {
namespace {

struct Compared {
  Asked asked;
  io::LoadedCompare loaded;
  CompareReport report;
};
using ComparedPtr = std::shared_ptr<Compared>;

struct OfferOf {
  ComparedPtr of;
  std::size_t place = 0;
  const OfferReport& offer() const { return of->report.offers[place]; }
};

ComparedPtr compared(const Asked& asked, const std::vector<std::string>& more, bool accept_stale,
                     std::int64_t draws, int threads, const std::function<void()>& between) {
  io::LoadedCompare loaded = compare_of(asked, more);
  loaded.input.accept_stale = accept_stale;
  loaded.input.draws = draws;
  loaded.input.threads = threads;
  loaded.input.between = between;
  CompareReport r = compare_report(loaded.input);
  loaded.input.between = {};
  return std::make_shared<Compared>(Compared{asked, std::move(loaded), std::move(r)});
}

report::RunOrigin origin(const Compared& c) {
  return {c.loaded.files.front().path, c.loaded.files.front().sha256, changes_of(c.asked),
          command_of(c.asked, "compare")};
}

OfferOf offer_named(const ComparedPtr& c, const std::string& asked) {
  std::string known;
  for (std::size_t i = 0; i < c->report.offers.size(); ++i) {
    const std::string& name = c->report.offers[i].name;
    if (name == asked || first_word(name) == asked) return {c, i};
    known += (i > 0 ? ", " : "") + name;
  }
  throw InputError(fmt::format("there is no offer '{}': needs one of {}", asked, known));
}

// The middle 80 % of draws; their spread is that of a log-normal as wide.
Interval80 interval_of(const Range80& r) {
  const double spread = r.low > 0 ? std::log(r.high / r.low) / (2 * z90) : 0;
  return {r.mid, r.low, r.high, spread};
}

auto of_range(Range80 OfferCost::*member) {
  return [member](const OfferOf& o) -> std::optional<Interval80> {
    if (!o.offer().cost) return std::nullopt;
    return interval_of((*o.offer().cost).*member);
  };
}

auto of_dollars(std::optional<Range80> OfferCost::*member) {
  return [member](const OfferOf& o) -> std::optional<Interval80> {
    if (!o.offer().cost || !((*o.offer().cost).*member)) return std::nullopt;
    return interval_of(*((*o.offer().cost).*member));
  };
}

template <class Of>
auto of_cost(const Of& of) {
  return [of](const OfferOf& o) -> std::optional<double> {
    if (!o.offer().cost) return std::nullopt;
    return of(*o.offer().cost);
  };
}

py::list gap(const OfferOf& o) {
  py::list all;
  if (!o.offer().cost) return all;
  for (const GapStep& g : o.offer().cost->gap) {
    py::dict d;
    d["cause"] = name_text(g.cause);
    d["from"] = g.from;
    d["to"] = g.to;
    d["dollars"] = g.dollars;
    all.append(d);
  }
  return all;
}

using Bound = py::class_<OfferOf>;

void bind_offer_money(Bound& c) {
  c.def_property_readonly("days", of_range(&OfferCost::days), "Of the run, an Estimate.")
      .def_property_readonly("accelerator_hours", of_range(&OfferCost::accelerator_hours),
                             "Hours of an accelerator, an Estimate.")
      .def_property_readonly("energy", of_range(&OfferCost::energy_j),
                             "Joules that the site draws, an Estimate.")
      .def_property_readonly("interruptions", of_range(&OfferCost::interruptions),
                             "Of the run, by failures; an Estimate.")
      .def_property_readonly("dollars", of_dollars(&OfferCost::dollars),
                             "US dollars used; None where the price is stale or not told.")
      .def_property_readonly("committed", of_dollars(&OfferCost::committed),
                             "US dollars that the term or the purchase asks for, or None.")
      .def_property_readonly("price",
                             of_cost([](const OfferCost& x) { return x.hour.in(dollar / hour); }),
                             "US dollars an hour of an accelerator; 0 without one.")
      .def_property_readonly(
          "price_to_win", of_cost([](const OfferCost& x) -> std::optional<double> {
            if (!x.price_to_win) return std::nullopt;
            return x.price_to_win->in(dollar / hour);
          }),
          "US dollars an hour at which it is cheaper than the baseline with the job's confidence.")
      .def_property_readonly("p_cheaper", of_cost([](const OfferCost& x) { return x.cheaper; }),
                             "Probability that it costs less than the baseline, or None.")
      .def_property_readonly("p_late", of_cost([](const OfferCost& x) { return x.misses; }),
                             "Probability that it misses the deadline; None without one.")
      .def_property_readonly("gap", &gap,
                             "Where the dollars of the gap to the baseline come from, in order.");
}

void bind_offer(py::module_& m) {
  Bound c(m, "OfferCost", "What an offer of compute comes to under the job.");
  c.def_property_readonly(
       "name", [](const OfferOf& o) { return o.offer().name; }, "As its file calls it.")
      .def_property_readonly(
          "reasons", [](const OfferOf& o) { return o.offer().reasons; },
          "Why it cannot run the job; empty where it can.")
      .def_property_readonly(
          "notes", [](const OfferOf& o) { return o.offer().notes; }, "What to know of it.")
      .def_property_readonly(
          "price_flaw", [](const OfferOf& o) { return name_text(o.offer().flaw); },
          "'none', 'no price', 'placeholder' or 'stale'.")
      .def_property_readonly(
          "accelerators",
          [](const OfferOf& o) { return o.of->loaded.input.offers[o.place].offer.accelerators; },
          "How many.")
      .def_property_readonly(
          "measured_runs", [](const OfferOf& o) { return o.offer().measured_runs; },
          "Measured runs behind its accelerator, or None.")
      .def_property_readonly(
          "settings",
          [](const OfferOf& o) { return o.offer().cost ? o.offer().cost->settings : ""; },
          "Its plan, as `run(plan=…)` takes it.")
      .def_property_readonly("mfu", of_cost([](const OfferCost& x) { return x.step.mfu; }),
                             "Exact model FLOPs over the accelerators' peak, 0 to 1.");
  bind_offer_money(c);
  c.def("__repr__", [](const OfferOf& o) { return fmt::format("<offer {}>", o.offer().name); });
}

void bind_outputs(py::class_<Compared, ComparedPtr>& c) {
  c.def(
       "to_json", [](const Compared& x) { return io::compare_json(x.loaded, x.report); },
       "As `tenfold compare --json` prints it.")
      .def(
          "to_html",
          [](const Compared& x) {
            return report::compare_html(x.loaded.input, x.report, origin(x));
          },
          "The page of `tenfold compare --html`, as a text.")
      .def(
          "to_markdown",
          [](const Compared& x) {
            return report::compare_markdown(x.loaded.input, x.report, origin(x));
          },
          "The report as Markdown.")
      .def(
          "to_hdf5",
          [](const Compared& x, const std::string& path) {
            store::write_compare(path, x.loaded, x.report);
          },
          py::arg("path"), "Writes all numbers as `tenfold compare --out` does.")
      .def("__str__", [](const Compared& x) {
        return report::compare_text(x.loaded.input, x.report, origin(x));
      });
}

void bind_comparison(py::module_& m) {
  py::class_<Compared, ComparedPtr> c(m, "Comparison", "Offers of compute under one job.");
  c.def_property_readonly(
       "offers",
       [](const ComparedPtr& x) {
         std::vector<OfferOf> all;
         for (std::size_t i = 0; i < x->report.offers.size(); ++i) all.push_back({x, i});
         return all;
       },
       "Every offer, in the file's order.")
      .def("offer", &offer_named, py::arg("name"), "By its name or the first word of it.")
      .def_property_readonly(
          "baseline",
          [](const ComparedPtr& x) {
            return OfferOf{x, x->report.baseline};
          },
          "The offer that the others are set against.")
      .def_property_readonly(
          "winners",
          [](const ComparedPtr& x) {
            std::vector<OfferOf> all;
            for (const std::size_t i : x->report.winners) all.push_back({x, i});
            return all;
          },
          "Cheaper than the baseline and in time with the job's confidence, best first.")
      .def_property_readonly(
          "model_flops", [](const Compared& x) { return integer(x.report.model_flops); },
          "Exact FLOPs of the run; a multiply-add is two.")
      .def_property_readonly(
          "scenario", [](const Compared& x) { return x.asked; }, "The scenario asked.");
  bind_outputs(c);
}

}  // namespace

void bind_compare(py::module_& m) {
  bind_offer(m);
  bind_comparison(m);
  m.def(
      "compare",
      [](const Asked& asked, const std::vector<std::string>& more, bool accept_stale,
         std::int64_t draws, int threads) {
        return interruptible([&](const auto& between) {
          return compared(asked, more, accept_stale, draws, threads, between);
        });
      },
      py::arg("scenario"), py::arg("more"), py::arg("accept_stale"), py::arg("draws"),
      py::arg("threads"));
}

}  // namespace tenfold::python
