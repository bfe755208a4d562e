"""`tenfold validate claims`: stable JSON paths, what a prediction may read, faults, and the page."""
import csv
import io
import math
import pathlib
import random
import tempfile
import unittest

from _program import HOME, result, run

PAIRS = HOME.parent / "shared" / "data" / "scaling" / "known_pairs.csv"
QUESTION = ("factors", "months_apart", "baseline_key", "challenger_key")
HEAD = ",".join(("id",) + QUESTION + ("implied_ceg_low", "implied_ceg_mid", "implied_ceg_high")) + "\n"
OWN = HEAD + """A,data,0,,,2,3,4
B,allocation,4,gopher-280b,chinchilla-70b,1.7,2.0,3.1
C,sparsity;data;optimizer;other_architecture;allocation;tuning,5,llama-3.1-405b,deepseek-v3,11,23,43
D,data;distillation;tuning,9,no-such-model,gemma-3-27b,4,6,11
"""
QUANTILES = ("p05", "p25", "median", "p75", "p95")


def rows_of(text, *words):
    with tempfile.TemporaryDirectory() as folder:
        table = pathlib.Path(folder) / "pairs.csv"
        table.write_text(text)
        return result("validate", "claims", table, *words)


def predictions(text):
    return [[row[q] for q in QUANTILES] for row in rows_of(text)["rows"]]


