"""The functions of the package: what is asked becomes what the engine takes."""

import os
import sys

from . import _results, _tenfold
from ._home import library
from ._values import document, plan as plan_text


def models():
    """Bare names of the models that ship with Tenfold."""
    return library().names("models")


def scenarios():
    """Bare names of the scenarios that ship with Tenfold."""
    return library().names("scenarios")


def accelerators():
    """Bare names of the profiles of accelerators."""
    return library().names("hardware_profiles")


def clusters():
    """Bare names of the clusters."""
    return library().names("hardware_profiles/clusters")


def load(what):
    """The scenario of a file, or of the bare name of one that ships: a claim to `check`, a job to
    `run` or `search`, a job with offers to `compare`, a service to `serve`.

    Raises InputError that lists every fault of the file."""
    return _tenfold.load(library(), os.fspath(what))


def from_text(text, path="scenario.toml"):
    """The scenario of a TOML text. Faults name `path`, and files that the text names are looked for
    beside it."""
    return _tenfold.from_text(library(), os.fspath(path), text)


def from_dict(tables, path="scenario.toml"):
    """The scenario of nested dictionaries, as the tables of its TOML file."""
    return from_text(document(tables), path)


def scenario_of(what):
    """A Scenario as it is; a name or path, loaded."""
    return what if isinstance(what, _tenfold.Scenario) else load(what)


def count(model, *, sequence=None, tokens=None):
    """Parameters, and FLOPs by convention, block and operator, of a model: a file, a bare name or
    a Hugging Face config.json.

    sequence: tokens of a sequence; default the model's own. tokens: of the run."""
    return _tenfold.count(library(), os.fspath(model), sequence, tokens)


def check(scenario, *, priors=None, draws=0, threads=0):
    """The verdict on a claim, under every reading.

    priors: another set of scenarios/priors/, or a file. draws: of the Monte Carlo, a power of two;
    0: the scenario's own. threads: 0: all cores; they move no result."""
    asked = scenario_of(scenario)
    if priors is not None:
        asked = asked._with_priors(os.fspath(priors))
    return _tenfold.check(asked, draws, threads)


def run(scenario, *, plan=None):
    """A step, its memory, and the days, dollars and energy of the whole run.

    plan: changes of the plan, as {'tensor': 8} or 'tensor=8'; 'rule': one that is chosen here."""
    return _tenfold.run(scenario_of(scenario), plan_text(plan))


def _bar(done, of):
    end = "\n" if done >= of else ""
    print(f"\r{done / of:4.0%} of {of:,.0f} plans", end=end, file=sys.stderr, flush=True)


def search(scenario, *, top=0, threads=0, progress=None):
    """Every plan of a job: the best, and the front of time, memory and accelerators.

    top: how many of the fastest are told; 0: the scenario's own. threads: 0: all cores.
    progress: True for a line on stderr, or a function of (plans done, all plans), called on the
    caller's thread. Ctrl-C ends the search with KeyboardInterrupt; other threads of Python run
    meanwhile."""
    listener = _bar if progress is True else progress or None
    return _tenfold.search(scenario_of(scenario), top, threads, listener)


def compare(scenario, *, beat=None, confidence=None, accept_stale=False, draws=1 << 14, threads=0):
    """Offers of compute side by side under one job: days, dollars, and the probability that each is
    cheaper than the baseline.

    beat: another baseline, by its name. confidence: that a winner needs; default the job's.
    accept_stale: tells dollars of old prices and placeholders too. draws: of what is uncertain."""
    more = [] if beat is None else [f"baseline={beat}"]
    more += [] if confidence is None else [f"confidence={confidence}"]
    return _tenfold.compare(scenario_of(scenario), more, accept_stale, draws, threads)


def serve(scenario):
    """A model in use: what an accelerator answers in a second, what tokens cost to make, and what
    listed prices leave over it."""
    return _tenfold.serve(scenario_of(scenario))


def schedules():
    """Names of the pipeline schedules."""
    return _tenfold.schedules()


def pipeline(
    schedule,
    stages,
    micro_batches,
    *,
    virtual_stages=1,
    forward=1.0,
    backward_input=1.0,
    backward_weight=1.0,
    send=0.0,
    overlap_send=False,
):
    """One schedule of one pipeline, apart from any model: its makespan, bubble and timeline.

    virtual_stages: chunks of a stage. forward, backward_input, backward_weight: time of one chunk
    for one micro-batch; send: of its output to the next stage; all in one unit, the results' too.
    overlap_send: sender and receiver compute meanwhile."""
    return _tenfold.pipeline(
        schedule,
        stages,
        micro_batches,
        virtual_stages,
        forward,
        backward_input,
        backward_weight,
        send,
        overlap_send,
    )
