"""What results and scenarios do beside the engine's own: how they change, print and are read."""

from __future__ import annotations

import html
import json
from typing import Any, Mapping

from . import _tenfold
from ._values import setting


def _scenario_key(scenario, key):
    """'data' of a claim is 'priors.data'; '__' stands for a dot."""
    key = key.replace("__", ".")
    if scenario.kind == "claim" and "." not in key and "priors." + key in scenario.settable:
        return "priors." + key
    return key


def _set(self, key: str, value: Any) -> _tenfold.Scenario:
    """The scenario with one value changed, as `--set KEY=VALUE` changes it.

    value: a number, a text with a unit ("22 T", "2.1 USD/h"), or (median, p05, p95) of a factor of
    a claim. Raises InputError where there is no such key, with the nearest."""
    return self._set(_scenario_key(self, key), setting(value))


def _with(self, changes: Mapping[str, Any] | None = None, **keys: Any) -> _tenfold.Scenario:
    """The scenario with several values changed: with_(data=1.5) of a claim,
    with_({'baseline.tokens': '30 T'}), with_(accelerators=2048) of a job. In a keyword '__' stands
    for a dot."""
    for key, value in {**(changes or {}), **keys}.items():
        self = self.set(key, value)
    return self


def _reading_with(
    self, changes: Mapping[str, Any] | None = None, **keys: Any
) -> _tenfold.Reading:
    """The same reading where factors, or other values of the scenario, have other values."""
    for key, value in {**(changes or {}), **keys}.items():
        self = self._with(_scenario_key(self.scenario, key), setting(value))
    return self


def _to_dict(self) -> dict[str, Any]:
    """The numbers of `to_json()` as dictionaries and lists."""
    return json.loads(self.to_json())


def _html(self):
    """As a terminal shows it."""
    style = "line-height: 1.25; font-family: monospace; white-space: pre"
    return f'<pre style="{style}">{html.escape(repr(self))}</pre>'


def _repr_scenario(self):
    changed = "".join(" " + s for s in self.settings)
    return f"<{self.kind} {self.name}{changed}>"


def _repr_reading(self):
    if self.median is None:
        return f"<reading {self.number} {self.label}: n/d, {self.reason}>"
    return (
        f"<reading {self.number} {self.label}: {self.median:.3g} [{self.p05:.3g}, {self.p95:.3g}], "
        f"P(>={self.claimed:g}) = {self.p_claim:.2g}, {self.verdict}>"
    )


def _shown(result):
    result.to_dict = _to_dict
    result._repr_html_ = _html
    if "__repr__" not in vars(result):
        result.__repr__ = result.__str__


def _of_kind(verb, kind):
    """A method of a scenario that asks what the function of the package asks."""

    def method(self, **how):
        from . import _asking

        return getattr(_asking, verb)(self, **how)

    method.__name__ = verb
    method.__doc__ = f"As tenfold.{verb}(scenario, …) answers, of a scenario that is {kind}."
    return method


for _verb, _kind in (
    ("check", "a claim"),
    ("run", "a job"),
    ("search", "a job"),
    ("compare", "a job with offers"),
    ("serve", "a service"),
):
    setattr(_tenfold.Scenario, _verb, _of_kind(_verb, _kind))

_tenfold.Scenario.set = _set
_tenfold.Scenario.with_ = _with
_tenfold.Scenario.__repr__ = _repr_scenario
_tenfold.Reading.with_ = _reading_with
_tenfold.Reading.__repr__ = _repr_reading
for _result in (
    _tenfold.Comparison,
    _tenfold.Count,
    _tenfold.Fit,
    _tenfold.Run,
    _tenfold.Search,
    _tenfold.Service,
    _tenfold.Verdict,
):
    _shown(_result)
