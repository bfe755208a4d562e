"""Fails where a file of sim/ includes what its folder may not: a stage above it, or a library that
lives elsewhere; and where two headers define a type of one name. Usage: layers.py [SIM_FOLDER]"""
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
    "verbs": "fit io",
    "cli": "store verbs report",
    "python": "store verbs report",
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


# A type's definition at the first column; a specialisation's name ends in its arguments.
TYPE = re.compile(r"(?:struct|class|enum class|enum) (\w+)(?: final)?(?: :[^;]*)? \{")
NAMESPACE = re.compile(r"namespace ([\w:]+) \{")


def types(lines):
    """Each type that a header's lines define outside of other types: its line, its whole name."""
    spaces = []
    for number, line in enumerate(lines, 1):
        if opened := NAMESPACE.match(line):
            spaces.append(opened[1])
        elif line.startswith("}  // namespace") and spaces:
            spaces.pop()
        elif defined := TYPE.match(line):
            yield number, "::".join([*spaces, defined[1]])


def twice_defined(headers):
    """Faults of (name, lines) of headers that define a type that one before defines: programs that
    link both have two meanings of one name, of which the linker keeps either."""
    first = {}
    for name, lines in headers:
        for number, defined in types(lines):
            if first.setdefault(defined, name) != name:
                yield f"{name}:{number}: {defined} is defined in {first[defined]}, too"


def faults(root):
    headers = sorted(root.rglob("*.h"))
    yield from twice_defined((str(h), h.read_text().splitlines()) for h in headers)
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
