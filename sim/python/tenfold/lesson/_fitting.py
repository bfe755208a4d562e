"""Notebook 3: fit Chinchilla yourself."""

import functools

import numpy

from . import _data
from ._kaplan import GOPHER
from ._question import Choice, Number
from .. import _laws as laws


@functools.lru_cache(None)
def _fit():
    points = _data.chinchilla_points()
    runs = _data.without_highest(points.columns, 5 if points.published else 0)
    return laws.fit(runs, bootstrap=200).ladders[0]


def rounded_ratio(variant="rounded"):
    return laws.law("chinchilla", variant).ask(compute=GOPHER)["D/N"]


def side_of_hoffmann():
    """On which side of the points Hoffmann's own law lies in the mean of ln L."""
    runs = _fit()
    law = laws.law("chinchilla").ask(parameters=runs.parameters, tokens=runs.tokens)["L"]
    return "too low" if numpy.mean(numpy.log(runs.loss / law)) > 0 else "too high"


def least_known():
    form = _fit().form("additive")
    relative = {k: form.deviations[k] / v for k, v in form.parameters.items() if k != "k"}
    return max(relative, key=relative.get)


@functools.lru_cache(None)
def gain_far_out():
    """The gain of the second corpus over the first at 1e24 FLOPs."""
    return laws.fit(_data.two_corpora().columns, at=1e24, bootstrap=100).gains[0]


def may_be_quoted():
    return "both forms" if gain_far_out()["form_dependent"] else "one number"


QUESTIONS = [
    Number(
        "3.1",
        "Hoffmann et al. print their coefficients rounded to two digits. How many tokens a "
        "parameter do the rounded ones give at 5.76e23 FLOPs?",
        rounded_ratio,
        "tf.law('chinchilla', 'rounded').ask(compute=5.76e23) answers D/N. `variants` lists the "
        "sets of coefficients.",
        "Never take an optimum from rounded exponents.",
        within=0.03,
        traps=[(lambda: rounded_ratio("tex"), "that is of the coefficients in full.")],
    ),
    Choice(
        "3.2",
        "In the mean over the points: does Hoffmann's law say losses that are 'too low' or 'too "
        "high'?",
        ["too low", "too high"],
        side_of_hoffmann,
        "The mean of ln(L of the run / L of the law): what does a positive one mean?",
        "A fit that ended at its optimum could not miss all points to one side.",
    ),
    Choice(
        "3.3",
        "Which parameter of the additive law is least well known, by its deviation over its value?",
        ["E", "A", "B", "alpha", "beta"],
        least_known,
        "form.deviations and form.parameters are dictionaries by name.",
        "Yet the curve where the runs are hardly moves: parameters trade off against each other.",
    ),
    Choice(
        "3.4",
        "What may you write of the gain at 1e24 FLOPs: 'one number' or 'both forms'?",
        ["one number", "both forms"],
        may_be_quoted,
        "A gain has `form_dependent`. How many decades lie between the last run and 1e24?",
        "Both fits look sound where the runs are. The difference is the form's.",
    ),
]
