"""A search over several models and several batches, as a person runs it."""
import csv
import json
import pathlib
import re
import tempfile
import unittest

import h5py
import numpy
from _program import result, run

JOB = """format = "scenario/1"
title = "A ladder"
[job]
grade = "assumed"
reasoning = "A test."
model = "llama-3.1-8b"
cluster = "selene-a100"
accelerators = 16
sequence_length = 2048
{length}
[plan]
grade = "assumed"
reasoning = "A test."
tensor = 2
global_batch = 64
[search]
zero = [1, 3]
{search}
"""
LADDER = "[search.ladder]\nlayers = [8, 16]\nwidth = [1024, 2048]\n"
# What tells of the machine and the moment, not of the plans.
TIMED = ("seconds", "plans_per_second")


def told(done):
    """The JSON of a search less what the clock says."""
    assert done.returncode == 0, done.stderr
    text = json.loads(done.stdout)
    for clock in TIMED:
        del text["result"][clock]
    return json.dumps(text)


class Ladder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def job(self, search=LADDER, length='compute = "1e20 FLOP"'):
        path = self.folder / "ladder.toml"
        path.write_text(JOB.format(search=search, length=length))
        return path

    def test_each_rung_is_the_search_of_its_model_alone(self):
        path = self.job()
        found = result("search", path)
        self.assertEqual([(r["layers"], r["width"]) for r in found["rungs"]],
                         [(8, 1024), (8, 2048), (16, 1024), (16, 2048)])
        first = 0
        for i, rung in enumerate(found["rungs"]):
            alone = result("search", path, "--set", "search.ladder=none", "--set", f"layers={rung['layers']}",
                           "--set", f"width={rung['width']}")
            self.assertEqual((rung["first"], rung["end"]), (first, first + alone["plans_total"]))
            for key in ("plans_total", "plans_costed", "plans_feasible"):
                self.assertEqual(rung[key], alone[key])
            self.assertGreater(len(rung["best"]), 5)
            self.same_plans(rung["best"], alone["best"], first)
            self.same_plans([rung["cheapest"], rung["leanest"]], [alone["cheapest"], alone["leanest"]], first)
            full = result("search", path, "--rung", i + 1)
            self.assertEqual(full["rung"], i + 1)
            self.same_plans(full["front"], alone["front"], first)
            self.assertEqual([(s["dimension"], s["other"], s["slower"]) for s in full["sensitivity"]],
                             [(s["dimension"], s["other"], s["slower"]) for s in alone["sensitivity"]])
            self.assertEqual([r["count"] for r in full["rejected"]], [r["count"] for r in alone["rejected"]])
            self.assertEqual(full["own_plan"]["step_time_s"], alone["own_plan"]["step_time_s"])
            first = rung["end"]
        self.assertEqual(found["plans_total"], first)

    def same_plans(self, rung, alone, first):
        self.assertEqual([p["number"] - first for p in rung], [p["number"] for p in alone])
        for key in ("step_time_s", "peak_bytes", "mfu", "days", "plan"):
            self.assertEqual([p[key] for p in rung], [p[key] for p in alone])

    def test_what_it_prints_of_a_plan_runs_that_plan_of_that_model(self):
        path = self.job()
        found = result("search", path)
        for rung in found["rungs"]:
            best = rung["best"][0]
            again = result("run", path, "--plan", best["settings"])
            self.assertAlmostEqual(again["step_time_s"] / best["step_time_s"], 1, 9)
            self.assertAlmostEqual(again["days"] / best["days"], 1, 9)
            printed = run("search", path, "--plan-number", str(best["number"]))
            self.assertEqual(printed.stdout.strip(), best["settings"])
        told_best = found["best"][0]["settings"]
        shown = run("search", path).stdout
        command = shown.split("TO RUN THE FASTEST\n")[1].split("\n\n")[0].replace("\\\n", "")
        self.assertIn(f'--plan "{told_best}"', command)

    def test_at_equal_compute_the_rung_that_is_told_is_done_first(self):
        found = result("search", self.job())
        days = [r["best"][0]["days"] for r in found["rungs"]]
        self.assertEqual(days.index(min(days)) + 1, found["rung"])
        for r in found["rungs"]:
            spent = r["tokens"] // 2048 * r["sequence_flops"]
            self.assertLess(1e20 - spent, r["sequence_flops"] * (1 + 1e-9))
            self.assertLessEqual(spent, 1e20)
        fixed = result("search", self.job(length="tokens_per_parameter = 20"))
        for r in fixed["rungs"]:
            self.assertEqual(r["tokens"], 20 * r["active_parameters"])

    def test_a_ladder_names_models_too(self):
        ladder = '[search.ladder]\nrungs = [{ model = "llama-3.1-8b" }, { model = "llama-2-7b", layers = 4 }]\n'
        found = result("search", self.job(ladder), "--set", "accelerators=32")
        self.assertEqual([r["model"] for r in found["rungs"]], ["Llama 3.1 8B", "Llama 2 7B with 4 layers of 4096"])
        own = json.loads(run("count", "llama-3.1-8b", "--json").stdout)["result"]
        self.assertEqual(found["rungs"][0]["parameters"], own["parameters"]["total"])
        again = result("run", self.job(ladder), "--plan", found["rungs"][1]["best"][0]["settings"],
                       "--set", "accelerators=32")
        self.assertAlmostEqual(again["step_time_s"] / found["rungs"][1]["best"][0]["step_time_s"], 1, 9)

    def test_the_report_tells_the_rungs_first_and_fits_80_columns(self):
        done = run("search", self.job())
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = done.stdout.splitlines()
        self.assertLessEqual(max(map(len, lines)), 80)
        self.assertTrue(any(line.startswith("THE RUNGS") for line in lines[:12]))
        rungs = [line for line in lines if re.match(r"  [1-4]( \*)? +(8|16) ", line)]
        self.assertEqual(len(rungs), 4)
        self.assertEqual(sum("*" in line for line in rungs), 1)
        self.assertIn("same compute", done.stdout)
        self.assertIn("as many tokens", run("search", self.job(length='tokens = "1 T tokens"')).stdout)
        two = run("search", self.job(), "--rung", "2").stdout
        self.assertIn("rung 2 (8 layers of 2,048", two)

    def test_threads_parts_and_a_journal_give_the_same_bytes(self):
        path = self.job()
        whole = told(run("search", path, "--json"))
        files = [[self.folder / f"{kind}-{n}" for kind in ("csv", "markdown")] for n in (1, 3)]
        for n, (table, page) in zip((1, 3), files):
            done = run("search", path, "--threads", str(n), "--json", "--csv", table, "--markdown", page)
            self.assertEqual(told(done), whole)
        for one, other in zip(*files):
            self.assertEqual(one.read_bytes(), other.read_bytes())
        parts = [self.folder / f"part-{i}" for i in (1, 2, 3)]
        for i, part in enumerate(parts):
            done = run("search", path, "--shard", f"{i + 1}/3", "--part", part)
            self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(told(run("merge", *parts, "--json")), whole)
        self.assertIn("rung 3 (16", run("merge", *parts, "--rung", "3").stdout)

    def test_a_journal_that_lost_its_end_goes_on_to_the_same_bytes(self):
        path, journals = self.job(), self.folder / "journal"
        whole = told(run("search", path, "--json"))
        run("search", path, "--journal", journals, "--threads", "1")
        (journal,) = journals.glob("*.journal")
        lines = journal.read_bytes().splitlines(keepends=True)
        self.assertGreaterEqual(len(lines), 5)  # a head, and a block of each rung at least
        for kept in range(1, len(lines), 2):
            journal.write_bytes(b"".join(lines[:kept]) + lines[kept][:7])
            self.assertEqual(told(run("search", path, "--json", "--journal", journals, "--resume")), whole)

    def test_the_files_hold_every_rung(self):
        path = self.job()
        table, data = self.folder / "plans.csv", self.folder / "plans.h5"
        done = run("search", path, "--json", "--csv", table, "--out", data, "--all-plans")
        found = json.loads(done.stdout)["result"]
        rows = list(csv.DictReader(table.read_text().splitlines()))
        best = [(int(r["layers"]), int(r["width"]), int(r["number"])) for r in rows if r["list"] == "best"]
        self.assertEqual(best, [(r["layers"], r["width"], b["number"]) for r in found["rungs"] for b in r["best"]])
        with h5py.File(data) as file:
            self.assertEqual(list(file["rung_layers"]), [8, 8, 16, 16])
            of_rung, numbers = numpy.array(file["of_rung"]), numpy.array(file["plan"])
            self.assertEqual(len(numbers), found["plans_feasible"])
            for i, r in enumerate(found["rungs"]):
                mine = numbers[of_rung == i + 1]
                self.assertEqual(len(mine), r["plans_feasible"])
                self.assertTrue((mine >= r["first"]).all() and (mine < r["end"]).all())
                at = list(numbers).index(r["best"][0]["number"])
                self.assertEqual(file["step_time"][at], r["best"][0]["step_time_s"])
                self.assertEqual(file["rung_best_step_time"][i], r["best"][0]["step_time_s"])

    def test_faults_are_told_in_their_places(self):
        for search, fault in ((LADDER.replace("[8, 16]", "[8, 8]"), "layers' names a value twice"),
                              (LADDER.replace("2048", "2000"), "2048 is next"),
                              ("[search.ladder]\nlayer = 8\n", "did you mean 'layers'?")):
            done = run("search", self.job(search))
            self.assertEqual(done.returncode, 2, done.stdout)
            self.assertRegex(done.stderr, r"ladder.toml:\d+:\d+: ")
            self.assertIn(fault, done.stderr)
        path = self.job()
        for words, fault in ((["--set", "layers=24"], "the scenario's ladder names it"),
                             (["--rung", "5"], "the ladder has rungs 1 to 4"),
                             (["--set", "compute=1e3"], "a sequence of"),
                             (["--set", "search.ladder=none", "--set", "width=1000"], "multiples of 512"),
                             (["--set", "search.ladder=none", "--rung", "1"], "no [search.ladder]")):
            done = run("search", path, *words)
            self.assertEqual(done.returncode, 2, done.stdout)
            self.assertIn(fault, done.stderr)
        other = self.folder / "other.part"
        run("search", path, "--part", other)
        self.job(LADDER.replace("16", "24"))
        self.assertIn("it was changed", run("merge", other).stderr)

    def test_a_ladder_on_which_nothing_fits_exits_4_and_one_rung_without_plans_is_told(self):
        ladder = '[search.ladder]\nmodels = ["llama-3.1-405b", "llama-2-7b"]\n'
        found = result("search", self.job(ladder))
        self.assertEqual((found["rung"], found["rungs"][0]["best"]), (2, []))
        text = run("search", self.job(ladder)).stdout
        self.assertRegex(text, r"(?m)^  1 +llama-3.1-405b .* - ")
        none = run("search", self.job(ladder.replace("llama-2-7b", "gpt-3-175b")))
        self.assertEqual(none.returncode, 4)

    def test_steps_of_different_batches_are_ranked_by_their_time_a_token(self):
        path = self.job("global_batch = [16, 64, 256]\n")
        found = result("search", path, "--top", "40")
        pace = [b["step_time_s"] / b["plan"]["global_batch"] for b in found["best"]]
        self.assertEqual(pace, sorted(pace))
        rate = [b["tokens_per_s_per_accelerator"] for b in found["best"]]
        self.assertEqual(found["best"][0]["plan"]["global_batch"], 256)
        self.assertGreaterEqual(rate[0], max(rate) * (1 - 1e-12))
        other = {s["dimension"]: s for s in found["sensitivity"]}["global_batch"]
        self.assertEqual(other["other"], "64")
        again = result("run", path, "--plan", other["settings"])
        self.assertAlmostEqual(again["step_time_s"] / 64 / pace[0] - 1, other["slower"], 9)
        for a, b in zip(found["front"], found["front"][1:]):
            self.assertLess(a["step_time_s"] / a["plan"]["global_batch"],
                            b["step_time_s"] / b["plan"]["global_batch"])
        own = result("search", path, "--set", "search.global_batch=64")
        self.assertEqual(found["own_plan"]["step_time_s"], own["own_plan"]["step_time_s"])
        self.assertGreater(found["own_plan"]["faster"], own["own_plan"]["faster"])
        text = run("search", path).stdout
        self.assertIn("a step of 256 sequences", text)
        self.assertIn("least time a token", text)
        self.assertLessEqual(max(map(len, text.splitlines())), 80)

    def test_plans_on_other_numbers_of_accelerators_are_printed_whole(self):
        path = self.job("accelerators = [8, 16]\n")
        found = result("search", path)
        sizes = {d["dimension"]: d["values"] for d in found["dimensions"]}["accelerators"]
        self.assertEqual(sizes, ["8", "16"])
        fewer = next(p for p in found["front"] if p["accelerators"] == 8)
        self.assertIn("accelerators=8", fewer["settings"])
        again = result("run", path, "--plan", fewer["settings"])
        self.assertAlmostEqual(again["step_time_s"] / fewer["step_time_s"], 1, 9)
        printed = run("search", path, "--plan-number", str(fewer["number"]))
        self.assertEqual((printed.stdout.strip(), printed.stderr), (fewer["settings"], ""))
        self.assertNotIn("accelerators", found["best"][0]["settings"])


if __name__ == "__main__":
    unittest.main()
