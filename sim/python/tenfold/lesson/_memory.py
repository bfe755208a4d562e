"""Notebook 6: memory and parallelism, 405B on 16,384 GPUs."""

import functools

from ._question import Choice, Number, Question
from .. import _asking as tf
from ..errors import InputError

JOB = "llama_405b_16k_h100"
ONE_NODE = """format = "scenario/1"
title = "Llama 3.1 8B on one node"
grade = "assumed"
reasoning = "An exercise."
[job]
model = "llama-3.1-8b"
cluster = "dgx-h100"
framework = "megatron-core-2024"
accelerators = 8
sequence_length = 8192
[plan]
tensor = 1
data = 8
global_batch = 8
zero = 0
format = "bf16"
"""
STATES = ("weights", "master weights", "gradients", "optimizer")

# A plan to start from, and changes that make room.
PLAIN = {"zero": 0, "sequence_parallel": False, "schedule": "1f1b", "virtual_stages": 1}
CHANGES = {
    "sequence_parallel": {"sequence_parallel": True},
    "zero=1": {"zero": 1},
    "zero=2": {"zero": 2},
    "zero=3": {"zero": 3},
    "interleaving": {"schedule": "interleaved", "virtual_stages": 8},
}
MOST_GIB, LEAST_MFU = 75, 0.40


def one_node():
    """Llama 3.1 8B on eight H100, every rank with all of it: a scenario."""
    return tf.from_text(ONE_NODE)


def fullest(run):
    """Bytes by category of the stage that needs most."""
    stage = run.memory().sum(axis=1).argmax()
    return dict(zip(run.memory_categories, run.memory()[stage]))


def state_bytes():
    """Bytes of state for each parameter, where nothing is sharded."""
    held = fullest(tf.run(one_node()))
    return sum(held[c] for c in STATES) / tf.count("llama-3.1-8b").parameters


def largest_category():
    held = fullest(tf.run(JOB))
    return max(held, key=held.get)


def most_room():
    peaks = {name: tf.run(JOB, plan={**PLAIN, **c}).peak_bytes for name, c in CHANGES.items()}
    return min(peaks, key=peaks.get)


@functools.lru_cache(None)
def _found():
    """The fastest plan of a search that keeps within the memory asked for."""
    found = tf.search("search_" + JOB, top=200)
    rows = found.best()
    for plan, peak, mfu in zip(found.settings, rows["peak_bytes"], rows["mfu"]):
        if peak <= MOST_GIB * 2**30 and mfu >= LEAST_MFU:
            return plan
    return None


class Plan(Question):
    """A plan, as run() takes it, that meets a bar of memory and MFU: any that does is right."""

    def wrong(self):
        """Plans that miss the bar, and what is none."""
        return [{}, {"recompute": "full"}, {"tensor": 3}, {"tensr": 8}, 7]

    def judge(self, answer):
        """None where it is right, else what is wrong."""
        if not isinstance(answer, (dict, str)):
            return "a plan is a dictionary, as {'pipeline': 8}."
        try:
            run = tf.run(JOB, plan=answer)
        except InputError as fault:
            return str(fault)
        if run.outcome != "runs":
            return f"{run.outcome}: {run.reasons[0]}."
        peak, mfu = run.peak_bytes / 2**30, run.mfu
        if peak <= MOST_GIB and mfu >= LEAST_MFU:
            return None
        return f"peak {peak:.1f} GiB, MFU {mfu:.1%}."


QUESTIONS = [
    Number(
        "6.1",
        "Nothing sharded, BF16 with Adam: how many bytes of weights, gradients and optimizer state "
        "for each parameter?",
        state_bytes,
        "Weights in two bytes; a master copy, gradients that add up in full precision, and Adam's "
        "two moments, of four bytes each. Or run lesson.one_node().",
        "All of 405 B are over seven terabytes: ninety H100 for the states alone.",
        within=0.01,
        traps=[(lambda: 16, "do gradients add up in two bytes?"), (lambda: 2, "the weights alone.")],
    ),
    Choice(
        "6.2",
        "Meta's plan: which category is the largest on the fullest stage?",
        ["weights", "gradients", "optimizer", "activations", "fragmentation"],
        largest_category,
        "lesson.fullest(run) has bytes by category.",
        "States are sharded over many ranks; what a token leaves behind is not.",
    ),
    Choice(
        "6.3",
        "From the plain plan, without recomputation: which ONE change makes most room?",
        list(CHANGES),
        most_room,
        "Run each: tf.run(job, plan={**lesson.PLAIN, **change}).peak_bytes. What is the largest bar "
        "of the plain plan made of?",
        "Norms and sums of a layer were kept whole on each of eight ranks.",
    ),
    Plan(
        "6.4",
        f"Find a plan of at most {MOST_GIB} GiB with an MFU of {LEAST_MFU:.0%} or more: answer with "
        "a dictionary of changes to Meta's.",
        _found,
        "More stages hold fewer layers each; more chunks a stage make its pipeline fill sooner. "
        "Layers must divide, and so must micro-batches.",
        "tf.search tries every plan in less than a second.",
    ),
]
