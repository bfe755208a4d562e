"""Runs the built program as a person would; TENFOLD_BIN names it."""
import json
import os
import pathlib
import subprocess

PROGRAM = os.environ["TENFOLD_BIN"]
HOME = pathlib.Path(os.environ["TENFOLD_HOME"])


def run(*words, **more):
    """The finished process, its output as text."""
    return subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, **more)


def result(*words):
    """The `result` of a command's JSON; the command must succeed."""
    done = run(*words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["result"]
