"""What went wrong, with where."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One fault of a file or a value; line and column are 0 where there is none."""

    file: str
    line: int
    column: int
    message: str
    text: str

    @property
    def suggestion(self):
        """What was most likely meant, or None."""
        found = re.search(r"did you mean '([^']*)'", self.message)
        return found[1] if found else None

    def __str__(self):
        return self.text


class InputError(ValueError):
    """Something that was asked for cannot be so. `faults` lists all of it; the text is what the
    command line says."""

    def __init__(self, words, faults=()):
        super().__init__(words)
        self.faults = list(faults)

    def __reduce__(self):
        return type(self), (str(self), self.faults)


class FileError(OSError):
    """A file could not be read or written."""

    def __init__(self, words, _=None):
        super().__init__(words)
