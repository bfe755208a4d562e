"""Tenfold accounts for the compute of training large models.

Numbers are in SI units (seconds, bytes, joules), dollars are US dollars, a multiply-add is two
FLOPs. Everything here is the engine of the command `tenfold`: the same scenario gives the same
numbers to the last bit. docs/python.md shows how to use it.
"""

from . import lesson
from ._asking import (
    accelerators,
    check,
    clusters,
    compare,
    count,
    from_dict,
    from_text,
    load,
    models,
    pipeline,
    run,
    scenarios,
    schedules,
    search,
    serve,
)
from ._files import open
from ._laws import Answer, fit, law, laws
from ._tenfold import (
    Comparison,
    Count,
    Estimate,
    Fit,
    FittedForm,
    FittedLadder,
    Law,
    OfferCost,
    Pipeline,
    Reading,
    Run,
    Scenario,
    Search,
    Service,
    Verdict,
    __version__,
)
from .errors import Fault, FileError, InputError

__all__ = [
    "Answer",
    "Comparison",
    "Count",
    "Estimate",
    "Fault",
    "FileError",
    "Fit",
    "FittedForm",
    "FittedLadder",
    "InputError",
    "Law",
    "OfferCost",
    "Pipeline",
    "Reading",
    "Run",
    "Scenario",
    "Search",
    "Service",
    "Verdict",
    "accelerators",
    "check",
    "clusters",
    "compare",
    "count",
    "fit",
    "from_dict",
    "from_text",
    "law",
    "laws",
    "lesson",
    "load",
    "models",
    "open",
    "pipeline",
    "run",
    "scenarios",
    "schedules",
    "search",
    "serve",
]
