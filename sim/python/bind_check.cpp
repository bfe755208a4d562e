// check: the verdict on a claim, under every reading.
#include <fmt/format.h>
#include <pybind11/stl.h>

#include "base/error.h"
#include "claim/draws.h"
#include "io/check_json.h"
#include "python/arrays.h"
#include "python/bindings.h"
#include "python/call.h"
#include "python/scenario.h"
#include "report/verdict.h"
#include "store/check.h"
#include "verbs/ladder_evidence.h"

namespace tenfold::python {
namespace {

struct Checked {
  Asked asked;
  io::LoadedScenario loaded;
  Verdict verdict;
};
using CheckedPtr = std::shared_ptr<const Checked>;

// A reading of a verdict, which it keeps.
struct ReadingOf {
  CheckedPtr of;
  std::size_t place = 0;
  const Reading& reading() const { return of->verdict.readings[place]; }
};

// Its `between` is the caller's alone, and is not kept.
CheckedPtr checked(const Asked& asked, std::int64_t draws, int threads,
                   const std::function<void()>& between) {
  io::LoadedScenario loaded = claim_of(asked);
  if (draws > 0) loaded.scenario.sampling.draws = draws;
  loaded.scenario.sampling.threads = threads;
  loaded = verbs::with_fitted_ladders(std::move(loaded));
  loaded.scenario.sampling.between = between;
  Verdict verdict = judge(loaded.scenario.claim, loaded.scenario.sampling);
  loaded.scenario.sampling.between = verdict.sampling.between = {};
  return std::make_shared<const Checked>(Checked{asked, std::move(loaded), std::move(verdict)});
}

report::Origin origin(const Checked& c) {
  return {command_of(c.asked, "check"), c.asked.named, c.loaded.files.front().sha256,
          changes_of(c.asked)};
}

// By its number, as reports print it.
ReadingOf numbered(const CheckedPtr& c, int number) {
  const std::vector<Reading>& all = c->verdict.readings;
  std::string known;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].number == number) return {c, i};
    known += fmt::format("{}{}", i > 0 ? ", " : "", all[i].number);
  }
  throw InputError(fmt::format("there is no reading {}: needs one of {}", number, known));
}

py::object spread_tuple(const std::optional<Spread>& s) {
  if (!s) return py::none();
  return py::make_tuple(s->median, s->p05, s->p95);
}

template <class Of>
auto of_ratio(const Of& of) {
  return [of](const ReadingOf& r) -> std::optional<double> {
    const auto& ratio = r.reading().ratio;
    return ratio ? std::optional<double>(of(*ratio)) : std::nullopt;
  };
}

py::dict factor_dict(const Attribution& a) {
  py::dict d;
  d["factor"] = a.factor;
  d["label"] = a.label;
  d["group"] = a.group;
  d["median"] = a.value.median;
  d["p05"] = a.value.p05;
  d["p95"] = a.value.p95;
  d["log10_gain"] = a.log10_gain;
  d["share"] = py::cast(a.share);
  d["variance_share"] = a.variance_share;
  return d;
}

py::list factors(const ReadingOf& r) {
  py::list all;
  for (const Attribution& a : r.reading().attribution) all.append(factor_dict(a));
  return all;
}

py::list under(const ReadingOf& r) {
  py::list all;
  for (const UnderPriors& u : r.reading().under) {
    py::dict d;
    d["priors"] = u.priors;
    d["ratio"] = spread_tuple(u.ratio);
    d["p_claim"] = py::cast(u.p_claim);
    d["verdict"] = name_text(u.decision);
    d["reason"] = u.reason;
    all.append(d);
  }
  return all;
}

py::array draws(const ReadingOf& r) {
  const Scenario& s = r.of->loaded.scenario;
  return array_of(unlocked([&] { return ratio_draws(s.claim, r.place, s.sampling); }));
}

// The same reading where one factor of the priors, or any other key, has another value.
ReadingOf with_setting_of(const ReadingOf& r, const std::string& key, const std::string& value) {
  const Sampling& s = r.of->loaded.scenario.sampling;
  const Asked other = with_setting(r.of->asked, key, value);
  const CheckedPtr again = interruptible(
      [&](const auto& between) { return checked(other, s.draws, s.threads, between); });
  return {again, r.place};
}

py::list influences(const Checked& c) {
  py::list all;
  if (!c.verdict.sensitivity) return all;
  for (const Influence& f : c.verdict.sensitivity->factors) {
    py::dict d;
    d["factor"] = f.factor;
    d["label"] = f.label;
    d["first"] = f.first.value;
    d["total"] = f.total.value;
    d["settles"] = f.settles;
    d["error_left"] = f.error_left;
    all.append(d);
  }
  return all;
}

py::list what_ifs(const Checked& c) {
  py::list all;
  for (const WhatIf& w : c.verdict.what_ifs) {
    py::dict d;
    d["factor"] = w.factor;
    d["label"] = w.label;
    d["ratio"] = spread_tuple(w.ratio);
    d["p_claim"] = w.p_claim;
    d["verdict"] = name_text(w.decision);
    all.append(d);
  }
  return all;
}

