"""Notebook 2: Kaplan against Chinchilla, and why they differ."""

from ._question import Choice, Number
from .. import _laws as laws

GOPHER = 5.76e23  # FLOPs of Gopher and of Chinchilla, Hoffmann et al. 2022, arXiv:2203.15556
STEPS = ["kaplan", "head", "warmup", "cosine", "tuned"]


def step(name, corpus="refinedweb"):
    """Porian et al.'s law after one of their corrections; 'kaplan' is before all."""
    return laws.law("porian", corpus if name == "tuned" else f"{corpus}-{name}")


def exponent(name, corpus="refinedweb"):
    """a of N* ~ C^a, with the ends of its 95 % interval."""
    a = next(c for c in step(name, corpus).coefficients if c["symbol"] == "a")
    low, high = a["note"].split(":")[1].split(" to ")
    return float(a["value"]), float(low), float(high)


def kaplan_tokens_per_parameter():
    best = laws.law("kaplan").ask(compute=GOPHER)
    return best["D"] / best["N"]


def largest_step():
    a = [exponent(name)[0] for name in STEPS]
    falls = {name: before - after for name, before, after in zip(STEPS[1:], a, a[1:])}
    return max(falls, key=falls.get)


def sizes_apart():
    return step("kaplan").ask(compute=1e24)["N"] / step("tuned").ask(compute=1e24)["N"]


def gopher_waste():
    return laws.law("besiroglu").ask(parameters=280e9, tokens=300e9)["C/C*"]


QUESTIONS = [
    Number(
        "2.1",
        "By Kaplan's law: how many tokens a parameter at Gopher's 5.76e23 FLOPs?",
        kaplan_tokens_per_parameter,
        "tf.law('kaplan').ask(compute=…) answers N and D.",
        "GPT-3, trained by that rule, had fewer than two; Chinchilla has twenty.",
        traps=[(lambda: 1 / kaplan_tokens_per_parameter(), "that is parameters a token.")],
    ),
    Choice(
        "2.2",
        "On RefinedWeb: which ONE correction moves the exponent most?",
        STEPS[1:],
        largest_step,
        "Take the differences of neighbours in the drawing, or of lesson.exponent(step)[0].",
        "It is no training trick at all, but a way of counting.",
    ),
    Number(
        "2.3",
        "At 1e24 FLOPs: how many times larger is the best model before all corrections than after "
        "them? (RefinedWeb, within 10 %)",
        sizes_apart,
        "lesson.step('kaplan').ask(compute=1e24)['N'], and the same of 'tuned'.",
        "Both are four decades and more beyond their runs: an exponent carries far.",
        within=0.1,
    ),
    Number(
        "2.4",
        "Gopher has 280 B parameters and saw 300 B tokens. By Besiroglu's law: how many times the "
        "compute that the best split would have needed for its loss?",
        gopher_waste,
        "tf.law('besiroglu').ask(parameters=…, tokens=…) answers C/C*.",
        "Chinchilla took the same FLOPs and split them well.",
    ),
]
