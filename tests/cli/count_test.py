"""`tenfold count`: stable JSON paths, exact decimals, HDF5 that xarray opens, exit codes."""
import csv
import io
import json
import pathlib
import subprocess
import tempfile
import unittest

import xarray
from _program import HOME, PROGRAM, result, run

MODELS = sorted(p.stem for p in (HOME / "models").glob("*.toml"))
CONVENTIONS = ["exact", "full_attention", "hardware", "6nd_total", "6nd_active"]


class Count(unittest.TestCase):
    def test_every_model_file_counts(self):
        self.assertGreaterEqual(len(MODELS), 40)
        for model in MODELS:
            with self.subTest(model):
                counted = result("count", model)
                self.assertGreater(counted["parameters"]["total"] or counted["parameters"]["active"], 0)
                self.assertEqual(set(CONVENTIONS) - set(counted["flops_per_token"]), set())

    def test_maverick_has_its_published_count_with_and_without_its_tower(self):
        parameters = result("count", "llama-4-maverick")["parameters"]
        self.assertEqual(parameters["total_exact"], "401583781376")
        self.assertEqual(parameters["text_exact"], "400711848960")

    def test_a_run_of_tokens_is_exact_to_the_last_digit(self):
        counted = result("count", "llama-3.1-405b", "--tokens", "15.6 T", "--seq", 8192)
        flops = counted["flops"]
        self.assertEqual(float(flops["exact_exact"]), flops["exact"])
        self.assertEqual(int(flops["6nd_total_exact"]), 6 * 405853388800 * 15_600_000_000_000)
        self.assertIsNone(flops["hardware"])
        per_sequence = int(counted["flops_per_sequence"]["exact_exact"])
        whole, rest = divmod(15_600_000_000_000, 8192)
        self.assertGreaterEqual(int(flops["exact_exact"]), whole * per_sequence)
        self.assertLess(int(flops["exact_exact"]), (whole + 1) * per_sequence)
        self.assertEqual(rest > 0, int(flops["exact_exact"]) > whole * per_sequence)

    def test_rows_sum_to_the_total(self):
        counted = result("count", "deepseek-v3")
        total = int(counted["flops_per_sequence"]["exact_exact"])
        for rows in ("by_block", "by_operator"):
            self.assertEqual(sum(int(r["flops_exact"]) for r in counted[rows]), total)

    def test_an_undisclosed_model_has_intervals_and_a_reason_for_no_exact_count(self):
        for model in ("muse-spark-1.0", "gpt-5.4", "gemini-3.1-pro"):
            counted = result("count", model)
            self.assertIsNone(counted["flops_per_token"]["exact"])
            self.assertIn("not disclosed", counted["flops_per_token"]["exact_reason"])
            interval = counted["flops"]["6nd_active_interval90"]
            self.assertLess(interval["p05"], interval["median"])
            self.assertLess(interval["median"], interval["p95"])

    def test_a_published_run_fits_its_hours(self):
        hours = result("count", "llama-4-maverick")["run"]["hours"]
        self.assertAlmostEqual(hours["flop_per_s_per_accelerator"] / 1e12, 261.9, places=1)
        self.assertAlmostEqual(hours["share_of_16bit_peak"], 0.265, places=3)

    def test_an_undisclosed_sequence_length_makes_exact_a_range(self):
        low, high = result("count", "llama-4-maverick")["flops"]["exact_range"]
        self.assertAlmostEqual(low / 1e24, 2.26, delta=0.005)
        self.assertAlmostEqual(high / 1e24, 2.60, delta=0.005)
        self.assertIn("exact is 2.26e24 to 2.60e24", run("count", "llama-4-maverick").stdout)
        self.assertNotIn("exact_range", result("count", "llama-4-maverick", "--seq", 8192)["flops"])

    def test_csv_and_json_agree(self):
        rows = list(csv.DictReader(io.StringIO(run("count", "mixtral-8x7b", "--csv").stdout)))
        counted = result("count", "mixtral-8x7b")
        self.assertEqual([r["flops"] for r in rows],
                         [r["flops_exact"] for r in counted["by_operator"]])

    def test_xarray_opens_the_ledger_and_the_same_count_is_the_same_bytes(self):
        with tempfile.TemporaryDirectory() as folder:
            first, second = pathlib.Path(folder, "a.h5"), pathlib.Path(folder, "b.h5")
            for path in (first, second):
                self.assertEqual(run("count", "mixtral-8x7b", "--out", path).returncode, 0)
            self.assertEqual(first.read_bytes(), second.read_bytes())
            with xarray.open_dataset(first, engine="h5netcdf") as ledger:
                self.assertEqual(ledger["forward"].attrs["units"], "FLOP")
                self.assertTrue(ledger["forward"].attrs["long_name"])
                self.assertEqual(ledger.attrs["parameters_total"], "46702792704")
                exact = [int(x) for x in ledger["forward_exact"].values]
                self.assertEqual([float(x) for x in exact], list(ledger["forward"].values))

    def test_one_convention_is_one_number(self):
        self.assertEqual(run("count", "mixtral-8x7b", "--convention", "6nd-total").stdout,
                         f"{6 * 46702792704 * 32768}\n")

    def test_bad_input_is_told_in_a_line_and_exits_2_with_nothing_printed(self):
        bad = [["count", "llama-4-mavrick"], ["count", "nowhere.toml"], ["count"],
               ["count", "mixtral-8x7b", "--seq", "0"], ["count", "mixtral-8x7b", "--tokens", "x"],
               ["count", "mixtral-8x7b", "--tokens", "1.5"], ["count", "models"], ["cuont"], [],
               ["count", "mixtral-8x7b", "--convention", "exakt"],
               ["count", "mixtral-8x7b", "--convention", "hardware"],
               ["count", "mixtral-8x7b", "--seq", "4294967296", "--tokens", "1e18"],
               ["count", "gpt-5.4", "--csv"], ["list", "modles"], ["lint", HOME / "README.md"]]
        for words in bad:
            with self.subTest(words):
                done = run(*words)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertTrue(done.stderr.strip())
        self.assertIn("did you mean 'llama-4-maverick'?", run("count", "llama-4-mavrick").stderr)
        self.assertIn("did you mean 'count'?", run("cuont").stderr)

    def test_a_file_that_cannot_be_written_exits_74_and_leaves_nothing(self):
        with tempfile.TemporaryDirectory() as folder:
            nowhere = pathlib.Path(folder, "no", "such", "a.h5")
            self.assertEqual(run("count", "mixtral-8x7b", "--out", nowhere).returncode, 74)
            self.assertEqual(list(pathlib.Path(folder).iterdir()), [])
        for device in ("/dev/null", "/dev/full"):
            self.assertEqual(run("count", "mixtral-8x7b", "--out", device).returncode, 74)
            self.assertFalse(pathlib.Path(device).is_file())
        with open("/dev/full", "w", encoding="ascii") as full:
            done = subprocess.run([PROGRAM, "list"], stdout=full, stderr=subprocess.DEVNULL)
        self.assertEqual(done.returncode, 74)

    def test_the_text_fits_80_columns_for_every_model(self):
        for model in MODELS:
            for line in run("count", model).stdout.splitlines():
                self.assertLessEqual(len(line), 80, f"{model}: {line}")

    def test_every_shipped_file_is_sound(self):
        files = [p for folder in ("models", "hardware_profiles", "hardware_profiles/clusters",
                                  "hardware_profiles/frameworks", "scenarios", "scenarios/priors")
                 for p in sorted((HOME / folder).glob("*.toml"))]
        done = run("lint", *files)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_job_made_by_init_counts(self):
        with tempfile.TemporaryDirectory() as folder:
            config = pathlib.Path(folder, "config.json")
            config.write_text(json.dumps({
                "model_type": "llama", "hidden_size": 64, "intermediate_size": 128,
                "num_hidden_layers": 2, "num_attention_heads": 4, "vocab_size": 256}))
            job = pathlib.Path(folder, "job.toml")
            self.assertEqual(run("init", config, "h100-sxm-80gb", "--out", job).returncode, 0)
            self.assertEqual(run("lint", job).returncode, 0)
            counted = result("count", job)
            self.assertEqual(counted["sequence_length"], 4096)
            # two layers of 4 x 64 x 64 + 3 x 64 x 128 + 2 x 64, two tables of 256 x 64, one norm
            self.assertEqual(counted["parameters"]["total_exact"], str(2 * 41088 + 2 * 16384 + 64))


if __name__ == "__main__":
    unittest.main()
