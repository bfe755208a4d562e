"""Questions of the notebooks, which check themselves.

`check("5.3", answer)` says whether an answer is right. The right one is computed by the engine when
it is asked for; a wrong one gets a hint, never the answer.
"""

from ._data import chinchilla_points, two_corpora, without_highest
from ._experts import joint_gain, krajewski_gain, tian_gain
from ._kaplan import STEPS, exponent, step
from ._memory import CHANGES, PLAIN, fullest, one_node
from ._plots import COLOURS, curve, style, timeline
from ._question import Checked
from . import _flops, _kaplan, _fitting, _experts, _claim, _memory, _pipelines, _buying, _demand

_QUESTIONS = {
    question.key: question
    for part in (_flops, _kaplan, _fitting, _experts, _claim, _memory, _pipelines, _buying, _demand)
    for question in part.QUESTIONS
}


def questions():
    """Numbers of all questions, "5.3" for the third of notebook 5."""
    return list(_QUESTIONS)


def ask(key):
    """The words of a question."""
    return _question(key).words


def check(key, answer=None):
    """Whether `answer` is right: prints as words, and is true where it is right. None is no answer
    yet. A wrong answer gets a hint."""
    return _question(key).check(answer)


def reveal(what, guess, value):
    """A guess beside what the engine says of it, in words; None is no guess."""
    if guess is None:
        return Checked(False, f"{what}: no guess yet. Set one above before you read on.")
    if not isinstance(guess, (int, float)) or not guess > 0 or not value > 0:
        return Checked(False, f"{what}: you said {guess}, the engine says {value:.3g}.")
    off = max(guess / value, value / guess)
    words = "close" if off < 1.25 else f"{off:.2g} times off"
    return Checked(off < 1.25, f"{what}: you said {guess:.3g}, the engine says {value:.3g}: {words}.")


def _question(key):
    if key in _QUESTIONS:
        return _QUESTIONS[key]
    raise KeyError(f"there is no question {key}: needs one of {', '.join(_QUESTIONS)}")