void bind_reading_words(py::class_<ReadingOf>& c) {
  c.def_property_readonly(
       "number", [](const ReadingOf& r) { return r.reading().number; }, "As reports print it.")
      .def_property_readonly(
          "label", [](const ReadingOf& r) { return r.reading().label; }, "What is compared.")
      .def_property_readonly(
          "estimand", [](const ReadingOf& r) { return name_text(r.reading().estimand); },
          "What the ratio is of: 'shipped-pair', 'recipe-as-built', …")
      .def_property_readonly(
          "verdict", [](const ReadingOf& r) { return name_text(r.reading().decision); },
          "'supported' (P >= 0.9), 'contradicted' (P <= 0.1), 'undetermined' or 'none'.")
      .def_property_readonly(
          "reason", [](const ReadingOf& r) { return r.reading().reason; },
          "Why there is no verdict; '' where there is one.")
      .def_property_readonly(
          "basis", [](const ReadingOf& r) { return name_text(r.reading().basis); },
          "What it rests on: 'disclosed', 'computed', 'judgement' or 'by prior'.")
      .def_property_readonly(
          "rests_on", [](const ReadingOf& r) { return r.reading().rests_on; },
          "The same in words.");
}

void bind_reading(py::module_& m) {
  py::class_<ReadingOf> c(m, "Reading",
                          "One way to read a claim. Ratios are baseline over challenger, times "
                          "less; no unit.");
  bind_reading_words(c);
  c.def_property_readonly("median", of_ratio([](const Spread& s) { return s.median; }),
                          "Median of the ratio, or None where it is not disclosed.")
      .def_property_readonly("p05", of_ratio([](const Spread& s) { return s.p05; }),
                             "5 % point of the ratio, or None.")
      .def_property_readonly("p95", of_ratio([](const Spread& s) { return s.p95; }),
                             "95 % point of the ratio, or None.")
      .def_property_readonly(
          "p_claim", [](const ReadingOf& r) { return r.reading().p_claim; },
          "Probability that the ratio is the claimed one or more, or None.")
      .def_property_readonly(
          "claimed", [](const ReadingOf& r) { return r.reading().claimed; }, "The claimed ratio.")
      .def_property_readonly("factors", &factors,
                             "The factors of the ratio: median, 5 and 95 % points, gain in log10, "
                             "share of the whole and of the variance.")
      .def_property_readonly("under", &under, "The ratio and P under every shipped set of priors.")
      .def("draws", &draws,
           "The ratio in every draw of the Monte Carlo, as an array; empty where there is none.")
      .def_property_readonly(
          "scenario", [](const ReadingOf& r) { return r.of->asked; }, "That was checked.")
      .def("_with", &with_setting_of, py::arg("key"), py::arg("value"));
}

void bind_outputs(py::class_<Checked, std::shared_ptr<Checked>>& c) {
  c.def(
       "to_json", [](const Checked& x) { return io::check_json(x.loaded, x.verdict); },
       "As `tenfold check --json` prints it.")
      .def(
          "to_html",
          [](const Checked& x) {
            return report::verdict_html(x.loaded.scenario, x.verdict, origin(x));
          },
          "The page of `tenfold check --html`, as a text.")
      .def(
          "to_markdown",
          [](const Checked& x) {
            return report::verdict_markdown(x.loaded.scenario, x.verdict, origin(x));
          },
          "The table of readings and a sentence to quote.")
      .def(
          "to_hdf5",
          [](const Checked& x, const std::string& path) {
            store::write_check(path, x.loaded, x.verdict, changes_of(x.asked));
          },
          py::arg("path"), "Writes all numbers as `tenfold check --out` does.")
      .def("__repr__", [](const Checked& x) { return report::readings_text(x.verdict); })
      .def("__str__", [](const Checked& x) {
        return report::verdict_text(x.loaded.scenario, x.verdict, origin(x));
      });
}

void bind_verdict(py::module_& m) {
  // Python holds what is never changed: the pointer's const is its reader's.
  py::class_<Checked, std::shared_ptr<Checked>> c(m, "Verdict",
                                                  "The verdict on a claim, under every reading.");
  c.def_property_readonly(
       "readings",
       [](const std::shared_ptr<Checked>& x) {
         std::vector<ReadingOf> all;
         for (std::size_t i = 0; i < x->verdict.readings.size(); ++i) all.push_back({x, i});
         return all;
       },
       "Every reading, in the scenario's order.")
      .def(
          "reading",
          [](const std::shared_ptr<Checked>& x, int number) { return numbered(x, number); },
          py::arg("number"), "The reading of that printed number.")
      .def_property_readonly(
          "headline",
          [](const std::shared_ptr<Checked>& x) {
            return ReadingOf{x, x->verdict.headline};
          },
          "The reading that the exit code follows.")
      .def_property_readonly(
          "verdict", [](const Checked& x) { return name_text(x.verdict.decision()); },
          "Of the headline: 'supported', 'contradicted', 'undetermined' or 'none'.")
      .def_property_readonly(
          "exit_code", [](const Checked& x) { return report::exit_code(x.verdict.decision()); },
          "Of `tenfold check`: 0 supported, 1 contradicted, 3 undetermined.")
      .def_property_readonly("what_ifs", &what_ifs,
                             "P of a recipe reading if one factor were 1, largest change first.")
      .def_property_readonly("sensitivity", &influences,
                             "What settles the headline: shares of the variance (first, total) and "
                             "the error that is left once a factor is known.")
      .def_property_readonly(
          "scenario", [](const Checked& x) { return x.asked; }, "The scenario that was checked.");
  bind_outputs(c);
}

}  // namespace

void bind_check(py::module_& m) {
  bind_reading(m);
  bind_verdict(m);
  m.def(
      "check",
      [](const Asked& asked, std::int64_t draws, int threads) {
        return std::const_pointer_cast<Checked>(interruptible(
            [&](const auto& between) { return checked(asked, draws, threads, between); }));
      },
      py::arg("scenario"), py::arg("draws"), py::arg("threads"));
}

}  // namespace tenfold::python
