"""A search that takes some blocks, and what its results have in common however they were made."""
import json
import pathlib
import time

from _program import PROGRAM, run

SEARCH = ("search", "bench_gpt3_175b_512xA100", "--set", "search.tensor=8")


def told(done):
    """The JSON of a search less what the clock says."""
    assert done.returncode == 0, done.stderr
    text = json.loads(done.stdout)
    for clock in ("seconds", "plans_per_second"):
        del text["result"][clock]
    return json.dumps(text)


def undisturbed(*words):
    return told(run(*SEARCH, "--json", *words))


def ranges(*journals):
    """The ranges of plans that journals hold, in order."""
    found = []
    for path in journals:
        for line in pathlib.Path(path).read_text().splitlines()[1:]:
            words = line.split()
            assert words[1] == "range", line
            found.append((int(words[2]), int(words[3])))
    return sorted(found)


def wait_for_lines(folder, count, process):
    """Until the journals of a folder have so many lines between them, or the process has ended."""
    while process.poll() is None:
        lines = sum(path.read_bytes().count(b"\n") for path in folder.glob("*.journal"))
        if lines >= count:
            return
        time.sleep(0.001)


__all__ = ["PROGRAM", "SEARCH", "ranges", "run", "told", "undisturbed", "wait_for_lines"]
