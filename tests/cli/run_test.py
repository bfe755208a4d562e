"""`tenfold run` as a person runs it: the answer, its exit codes, its files."""
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import xarray
from _program import HOME, result, run

SHIPPED = ["llama_405b_16k_h100", "deepseek_v3_2048_h800", "gpt3_175b_a100", "maverick_32k_h100",
           "muse_spark_open_gb200", "tpu_v5p_pod"]
GPT3 = "gpt3_175b_a100"


def small(folder, plan="tensor = 2\nglobal_batch = 64\n", job=""):
    """A job on eight A100, written into `folder`."""
    path = pathlib.Path(folder) / "job.toml"
    path.write_text('format = "scenario/1"\n[job]\ngrade = "assumed"\nreasoning = "A test."\nmodel = "llama-2-7b"\n'
                    f'accelerator = "a100-sxm-80gb"\naccelerators = 8\nsequence_length = 4096\n'
                    f'tokens = "1 T tokens"\n{job}' + (f'[plan]\ngrade = "assumed"\nreasoning = "A test."\n{plan}' if plan else ""))
    return path


class Run(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def test_every_shipped_job_runs_and_its_answer_stands_on_the_first_screen(self):
        for name in SHIPPED:
            done = run("run", name)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            screen = "\n".join(done.stdout.splitlines()[:24])
            for word in ("step time", "tokens/s/accelerator", "MFU", "HFU", "peak memory", "days",
                         "accelerator-hours", "dollars", "energy"):
                self.assertIn(word, screen, name)
            longest = max(map(len, done.stdout.splitlines()))
            self.assertLessEqual(longest, 80, [l for l in done.stdout.splitlines() if len(l) > 80])

    def test_the_causes_add_up_to_the_step(self):
        for name in SHIPPED:
            found = result("run", name)
            self.assertAlmostEqual(sum(found["seconds_by_cause"].values()) / found["step_time_s"], 1, 9)

    def test_the_stable_paths_hold_numbers_inside_their_intervals(self):
        found = result("run", GPT3)
        self.assertEqual(found["verdict"], "runs")
        for key in ("step_time_s", "mfu", "hfu", "tokens_per_s_per_accelerator", "accelerator_hours",
                    "days", "dollars", "energy_j"):
            low, high = found[key + "_interval80"]
            self.assertTrue(0 < low < found[key] < high, key)
        memory = found["memory"]
        self.assertLess(memory["peak_bytes"], memory["capacity_bytes"])
        self.assertAlmostEqual(sum(memory["by_category"].values()) / memory["peak_bytes"], 1, 9)

    def test_hours_are_steps_times_step_times_accelerators_over_goodput(self):
        found = result("run", GPT3, "--set", "goodput=0.5")
        steps = -(-300_000_000_000 // (1536 * 2048))
        self.assertEqual(found["steps"], steps)
        self.assertAlmostEqual(found["accelerator_hours"] * 3600 * 0.5 /
                               (steps * found["step_time_s"] * 1024), 1, 9)
        self.assertAlmostEqual(found["days"] * 24 * 1024 / found["accelerator_hours"], 1, 9)

    def test_tokens_a_second_are_the_batch_over_the_step(self):
        found = result("run", GPT3)
        rate = found["tokens_per_step"] / found["step_time_s"] / 1024
        self.assertAlmostEqual(found["tokens_per_s_per_accelerator"] / rate, 1, 9)

    def test_a_price_scales_dollars(self):
        one, two = (result("run", GPT3, "--set", f"rent={usd}")["dollars"] for usd in (1, 2))
        self.assertAlmostEqual(two / one, 2, 9)

    def test_a_plan_that_needs_too_much_memory_is_told_a_plan_that_works(self):
        done = run("run", GPT3, "--plan", "tensor=2,pipeline=2")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("Out of memory", done.stdout)
        words = " ".join(done.stdout.split())
        offered = re.search(r"Nearest plan that works: --plan (\S+) \(", words)
        self.assertTrue(offered, done.stdout)
        again = run("run", GPT3, "--plan", "tensor=2,pipeline=2," + offered[1])
        self.assertEqual(again.returncode, 0, again.stdout)

    def test_a_plan_that_cannot_run_is_told_every_reason(self):
        done = run("run", GPT3, "--plan", "tensor=5,pipeline=7", "--json")
        self.assertEqual(done.returncode, 4)
        found = json.loads(done.stdout)["result"]
        self.assertEqual(found["verdict"], "cannot run")
        self.assertTrue(found["reasons"])
        self.assertTrue(found["nearest_plan"]["plan"]["tensor"])
        self.assertIsNone(found["step_time_s"])

    def test_too_few_accelerators_are_told_how_many_would_do(self):
        done = run("run", GPT3, "--set", "accelerators=8", "--json")
        self.assertEqual(done.returncode, 4, done.stderr)
        found = json.loads(done.stdout)["result"]
        enough = found["enough_accelerators"]
        self.assertGreater(enough, 8)
        self.assertEqual(run("run", GPT3, "--set", f"accelerators={enough}", "--plan", "rule").returncode, 0)

    def test_without_a_plan_one_is_chosen_by_rule_and_said_so(self):
        done = run("run", small(self.folder, plan=""))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("(by rule)", done.stdout)

    def test_the_data_degree_is_what_the_accelerators_leave(self):
        path = small(self.folder)
        self.assertEqual(result("run", path)["plan"]["data"], 4)
        self.assertEqual(result("run", path, "--plan", "tensor=4")["plan"]["data"], 2)
        self.assertEqual(result("run", path, "--set", "accelerators=16")["plan"]["data"], 8)

    def test_what_init_writes_runs(self):
        path = self.folder / "new.toml"
        self.assertEqual(run("init", "llama-2-70b", "h100-sxm-80gb", "--out", path).returncode, 0)
        self.assertEqual(run("lint", path).returncode, 0)
        self.assertEqual(run("run", path).returncode, 0)

    def test_wrong_words_are_told_the_nearest(self):
        for words, told in ((["--plan", "tensr=8"], "did you mean 'tensor'"),
                            (["--set", "goodpt=1"], "did you mean 'goodput'"),
                            (["--plan", "schedule=1f2b"], "needs one of"),
                            (["--plan", "tensor=0"], "a whole number from 1"),
                            (["--set", "rent=-1"], "above zero")):
            done = run("run", GPT3, *words)
            self.assertEqual(done.returncode, 2, done.stdout)
            self.assertIn(told, done.stderr)

    def test_a_fault_of_the_file_has_its_place(self):
        path = small(self.folder, plan="tensor = 2\nglobal_batch = 64\nrecomputation = \"full\"\n")
        done = run("run", path)
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, r"job\.toml:\d+:\d+: unknown key 'recomputation'")

    def test_a_claim_is_no_job(self):
        done = run("run", "muse_spark_vs_maverick")
        self.assertEqual(done.returncode, 2)
        self.assertIn("has no [job]", done.stderr)

    def test_the_trace_ends_when_the_step_does(self):
        path = self.folder / "step.json"
        found = result("run", GPT3, "--trace", path)
        trace = json.loads(path.read_text())
        ends = [e["ts"] + e["dur"] for e in trace["traceEvents"] if e["ph"] == "X"]
        self.assertAlmostEqual(max(ends) / 1e6 / found["step_time_s"], 1, 6)
        pipeline = [e["ts"] + e["dur"] for e in trace["traceEvents"]
                    if e["ph"] == "X" and e["cat"] in ("forward", "backward")]
        self.assertAlmostEqual(max(pipeline) / 1e6 / trace["otherData"]["makespan_s"], 1, 6)

    def test_the_files_hold_what_the_report_says(self):
        csv, h5 = self.folder / "a.csv", self.folder / "a.h5"
        found = result("run", GPT3, "--csv", csv, "--out", h5)
        with xarray.open_dataset(h5, engine="netcdf4") as data:
            self.assertAlmostEqual(float(data.step_time.sel(point="median")) / found["step_time_s"], 1, 12)
            self.assertAlmostEqual(float(data.seconds.sum()) / found["step_time_s"], 1, 9)
            self.assertEqual(data.memory.sizes["stage"], 8)
        rows = [line.split(",") for line in csv.read_text().splitlines()]
        seconds = sum(float(r[3]) for r in rows if r[0] == "time")
        self.assertAlmostEqual(seconds / found["step_time_s"], 1, 9)

    def test_the_same_run_prints_the_same_bytes(self):
        for words in ([], ["--json"], ["--markdown"]):
            self.assertEqual(len({run("run", GPT3, "--threads", n, *words).stdout for n in (1, 2)}), 1)


if __name__ == "__main__":
    unittest.main()
