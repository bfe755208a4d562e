"""Scaling laws: the library asked, runs fitted."""

from __future__ import annotations

import os
import sys
from typing import Any, Callable, KeysView, Mapping, Sequence

import numpy
from numpy.typing import ArrayLike

from . import _tenfold


class Answer:
    """What a law answers: a number by symbol, or an array where an array was asked.

    units, meanings: by symbol. beyond: whether it lies beyond the runs of the law's fit (an array
    of them for an array): draw that part dashed. warnings: in words, by how much."""

    values: dict[str, Any]
    units: dict[str, str]
    meanings: dict[str, str]
    beyond: Any
    warnings: list[str]

    def __init__(self, answers: Any, single: bool) -> None:
        pick = (lambda column: float(column[0])) if single else (lambda column: column)
        self.values = {symbol: pick(column) for symbol, column in answers.values.items()}
        self.units = answers.units
        self.meanings = answers.meanings
        self.beyond = bool(answers.beyond[0]) if single else answers.beyond > 0
        self.warnings = answers.warnings

    def __getitem__(self, symbol: str) -> Any:
        return self.values[symbol]

    def keys(self) -> KeysView[str]:
        """Symbols of what is answered."""
        return self.values.keys()

    def __repr__(self) -> str:
        def words(symbol, value):
            number = f"{value:.5g}" if isinstance(value, float) else f"{len(value)} values"
            return f"{symbol} = {number} {self.units[symbol]}".rstrip()

        lines = [", ".join(words(s, v) for s, v in self.values.items())]
        return "\n".join(lines + [f"Warning: {w}" for w in self.warnings])


def _ask(self: _tenfold.Law, **asked: ArrayLike) -> Answer:
    """What the law answers of what is given: ask(compute=5.76e23), ask(parameters=7e9,
    tokens=2e12), ask(loss=2.0). `asked_with` lists what it takes. Counts are plain numbers, compute
    is FLOPs, losses are nats a token unless the law says otherwise. With an array among them each
    answer is an array."""
    names, given = list(asked), [numpy.asarray(v, dtype=float) for v in asked.values()]
    if not given:
        raise TypeError("ask() needs what is known, as in ask(compute=1e24)")
    spread = numpy.broadcast_arrays(*given)
    columns = {name: values.ravel() for name, values in zip(names, spread)}
    return Answer(self._ask(columns, spread[0].size), spread[0].ndim == 0)


_tenfold.Law.ask = _ask
_tenfold.Law.__repr__ = lambda self: f"<law {self.name}, {self.variant}: {self.title}>"


def laws() -> list[str]:
    """Names of the scaling laws of the library."""
    return _tenfold.law_names()


def law(name: str, variant: str = "") -> _tenfold.Law:
    """A scaling law: equations, coefficients with what they rest on, ranges; `ask` it.

    variant: another of its sets of coefficients; '': the first."""
    return _tenfold.law(name, variant)


def _bar(done, of):
    end = "\n" if done >= of else ""
    print(f"\r{done / of:4.0%} of {of:,.0f} resamples", end=end, file=sys.stderr, flush=True)


def _ladders(columns):
    """(recipe, columns) of each recipe, the first that occurs first."""
    numbers = {k: numpy.asarray(v, dtype=float) for k, v in columns.items() if k != "recipe"}
    if "recipe" not in columns:
        return [("", numbers)]
    recipes = numpy.asarray(columns["recipe"], dtype=str)
    return [
        (str(name), {k: v[recipes == name] for k, v in numbers.items()})
        for name in dict.fromkeys(recipes)
    ]


def _pairs(matches):
    return [(str(k), str(v)) for k, v in dict(matches or {}).items()]


def fit(
    runs: str | os.PathLike[str] | Mapping[str, ArrayLike | Sequence[str]],
    *,
    against: str | os.PathLike[str] | None = None,
    columns: Mapping[str, str] | None = None,
    where: Mapping[str, object] | None = None,
    exclude: Mapping[str, object] | None = None,
    drop_highest_losses: int = 0,
    at: ArrayLike = (),
    bootstrap: int = 1000,
    starts: int = 128,
    delta: float = 1e-3,
    seed: int = 1,
    seed_noise: float | None = None,
    by_budget: bool = False,
    tied: bool = False,
    threads: int = 0,
    progress: bool | Callable[[float, float], None] | None = None,
) -> _tenfold.Fit:
    """Scaling laws fitted to runs, additive and coupled, with intervals by resampling; and with
    more than one recipe the compute that one saves over the first.

    runs: a CSV, or columns as a mapping: parameters, loss (nats a token), tokens or flops, and if
    known budget (FLOPs) and recipe (names). against: a second CSV. columns: of a CSV which column
    holds what, as {'parameters': 'Model Size', 'recipe': 'dataset'}. where, exclude: {column:
    value} of a CSV's rows. at: FLOPs at which optima and gains are told. bootstrap: resamples.
    seed_noise: nats that another seed moves a ladder by. progress: True for a line on stderr, or a
    function of (resamples done, all). Ctrl-C ends it with KeyboardInterrupt."""
    how = {
        "at": [float(c) for c in numpy.atleast_1d(numpy.asarray(at, dtype=float))],
        "bootstrap": bootstrap,
        "starts": starts,
        "delta": delta,
        "seed": seed,
        "by_budget": by_budget,
        "tied": tied,
        "threads": threads,
    }
    if seed_noise is not None:
        how["seed_noise"] = seed_noise
    listener = _bar if progress is True else progress or None
    if hasattr(runs, "keys"):
        return _tenfold.fit_arrays(_ladders(runs), how, listener)
    how.update(columns or {}, where=_pairs(where), exclude=_pairs(exclude))
    how["drop_highest_losses"] = drop_highest_losses
    tables = [os.fspath(runs)] + ([os.fspath(against)] if against else [])
    return _tenfold.fit_tables(tables, how, listener)
