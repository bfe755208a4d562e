"""The part of the engine's error that offers on one framework share, from measured runs."""
import collections
import csv
import json
import math
import os
import pathlib
import re
import statistics
import subprocess
import unittest

HOME = pathlib.Path(os.environ["TENFOLD_HOME"])
TABLE = HOME.parent / "shared" / "validation" / "measured.csv"


def cell_means():
    """Of each model that was measured on two or more parts of a framework: the mean error on each."""
    told = subprocess.run([os.environ["TENFOLD_BIN"], "validate", TABLE, "--json"],
                          capture_output=True, check=True, text=True).stdout
    measured = {row["id"]: row for row in csv.DictReader(TABLE.open())}
    errors = collections.defaultdict(lambda: collections.defaultdict(list))
    for row in json.loads(told)["result"]["rows"]:
        if not row["scored"] or not row.get("predicted_step_s") or not row.get("measured_step_s"):
            continue
        source = measured[row["id"]]
        model = source["model"].replace("3.1 405B", "3 405B").split(" 671B")[0]
        errors[row["framework"], model][source["accelerator"]].append(
            math.log(row["predicted_step_s"] / row["measured_step_s"]))
    return [[statistics.mean(e) for e in parts.values()] for parts in errors.values()
            if len(parts) > 1]


def shared_variance(cells):
    """One-way random effects: the variance between models over the whole (ICC(1))."""
    k, n = len(cells), sum(map(len, cells))
    mean = sum(map(sum, cells)) / n
    between = sum(len(c) * (statistics.mean(c) - mean) ** 2 for c in cells) / (k - 1)
    within = sum((y - statistics.mean(c)) ** 2 for c in cells for y in c) / (n - k)
    size = (n - sum(len(c) ** 2 for c in cells) / n) / (k - 1)
    of_models = (between - within) / size
    return of_models / (of_models + within)


@unittest.skipUnless(TABLE.exists(), f"{TABLE} is not there: nothing to measure against")
class SharedError(unittest.TestCase):
    def test_the_share_in_the_code_is_that_of_the_measured_runs(self):
        header = (HOME / "sim/scenario/compare.h").read_text()
        in_code = float(re.search(r"shared_error = ([\d.]+)", header)[1])
        self.assertAlmostEqual(shared_variance(cell_means()), in_code, delta=0.02)


if __name__ == "__main__":
    unittest.main()