class ValidateClaims(unittest.TestCase):
    def test_the_json_paths_are_those_that_scripts_rely_on(self):
        r = rows_of(OWN)
        self.assertEqual([row["id"] for row in r["rows"]], ["A", "B", "C", "D"])
        for row in r["rows"]:
            for key in ("known_low", "known_mid", "known_high", "log_score") + QUANTILES:
                self.assertIsInstance(row[key], (int, float), key)
            self.assertEqual(sorted(row[q] for q in QUANTILES), [row[q] for q in QUANTILES])
        held = [row["p25"] <= row["known_mid"] <= row["p75"] for row in r["rows"]]
        self.assertAlmostEqual(r["coverage50"], sum(held) / 4)
        self.assertGreaterEqual(r["coverage90"], r["coverage50"])
        self.assertAlmostEqual(r["mean_log_score"], sum(x["log_score"] for x in r["rows"]) / 4)

    def test_gopher_to_chinchilla_comes_near_two_by_the_laws(self):
        row = rows_of(OWN)["rows"][1]
        self.assertTrue(1.8 < row["median"] < 3.0, row["median"])
        self.assertIn("3 laws", row["parts"][0]["from"])

    def test_columns_that_a_prediction_may_not_read_change_nothing(self):
        if not PAIRS.exists():
            self.skipTest(f"{PAIRS} is not here: the table of known pairs does not ship")
        table = list(csv.DictReader(io.StringIO(PAIRS.read_text(encoding="utf-8"))))
        want = predictions(PAIRS.read_text(encoding="utf-8"))
        shuffled = random.Random(1)
        for blank in (False, True):
            changed = [dict(row) for row in table]
            for column in table[0]:
                if column in QUESTION:
                    continue
                cells = [row[column] for row in table]
                shuffled.shuffle(cells)
                for row, cell in zip(changed, cells):
                    row[column] = "" if blank else cell
            order = list(table[0]) + ["another"]
            shuffled.shuffle(order)
            out = io.StringIO()
            writer = csv.DictWriter(out, order, restval="x")
            writer.writeheader()
            writer.writerows(changed)
            self.assertEqual(predictions(out.getvalue()), want)

    def test_models_as_sparse_as_each_other_gain_nothing_by_sparsity(self):
        rows = rows_of(HEAD + "A,sparsity,0,llama-4-maverick,deepseek-v3,,,\n"
                       "B,sparsity,0,deepseek-v3,llama-4-maverick,,,\n"
                       "C,sparsity,0,ling-mini-beta,ling-dense-6.1b,,,\n"
                       "D,sparsity,0,,ling-mini-beta,,,\n")["rows"]
        self.assertTrue(0.8 < rows[0]["median"] < 1)
        self.assertAlmostEqual(rows[0]["median"] * rows[1]["median"], 1, 2)
        self.assertAlmostEqual(rows[2]["median"] * rows[3]["median"], 1, 2)
        self.assertEqual(rows[3]["parts"][0]["from"], "11 findings")

    def test_odd_rows_are_told_and_predicted_all_the_same(self):
        with tempfile.TemporaryDirectory() as folder:
            table = pathlib.Path(folder) / "t.csv"
            table.write_text("id,factors,months_apart,baseline_key,challenger_key\n"
                             "A,data,,lama-2-70b,llama-3-8b\nA,data,-3,,\n")
            done = run("validate", "claims", table)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn(":2:1: no model 'lama-2-70b' in models/, did you mean 'llama-2-70b'?",
                          done.stderr)
            self.assertIn(":3:1: 'A' stands in line 2 too", done.stderr)

    def test_known_pairs_are_scored_better_than_by_one_wide_normal(self):
        if not PAIRS.exists():
            self.skipTest(f"{PAIRS} is not here: the table of known pairs does not ship")
        r = result("validate", "claims", PAIRS)
        # A normal of log10 gain with the pairs' own mean and spread, which no prediction may use.
        logs = [math.log10(row["known_mid"]) for row in r["rows"]]
        middle = sum(logs) / len(logs)
        variance = sum((x - middle) ** 2 for x in logs) / len(logs)
        self.assertGreater(r["mean_log_score"], -0.5 * math.log(2 * math.pi * variance) - 0.5)
        self.assertGreaterEqual(r["coverage90"], 0.75)
        llama = next(row for row in r["rows"] if row["id"] == "P07")
        self.assertLess(llama["median"], 2)

    def test_a_gain_that_is_not_known_is_predicted_and_not_scored(self):
        r = rows_of(HEAD + "A,data,0,,,,,\n")
        self.assertIsNone(r["rows"][0]["log_score"])
        self.assertIsNone(r["mean_log_score"])
        self.assertGreater(r["rows"][0]["median"], 1)

    def test_text_fits_80_columns_and_files_are_written(self):
        with tempfile.TemporaryDirectory() as folder:
            table, out = pathlib.Path(folder) / "t.csv", pathlib.Path(folder) / "o.csv"
            table.write_text(OWN)
            done = run("validate", "claims", table, "--csv", out)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertLessEqual(max(map(len, done.stdout.splitlines())), 80)
            self.assertEqual(len(out.read_text().splitlines()), 5)
            page = run("validate", "claims", table, "--markdown").stdout
            self.assertIn("| Moonlight", page.replace("|  | Moonlight", "| Moonlight"))

    def test_the_page_shows_what_the_command_prints(self):
        if not PAIRS.exists():
            self.skipTest(f"{PAIRS} is not here: the table of known pairs does not ship")
        page = (HOME / "docs" / "backtest.md").read_text(encoding="utf-8")
        self.assertTrue(page.endswith(run("validate", "claims", PAIRS, "--markdown").stdout))

    def test_faults_are_told_with_their_line(self):
        with tempfile.TemporaryDirectory() as folder:
            table = pathlib.Path(folder) / "t.csv"
            for text, told in ((HEAD + "A,dta,0,,,1,2,3\n", ":2:1: unknown factor 'dta', did you"),
                               (HEAD + "A,data,x,,,1,2,3\n", "'months_apart' is 'x'"),
                               (HEAD + "A,data\n", ":2:1: has 2 cells"),
                               ("id,factors\n", "column 'months_apart' is missing"),
                               ("", ":1:1: is empty")):
                table.write_text(text)
                done = run("validate", "claims", table)
                self.assertEqual(done.returncode, 2, text)
                self.assertIn(told, done.stderr)
        self.assertEqual(run("validate", "claims", "no-such-table.csv").returncode, 2)
        self.assertEqual(run("validate").returncode, 2)
        self.assertEqual(run("validate", "claims").returncode, 2)


if __name__ == "__main__":
    unittest.main()
