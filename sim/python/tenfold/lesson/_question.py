"""What a question is: its words, its answer as the engine computes it, and hints."""

import functools
import math


class Checked:
    """Whether an answer is right, in words."""

    def __init__(self, right, words):
        self.right = right
        self.words = words

    def __bool__(self):
        return self.right

    def __repr__(self):
        return self.words


class Question:
    """key: "5.3". words: the question. solve: the right answer, computed. hint: said of any wrong
    answer. more: said once it is right. words and more are texts, or functions that give one."""

    def __init__(self, key, words, solve, hint, more=""):
        self.key, self._words, self.hint = key, words, hint
        self.solve = functools.lru_cache(None)(solve)
        self._more = more

    @property
    def words(self):
        """The question, with the numbers that the engine has for it."""
        return self._words() if callable(self._words) else self._words

    def check(self, answer):
        if answer is None or answer is ...:
            return Checked(False, f"{self.key} No answer yet. {self.words}\nHint: {self.hint}")
        said = self.judge(answer)
        if said is None:
            more = self._more() if callable(self._more) else self._more
            return Checked(True, f"{self.key} Right. {more}".rstrip())
        return Checked(False, f"{self.key} Not yet: {said}\nHint: {self.hint}")


class Number(Question):
    """Right within `within`, as a share of the right answer. `traps` are answers that a known
    mistake gives: functions of nothing, each with what the mistake is."""

    def __init__(self, key, words, solve, hint, more="", within=0.05, traps=()):
        super().__init__(key, words, solve, hint, more)
        self.within, self.traps = within, traps

    def wrong(self):
        """Some wrong answers."""
        return [self.solve() * 3, self.solve() / 3, "many"]

    def judge(self, answer):
        """None where it is right, else what is wrong."""
        try:
            number = float(answer)
        except (TypeError, ValueError):
            return f"{answer!r} is no number."
        if self._is(number, self.solve()):
            return None
        for trap, why in self.traps:
            if self._is(number, trap()):
                return why
        return self._how_far(number)

    def _is(self, number, target):
        return math.isfinite(number) and abs(number - target) <= self.within * abs(target)

    def _how_far(self, number):
        if not math.isfinite(number) or number <= 0:
            return "it is a number above zero."
        off = number / self.solve()
        side = "too high" if off > 1 else "too low"
        times = max(off, 1 / off)
        if times > 100:
            return f"{side} by more than a hundredfold: look at the units."
        return f"{side}, and not by much." if times < 1.5 else f"{side}, by more than half."


class Choice(Question):
    """One of `options`: a text each. remark: of a wrong option, a function of it and the right one
    that must not tell the right one."""

    def __init__(self, key, words, options, solve, hint, more="", remark=None):
        super().__init__(key, words, solve, hint, more)
        self.options, self._remark = options, remark

    def wrong(self):
        """Every wrong answer."""
        return [o for o in self.options if o != self.solve()] + ["something else", 3]

    def judge(self, answer):
        """None where it is right, else what is wrong."""
        if answer == self.solve():
            return None
        if answer not in self.options:
            return f"{answer!r} is none of {', '.join(map(repr, self.options))}."
        return self._remark(answer, self.solve()) if self._remark else f"not {answer}."
