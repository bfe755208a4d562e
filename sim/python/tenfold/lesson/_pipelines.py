"""Notebook 7: pipeline schedules and bubbles."""

from ._question import Choice, Number
from .. import _asking as tf

# A forward of 1; a backward of 2, half of it for the input's gradient.
TIMES = {"forward": 1.0, "backward_input": 1.0, "backward_weight": 1.0}


def played(schedule, stages, micro_batches, virtual_stages=1):
    """The schedule with a stage of three units a micro-batch, however many chunks it is cut into."""
    chunk = {name: time / virtual_stages for name, time in TIMES.items()}
    return tf.pipeline(schedule, stages, micro_batches, virtual_stages=virtual_stages, **chunk)


def idle(schedule, stages, micro_batches, virtual_stages=1):
    """Part of the step that a stage idles, 0 to 1."""
    it = played(schedule, stages, micro_batches, virtual_stages)
    return it.bubble[0] / it.makespan


def micro_batches_for(share):
    m = 1
    while idle("1f1b", 16, m) > share:
        m += 1
    return m


def what_1f1b_saves():
    both = {s: played(s, 16, 64) for s in ("gpipe", "1f1b")}
    faster = both["1f1b"].makespan < 0.99 * both["gpipe"].makespan
    leaner = both["1f1b"].in_flight[0] < both["gpipe"].in_flight[0]
    return {(True, False): "time", (False, True): "memory", (True, True): "both"}[(faster, leaner)]


def fastest():
    asked = {"gpipe": 1, "1f1b": 1, "interleaved": 2, "zero-bubble-h1": 1, "zero-bubble-v": 2}
    return min(asked, key=lambda s: played(s, 8, 16, asked[s]).makespan)


QUESTIONS = [
    Number(
        "7.1",
        "16 stages, 16 micro-batches, 1F1B: which share of the step does a stage idle? (0 to 1)",
        lambda: idle("1f1b", 16, 16),
        "A stage works on m micro-batches; p - 1 more pass before the last stage has begun and the "
        "first has ended. What is the whole?",
        "A cluster of 16,384 would leave half of itself idle.",
        within=0.02,
        traps=[(lambda: 15 / 16, "that is idle time over working time; the step holds both.")],
    ),
    Number(
        "7.2",
        "16 stages, 1F1B, no interleaving: how many micro-batches until a stage idles 5 % of the "
        "step? (within 1 %)",
        lambda: micro_batches_for(0.05),
        "Write the share of idle time with p and m, set it to 0.05 and solve for m. Or play: "
        "tf.pipeline('1f1b', 16, m).",
        "More micro-batches of one size are a larger batch, which has a limit of its own.",
        within=0.01,
        traps=[(lambda: 300, "that is (p - 1)/m = 0.05; the step is longer than its work.")],
    ),
    Choice(
        "7.3",
        "What does 1F1B save against GPipe: 'time', 'memory' or 'both'?",
        ["time", "memory", "both"],
        what_1f1b_saves,
        "Play both with 64 micro-batches: compare makespan, and in_flight of the first stage.",
        "That is why it came to be used: the same bubble, and room for it.",
    ),
    Number(
        "7.4",
        "16 stages, 64 micro-batches, 1F1B: of how many micro-batches does the first stage hold "
        "activations at its worst?",
        lambda: played("1f1b", 16, 64).in_flight[0],
        "It sends forward until the first gradient comes back. How long does that take?",
        "The last stage holds one.",
        within=0.01,
        traps=[(lambda: 64, "that is GPipe, which holds all.")],
    ),
    Choice(
        "7.5",
        "8 stages, 16 micro-batches, interleaving and the V with two chunks a stage, sends free: "
        "which schedule ends first?",
        ["gpipe", "1f1b", "interleaved", "zero-bubble-h1", "zero-bubble-v"],
        fastest,
        "What could fill a bubble? Work that nobody waits for: the gradient of the weights.",
        "It pays where the backward pass can be split, and kernels lose by that.",
    ),
]
