"""Notebook 1: where every FLOP of a transformer goes."""

from ._question import Choice, Number
from .. import _asking as tf

MODEL = "llama-3.1-405b"
FEED_FORWARD = ("up", "gate", "down")


def share(model, operators, **how):
    """Part of a model's FLOPs that operators of these names take, 0 to 1."""
    rows = tf.count(model, **how).operators()
    taken = sum(f for name, f in zip(rows["operator"], rows["flops"]) if name in operators)
    return taken / sum(rows["flops"])


def half_is_attention():
    """Tokens of a sequence at which scores and values are half of all FLOPs."""
    low, high = 1024, 1 << 24
    while high - low > 64:
        middle = (low + high) // 2
        if share(MODEL, ("scores", "values"), sequence=middle) < 0.5:
            low = middle
        else:
            high = middle
    return low


def backward_over_forward():
    rows = tf.count(MODEL).operators()
    backward = sum(rows["backward_input"]) + sum(rows["backward_weight"])
    return backward / sum(rows["forward"])


def misleading_convention():
    flops = tf.count("llama-4-maverick").flops
    known = {k: v / flops["exact"] for k, v in flops.items() if v is not None}
    return max(known, key=lambda k: max(known[k], 1 / known[k]))


QUESTIONS = [
    Number(
        "1.1",
        "By the rule 6 N: how many FLOPs does Llama 3.1 405B take to train on one token?",
        lambda: 6 * tf.count(MODEL).parameters,
        "A product of a matrix of N entries with a vector is N multiply-adds; one of those is two "
        "FLOPs; and there is a forward pass and a backward one.",
        "It says nothing of attention's scores, which have no parameters.",
        within=0.02,
        traps=[(lambda: 2 * tf.count(MODEL).parameters, "that is the forward pass alone.")],
    ),
    Number(
        "1.2",
        "Backward over forward: how many times the FLOPs, over the whole model?",
        backward_over_forward,
        "Each product y = W x has two gradients: with respect to x and with respect to W.",
        "So a step is three forward passes' worth.",
        within=0.03,
        traps=[(lambda: 1 + backward_over_forward(), "that is the whole step over its forward.")],
    ),
    Number(
        "1.3",
        "At how many tokens of a sequence do scores and values take half of all FLOPs of Llama 3.1 "
        "405B? (within 10 %)",
        half_is_attention,
        "Their FLOPs a token grow in proportion to the sequence, all else stays. Count at two "
        "lengths, or try lengths with tf.count(model, sequence=…).",
        "Long contexts are trained last, and on few tokens, for this reason.",
        within=0.1,
    ),
    Choice(
        "1.4",
        "Which convention must not be used to set Llama 4 Maverick beside a dense model?",
        ["exact", "full-attention", "6nd-total", "6nd-active"],
        misleading_convention,
        "Print tf.count('llama-4-maverick').flops over its 'exact': which parameters does a token "
        "meet?",
        "Most experts idle on each token.",
    ),
]
