"""Fails where a file of sim/ includes what its folder may not: a stage above it, or a library that
lives elsewhere. Usage: layers.py [SIM_FOLDER]"""
import pathlib
import re
import sys

# What lies directly below each folder; what lies below that is allowed too.
BELOW = {
    "base": "",
    "model": "base",
    "hardware": "base",
    "graph": "model",
    "ledger": "graph",
    "plan": "graph",
    "cost": "plan hardware",
    "schedule": "cost ledger",
    "search": "schedule",
    "serving": "cost",
    "campaign": "schedule serving",
    "laws": "base",
    "claim": "campaign laws ledger",
    "scenario": "search claim",
    "io": "scenario",
    "report": "scenario",
    "fit": "laws cost",
    "store": "io",
    "cli": "store fit report",
    "python": "store fit report",
    "web": "io report",
}

# Where each library's headers and pragmas may stand: a pattern of paths under sim/. The first
# row that fits a line decides.
ANYWHERE = r""
LIBRARIES = [
    (r"#include <fmt/", ANYWHERE),
    (r"#include <sys/", r"(store|cli)/"),
    (r"#pragma omp|#include <omp\.h>", r"base/parallel\w*\."),
    (r"#include <boost/(random|math)[/.]", r"base/"),
    (r"#include <boost/", r"graph/.*\.cpp$"),
    (r"#include <fast_float/", r"(base|io)/"),
    (r"#include <Eigen/", r"(cost|fit)/"),
    (r"#include <(toml\+\+|nlohmann)/", r"io/"),
    (r"#include <nlopt", r"fit/"),
    (r"#include <zlib\.h>", r"io/"),
    (r"#include <(H5|hdf5|xlsxwriter)", r"store/"),
    (r"#include <(CLI/|mpi\.h)", r"cli/"),
    (r"#include <pybind11/", r"python/"),
    (r"#include <emscripten", r"web/"),
    (r"#include <[^>]*/", r"none: tests/layers.py does not know this library"),
]


def closure(below):
    """What each folder may include. The table is listed bottom up, so it can have no cycle."""
    allowed = {}
    for folder, names in below.items():
        allowed[folder] = {folder}.union(*(allowed[name] for name in names.split()))
    return allowed


MAY_INCLUDE = closure(BELOW)


def fault(path, line):
    """What is wrong with one line of the file at `path` under sim/, or None."""
    folder = path.split("/")[0]
    if include := re.match(r'\s*#\s*include\s+"([^"]*)"', line):
        stage = include[1].split("/")[0] if "/" in include[1] else None
        if stage not in BELOW:
            return f'"{include[1]}" does not start with a folder of sim/'
        if stage not in MAY_INCLUDE.get(folder, ()):
            return f"{folder}/ may not include {stage}/"
    spaced = re.sub(r"^\s*#\s*(\w+)\s+", r"#\1 ", line)
    for pattern, where in LIBRARIES:
        if re.match(pattern, spaced):
            return None if re.match(where, path) else f"'{spaced.strip()}' belongs in {where}"
    return None


def faults(root):
    for path in sorted(p for p in root.rglob("*") if p.suffix in {".h", ".cpp"}):
        name = path.relative_to(root).as_posix()
        if name.split("/")[0] not in BELOW:
            yield f"{path}:1: sim/{name.split('/')[0]} is not in the table of tests/layers.py"
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if found := fault(name, line):
                yield f"{path}:{number}: {found}"


if __name__ == "__main__":
    here = pathlib.Path(__file__).resolve().parent
    wrong = list(faults(pathlib.Path(sys.argv[1]) if sys.argv[1:] else here.parent / "sim"))
    print("\n".join(wrong) or "layers: in order")
    sys.exit(bool(wrong))
