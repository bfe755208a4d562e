"""Tenfold accounts for the compute of training large models.

Numbers are in SI units (seconds, bytes, joules), dollars are US dollars, a multiply-add is two
FLOPs. Everything here is the engine of the command `tenfold`: the same scenario gives the same
numbers to the last bit. docs/python.md shows how to use it.
"""

from ._asking import (
    accelerators,
    check,
    clusters,
    count,
    from_dict,
    from_text,
    load,
    models,
    run,
    scenarios,
    search,
)
from ._tenfold import Count, Estimate, Reading, Run, Scenario, Search, Verdict, __version__
from .errors import Fault, FileError, InputError

__all__ = [
    "Count",
    "Estimate",
    "Fault",
    "FileError",
    "InputError",
    "Reading",
    "Run",
    "Scenario",
    "Search",
    "Verdict",
    "accelerators",
    "check",
    "clusters",
    "count",
    "from_dict",
    "from_text",
    "load",
    "models",
    "run",
    "scenarios",
    "search",
]
