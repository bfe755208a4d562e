"""Runs to fit: published ones where the machine has them, else drawn from a published law."""

import csv
import os
import pathlib

import numpy

from .. import _laws as laws
from .._home import library

# Hoffmann et al. 2022, arXiv:2203.15556, section 3.2: FLOPs of their isoFLOP budgets.
BUDGETS = [6e18, 1e19, 3e19, 6e19, 1e20, 3e20, 6e20, 1e21, 3e21]


class Runs:
    """columns: as tf.fit takes them. published: whether they are, or drawn. words: whence."""

    def __init__(self, columns, published, words):
        self.columns, self.published, self.words = columns, published, words

    def __repr__(self):
        return f"{len(self.columns['loss'])} runs, {self.words}"


def _shared(name):
    """A file of the folder of published runs, which is no part of Tenfold, or None."""
    asked = os.environ.get("TENFOLD_SHARED")
    folder = pathlib.Path(asked) if asked else pathlib.Path(library().home).resolve() / "../shared"
    path = folder / "data" / "scaling" / name
    return path if path.exists() else None


def _rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _column(rows, name):
    return numpy.array([float(row[name]) for row in rows])


def _drawn(law, worth, sizes, noise, seed):
    """Runs about the best size of each budget, `worth` times the tokens, with `noise` in ln L."""
    budget = numpy.repeat(BUDGETS, sizes)
    spread = numpy.tile(numpy.logspace(-0.7, 0.7, sizes), len(BUDGETS))
    parameters = law.ask(compute=budget)["N"] * spread
    tokens = budget / (6 * parameters)
    loss = law.ask(parameters=parameters, tokens=worth * tokens)["L"]
    error = numpy.random.default_rng(seed).normal(0, noise, len(loss))
    return {
        "parameters": parameters,
        "tokens": tokens,
        "loss": loss * numpy.exp(error),
        "budget": budget,
    }


def chinchilla_points():
    """The points of Hoffmann et al.'s figure as Besiroglu et al. read them (245), else points drawn
    from the law that fits them best."""
    path = _shared("besiroglu2024/svg_extracted_data.csv")
    if path:
        rows = _rows(path)
        columns = {
            "parameters": _column(rows, "Model Size"),
            "flops": _column(rows, "Training FLOP"),
            "loss": _column(rows, "loss"),
        }
        columns["tokens"] = columns["flops"] / (6 * columns["parameters"])
        return Runs(columns, True, "read from Hoffmann's figure (Besiroglu et al. 2024)")
    drawn = _drawn(laws.law("besiroglu", "optimum"), 1.0, 27, 0.0075, 1)
    return Runs(drawn, False, "DRAWN from Besiroglu's law with 0.75 % of noise: no measurements")


def two_corpora():
    """One ladder on two corpora: Marin's, Comma and Nemotron-CC, else two ladders drawn from a
    coupled law, of which the second's tokens are worth four times as many."""
    path = _shared("open-athena-isoflops/all_transformed.csv")
    if path:
        rows = [r for r in _rows(path) if r["source"] == "marin_202603" and r["outlier"] == "False"]
        rows = [r for corpus in ("comma", "nemotron") for r in rows if r["dataset"] == corpus]
        names = {"parameters": "params", "tokens": "tokens", "loss": "loss", "budget": "budget"}
        columns = {key: _column(rows, name) for key, name in names.items()}
        columns["recipe"] = [r["dataset"] for r in rows]
        return Runs(columns, True, "Marin's ladders on Comma and Nemotron-CC (Open-Athena, 2026)")
    law = laws.law("skaling")
    plain, better = (_drawn(law, worth, 7, 0.001, seed) for worth, seed in ((1.0, 1), (4.0, 2)))
    columns = {key: numpy.concatenate([plain[key], better[key]]) for key in plain}
    columns["recipe"] = ["plain"] * len(plain["loss"]) + ["better"] * len(better["loss"])
    words = "DRAWN from a coupled law, the second's tokens worth four times as many: no measurements"
    return Runs(columns, False, words)


def without_highest(columns, count):
    """The columns without the runs of the highest losses."""
    keep = numpy.argsort(columns["loss"], kind="stable")[: len(columns["loss"]) - count]
    keep = numpy.sort(keep)
    return {key: numpy.asarray(values)[keep] for key, values in columns.items()}
