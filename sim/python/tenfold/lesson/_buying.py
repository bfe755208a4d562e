"""Notebook 8: buying a cluster."""

import functools

from ._question import Choice, Number
from .. import _asking as tf

OFFERS = "procurement_maverick_class"


@functools.lru_cache(None)
def compared(**how):
    return tf.compare(OFFERS, **how)


def winner():
    won = compared().winners
    return won[0].name.split()[0] if won else "none"


def widest_cause():
    gap = {g["cause"]: abs(g["dollars"]) for g in compared().offer("D").gap}
    return max(gap, key=gap.get)


def _causes():
    return [
        "peak rate",
        "share of peak",
        "network",
        "failures, restarts",
        "price",
        "power",
        "other costs",
        "whole steps",
    ]


def unused_commitment():
    a = compared().offer("A")
    return a.committed.median / a.dollars.median


QUESTIONS = [
    Choice(
        "8.1",
        "Which offer may you call cheaper than A with the job's confidence of 0.8? Its letter, or "
        "'none'.",
        ["A", "B", "C", "D", "E", "F", "G", "none"],
        winner,
        "Not the lowest median: P(cheaper) must be 0.8 or more, and the run must be in time. F and "
        "G have no price that counts.",
        "A ranking by medians would have named one.",
    ),
    Number(
        "8.2",
        "What would B have to ask for an accelerator-hour to be cheaper than A with a confidence of "
        "0.9? (USD, within 2 %)",
        lambda: compared(confidence=0.9).offer("B").price_to_win,
        "tf.compare takes confidence=…; an offer has price_to_win.",
        "A surer win costs the seller more: that is a number to negotiate with.",
        within=0.02,
        traps=[(lambda: compared().offer("B").price_to_win, "that is for 0.8, the job's own.")],
    ),
    Choice(
        "8.3",
        "Between A and D: which cause moves most dollars, either way?",
        _causes(),
        widest_cause,
        "c.offer('D').gap lists the steps from A's dollars to D's; look at sizes, not signs.",
        "Large terms of opposite sign make a small gap: that is why shares would mislead.",
    ),
    Number(
        "8.4",
        "A is a term of 365 days. How many times what the run uses do you commit to? (within 5 %)",
        unused_commitment,
        "An offer has `dollars`, what the run uses, and `committed`.",
        "Unless the rest can be used or sublet, that is the price to compare.",
    ),
]
