"""The functions of the package: what is asked becomes what the engine takes."""

from __future__ import annotations

import os
import sys
from typing import Any, Callable, Mapping

from . import _results, _tenfold
from ._home import library
from ._values import document, plan as plan_text

Path = str | os.PathLike[str]
Asked = _tenfold.Scenario | Path
Plan = Mapping[str, Any] | str | None
Listener = bool | Callable[[float, float], None] | None


def models() -> list[str]:
    """Bare names of the models that ship with Tenfold."""
    return library().names("models")


def scenarios() -> list[str]:
    """Bare names of the scenarios that ship with Tenfold."""
    return library().names("scenarios")


def accelerators() -> list[str]:
    """Bare names of the profiles of accelerators."""
    return library().names("hardware_profiles")


def clusters() -> list[str]:
    """Bare names of the clusters."""
    return library().names("hardware_profiles/clusters")


def load(what: Path) -> _tenfold.Scenario:
    """The scenario of a file, or of the bare name of one that ships: a claim to `check`, a job to
    `run` or `search`, a job with offers to `compare`, a service to `serve`.

    Raises InputError that lists every fault of the file."""
    return _tenfold.load(library(), os.fspath(what))


def from_text(text: str, path: Path = "scenario.toml") -> _tenfold.Scenario:
    """The scenario of a TOML text. Faults name `path`, and files that the text names are looked for
    beside it."""
    return _tenfold.from_text(library(), os.fspath(path), text)


def from_dict(tables: Mapping[str, Any], path: Path = "scenario.toml") -> _tenfold.Scenario:
    """The scenario of nested dictionaries, as the tables of its TOML file."""
    return from_text(document(tables), path)


def scenario_of(what: Asked) -> _tenfold.Scenario:
    """A Scenario as it is; a name or path, loaded."""
    return what if isinstance(what, _tenfold.Scenario) else load(what)


def count(
    model: Path, *, sequence: int | None = None, tokens: float | None = None
) -> _tenfold.Count:
    """Parameters, and FLOPs by convention, block and operator, of a model: a file, a bare name or
    a Hugging Face config.json.

    sequence: tokens of a sequence; default the model's own. tokens: of the run."""
    return _tenfold.count(library(), os.fspath(model), sequence, tokens)


def check(
    scenario: Asked, *, priors: Path | None = None, draws: int = 0, threads: int = 0
) -> _tenfold.Verdict:
    """The verdict on a claim, under every reading.

    priors: another set of scenarios/priors/, or a file. draws: of the Monte Carlo, a power of two;
    0: the scenario's own. threads: 0: all cores; they move no result. Ctrl-C ends it."""
    asked = scenario_of(scenario)
    if priors is not None:
        asked = asked._with_priors(os.fspath(priors))
    return _tenfold.check(asked, draws, threads)


def run(scenario: Asked, *, plan: Plan = None) -> _tenfold.Run:
    """A step, its memory, and the days, dollars and energy of the whole run.

    plan: changes of the plan, as {'tensor': 8} or 'tensor=8'; 'rule': one that is chosen here."""
    return _tenfold.run(scenario_of(scenario), plan_text(plan))


def _bar(done: float, of: float) -> None:
    end = "\n" if done >= of else ""
    print(f"\r{done / of:4.0%} of {of:,.0f} plans", end=end, file=sys.stderr, flush=True)


def search(
    scenario: Asked, *, top: int = 0, threads: int = 0, progress: Listener = None
) -> _tenfold.Search:
    """Every plan of a job: the best, and the front of time, memory and accelerators.

    top: how many of the fastest are told; 0: the scenario's own. threads: 0: all cores.
    progress: True for a line on stderr, or a function of (plans done, all plans), called on the
    caller's thread. Ctrl-C ends the search with KeyboardInterrupt; other threads of Python run
    meanwhile."""
    listener = _bar if progress is True else progress or None
    return _tenfold.search(scenario_of(scenario), top, threads, listener)


def compare(
    scenario: Asked,
    *,
    beat: str | None = None,
    confidence: float | None = None,
    accept_stale: bool = False,
    draws: int = 1 << 14,
    threads: int = 0,
) -> _tenfold.Comparison:
    """Offers of compute side by side under one job: days, dollars, and the probability that each is
    cheaper than the baseline.

    beat: another baseline, by its name. confidence: that a winner needs; default the job's.
    accept_stale: tells dollars of old prices and placeholders too. draws: of what is uncertain. Ctrl-C ends it."""
    more = [] if beat is None else [f"baseline={beat}"]
    more += [] if confidence is None else [f"confidence={confidence}"]
    return _tenfold.compare(scenario_of(scenario), more, accept_stale, draws, threads)


def serve(scenario: Asked) -> _tenfold.Service:
    """A model in use: what an accelerator answers in a second, what tokens cost to make, and what
    listed prices leave over it."""
    return _tenfold.serve(scenario_of(scenario))


def schedules() -> list[str]:
    """Names of the pipeline schedules."""
    return _tenfold.schedules()


def pipeline(
    schedule: str,
    stages: int,
    micro_batches: int,
    *,
    virtual_stages: int = 1,
    forward: float = 1.0,
    backward_input: float = 1.0,
    backward_weight: float = 1.0,
    send: float = 0.0,
    overlap_send: bool = False,
) -> _tenfold.Pipeline:
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
