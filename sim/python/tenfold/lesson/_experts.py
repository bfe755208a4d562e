"""Notebook 4: mixtures of experts, and what sparsity buys."""

from ._question import Choice, Number
from .. import _asking as tf
from .. import _laws as laws


def krajewski_gain(compute, granularity=8):
    """Compute of Krajewski's dense law over that of its mixture, at the mixture's loss."""
    level = laws.law("krajewski").ask(compute=compute, granularity=granularity)["L"]
    return laws.law("krajewski", "dense").ask(loss=level)["C"] / compute


def joint_gain(compute, experts=32):
    """Compute of a dense model over that of one with so many experts, by the joint law."""
    return laws.law("joint-moe").ask(compute=compute, experts=experts)["gain"]


def tian_gain(compute, granularity=12, active_share=0.031):
    """Efficiency leverage: of a dense model over a mixture of this shape."""
    law = laws.law("tian")
    return law.ask(compute=compute, granularity=granularity, active_share=active_share)["EL"]


GAINS = {"krajewski": krajewski_gain, "joint-moe": joint_gain, "tian": tian_gain}


def outlier():
    """Of the three, the law whose gain at 1e22 lies farthest from the middle one, as a ratio."""
    gains = {name: gain(1e22) for name, gain in GAINS.items()}
    middle = sorted(gains.values())[1]
    return max(gains, key=lambda n: max(gains[n] / middle, middle / gains[n]))


def sparsity():
    counted = tf.count("deepseek-v3")
    return counted.parameters / counted.active_parameters


def differs_tenfold():
    """In what Llama 3.1 405B and Llama 4 Maverick differ by over ten times."""
    dense, sparse = (tf.count(m) for m in ("llama-3.1-405b", "llama-4-maverick"))
    weights = dense.parameters / sparse.parameters
    a_token = [c.per_sequence["exact"] / c.sequence_length for c in (dense, sparse)]
    found = {"weights in memory": weights, "FLOPs a token": a_token[0] / a_token[1]}
    over = [what for what, ratio in found.items() if ratio > 10]
    return over[0] if len(over) == 1 else ("both" if over else "neither")


QUESTIONS = [
    Number(
        "4.1",
        "How many parameters has DeepSeek-V3 for each that serves a token?",
        sparsity,
        "tf.count('deepseek-v3') has `parameters` and `active_parameters`.",
        "Of 256 routed experts a token meets eight; attention and the shared expert serve all.",
        within=0.02,
    ),
    Number(
        "4.2",
        "By the joint law: how much more compute does a dense model need for the loss of one with "
        "32 experts at 1e22 FLOPs?",
        lambda: joint_gain(1e22),
        "tf.law('joint-moe').ask(compute=…, experts=…) answers `gain`.",
        "And the best split has more than twice the tokens for each active parameter.",
        within=0.02,
        traps=[(lambda: joint_gain(1e20), "that is at 1e20.")],
    ),
    Choice(
        "4.3",
        "Three laws tell a gain at 1e22 FLOPs: which is the outlier?",
        list(GAINS),
        outlier,
        "Compare ratios, not differences: which two are nearest to each other on the log axis?",
        "It was fitted on 16 to 130 B tokens of models up to 3.7 B parameters, embeddings left out.",
    ),
    Choice(
        "4.4",
        "Llama 3.1 405B beside Llama 4 Maverick: what differs by over ten times, 'weights in "
        "memory', 'FLOPs a token', 'both' or 'neither'?",
        ["weights in memory", "FLOPs a token", "both", "neither"],
        differs_tenfold,
        "Count both. Every expert must lie in memory, whether a token comes by or not.",
        "Sparsity buys compute and is paid in memory and traffic.",
    ),
]
