"""`tenfold search` as a person runs it: the best plans, its exit codes, its files."""
import csv
import json
import pathlib
import re
import tempfile
import unittest

from _program import HOME, result, run

KEYS = ["plans_total", "plans_costed", "plans_feasible", "seconds", "plans_per_second", "best", "rejected", "front",
        "cheapest", "leanest", "sensitivity", "own_plan", "dimensions", "space"]
# What tells of the machine and the moment, not of the plans.
TIMED = ("seconds", "plans_per_second")


def untimed(found):
    return {k: v for k, v in found.items() if k not in TIMED}


def job(folder, search="", plan="tensor = 2\nglobal_batch = 64\n", model="llama-2-7b", accelerators=16):
    """A job on a few A100, written into `folder`."""
    path = pathlib.Path(folder) / "job.toml"
    path.write_text('format = "scenario/1"\n[job]\ngrade = "assumed"\nreasoning = "A test."\n'
                    f'model = "{model}"\ncluster = "selene-a100"\naccelerators = {accelerators}\n'
                    'sequence_length = 4096\ntokens = "1 T tokens"\n'
                    + (f'[plan]\ngrade = "assumed"\nreasoning = "A test."\n{plan}' if plan else "")
                    + (f"[search]\n{search}" if search else ""))
    return path


class Search(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def test_every_plan_is_costed_or_counted_with_its_reason(self):
        found = result("search", job(self.folder))
        for key in KEYS:
            self.assertIn(key, found)
        self.assertGreater(found["plans_feasible"], 0)
        self.assertEqual(found["plans_total"],
                         found["plans_feasible"] + sum(r["count"] for r in found["rejected"]))
        self.assertEqual(found["plans_costed"], found["plans_feasible"])
        times = [b["step_time_s"] for b in found["best"]]
        self.assertEqual(len(times), 10)
        self.assertEqual(times, sorted(times))
        for b in found["best"]:
            self.assertLessEqual(b["peak_bytes"], found["capacity_bytes"])
            degrees = [b["plan"][k] for k in ("tensor", "context", "pipeline", "data")]
            self.assertEqual(degrees[0] * degrees[1] * degrees[2] * degrees[3], 16)

    def test_run_says_the_same_of_the_best_plans(self):
        path = job(self.folder)
        found = result("search", path)
        for told in found["best"][:3] + [found["leanest"], found["cheapest"], found["front"][-1]]:
            again = result("run", path, "--plan", told["settings"])
            for mine, theirs in ((told["step_time_s"], again["step_time_s"]), (told["mfu"], again["mfu"]),
                                 (told["hfu"], again["hfu"]), (told["peak_bytes"], again["memory"]["peak_bytes"]),
                                 (told["dollars"], again["dollars"]), (told["days"], again["days"])):
                self.assertAlmostEqual(mine / theirs, 1, 9)
            self.assertEqual(told["plan"], again["plan"])

    def test_a_number_names_its_plan(self):
        path = job(self.folder)
        best = result("search", path)["best"][0]
        done = run("search", path, "--plan-number", best["number"])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout, best["settings"] + "\n")
        beyond = run("search", path, "--plan-number", 10**12)
        self.assertEqual(beyond.returncode, 2)
        self.assertIn("the space has plans 0 to", beyond.stderr)

    def test_the_witness_of_a_reason_does_not_run(self):
        path = job(self.folder, "schedule = [\"1f1b\", \"dualpipe\"]\n", model="llama-2-70b")
        rejected = result("search", path)["rejected"]
        self.assertGreater(len(rejected), 2)
        for r in rejected:
            done = run("run", path, "--plan", r["witness_settings"], "--json")
            self.assertEqual(done.returncode, 4, (r, done.stderr))
            reasons = json.loads(done.stdout)["result"]["reasons"]
            if r["reason"].startswith("memory"):
                self.assertIn("needs", reasons[0])
            else:
                self.assertEqual(reasons[0], r["witness_reason"])

    def test_the_front_is_beaten_by_none_and_holds_the_fastest_and_the_leanest(self):
        found = result("search", job(self.folder, "accelerators = [8, 16]\n"))
        front = [(p["step_time_s"], p["peak_bytes"], p["accelerators"]) for p in found["front"]]
        for a in front:
            self.assertFalse(any(b != a and all(x <= y for x, y in zip(b, a)) for b in front), a)
        self.assertIn(found["best"][0]["number"], [p["number"] for p in found["front"]])
        self.assertEqual(found["leanest"]["peak_bytes"], min(p[1] for p in front))
        self.assertEqual({8, 16}, {p[2] for p in front})
        cost = [p["accelerator_seconds_per_step"] for p in found["front"]]
        self.assertLessEqual(found["cheapest"]["accelerator_seconds_per_step"], min(cost) * (1 + 1e-12))

    def test_what_another_value_costs_is_what_run_says(self):
        path = job(self.folder, model="llama-2-13b")
        found = result("search", path)
        told = [s for s in found["sensitivity"] if s["other"] is not None]
        self.assertGreater(len(told), 3)
        for s in told:
            self.assertGreaterEqual(s["slower"], -1e-12)
            again = result("run", path, "--plan", s["settings"])
            self.assertAlmostEqual(again["step_time_s"] / s["step_time_s"], 1, 9)
            self.assertAlmostEqual(s["step_time_s"] / found["best"][0]["step_time_s"] - 1, s["slower"], 9)

    def test_the_scenarios_own_plan_stands_beside(self):
        path = job(self.folder)
        found = result("search", path)
        self.assertAlmostEqual(found["own_plan"]["step_time_s"] / result("run", path)["step_time_s"], 1, 12)
        none = result("search", job(self.folder, plan=""))
        self.assertIsNone(none["own_plan"])
        over = result("search", job(self.folder, plan="tensor = 1\nglobal_batch = 64\nmicro_batch = 4\n"))
        self.assertIn("needs", over["own_plan"]["faults"][0])

    def test_the_best_plan_is_printed_as_a_framework_takes_it(self):
        done = run("search", job(self.folder), "--export", "megatron-lm")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("--tensor-model-parallel-size", done.stdout)
        for other in (["--json"], ["--shard", "1/2"]):
            self.assertEqual(run("search", job(self.folder), "--export", "nemo", *other).returncode, 2)

    def test_the_batch_and_the_format_are_those_of_the_plan(self):
        values = {d["dimension"]: d["values"] for d in result("search", job(self.folder))["dimensions"]}
        self.assertEqual(values["global_batch"], ["64"])
        other = result("search", job(self.folder, "global_batch = 32\n"))
        self.assertEqual({d["dimension"]: d["values"] for d in other["dimensions"]}["global_batch"], ["32"])

    def test_a_dimension_is_narrowed_by_the_file_or_by_the_command(self):
        by_file = result("search", job(self.folder, 'tensor = [2, 4]\nrecompute = "full"\nzero = 1\n'))
        path = job(self.folder)
        by_set = result("search", path, "--set", "search.tensor=2:4", "--set", "search.recompute=full",
                        "--set", "search.zero=1")
        self.assertEqual(untimed(by_file), untimed(by_set))
        whole = result("search", path)
        self.assertLess(by_file["plans_total"], whole["plans_total"])
        for b in by_file["best"]:
            self.assertIn(b["plan"]["tensor"], (2, 4))
            self.assertEqual((b["plan"]["recompute"], b["plan"]["zero"]), ("full", 1))

    def test_any_number_of_threads_gives_the_same_bytes(self):
        path = job(self.folder)
        self.assertEqual(*(untimed(result("search", path, "--threads", n)) for n in (1, 4)))
        files = []
        for n in (1, 3):
            for kind in ("csv", "markdown"):
                files.append((self.folder / f"{kind}{n}").as_posix())
            done = run("search", path, "--threads", n, "--csv", files[-2], "--markdown", files[-1])
            self.assertEqual(done.returncode, 0, done.stderr)
        one, _, three, _ = (pathlib.Path(f).read_bytes() for f in files)
        self.assertEqual(one, three)
        self.assertEqual(pathlib.Path(files[1]).read_bytes(), pathlib.Path(files[3]).read_bytes())

    def test_parts_merged_by_hand_are_the_whole(self):
        path = job(self.folder)
        whole = result("search", path)
        parts = [result("search", path, "--shard", f"{i}/3") for i in (1, 2, 3)]
        for key in ("plans_total", "plans_costed", "plans_feasible"):
            self.assertEqual(sum(p[key] for p in parts), whole[key])
        self.assertEqual([p["space"]["first"] for p in parts[1:]], [p["space"]["end"] for p in parts[:-1]])
        best = sorted((b for p in parts for b in p["best"]), key=lambda b: (b["step_time_s"], b["number"]))
        self.assertEqual(best[:10], whole["best"])
        reasons = {}
        for p in parts:
            for r in p["rejected"]:
                n, first = reasons.get(r["reason"], (0, 10**18))
                reasons[r["reason"]] = (n + r["count"], min(first, r["witness"]))
        self.assertEqual(reasons, {r["reason"]: (r["count"], r["witness"]) for r in whole["rejected"]})

    def test_the_report_says_the_answer_first_and_fits_80_columns(self):
        done = run("search", job(self.folder, model="llama-2-70b", accelerators=64))
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = done.stdout.splitlines()
        self.assertLessEqual(max(map(len, lines)), 80, [l for l in lines if len(l) > 80])
        screen = "\n".join(lines[:24])
        for word in ("Fastest", "Cheapest", "Leanest", "Yours", "MFU", "USD"):
            self.assertIn(word, screen)
        for word in ("THE 10 FASTEST", "WHAT EACH CHOICE IS WORTH", "MEMORY AGAINST TIME",
                     "WHY THE OTHERS DO NOT RUN", "TO RUN THE FASTEST", "WHAT IT RESTS ON"):
            self.assertIn(word, done.stdout)
        self.assertNotRegex(done.stdout, r"\bnan\b|\binf\b")
        self.assertEqual(done.stderr, "")

    def test_the_command_that_is_told_runs_the_fastest(self):
        path = job(self.folder, "accelerators = [8, 16]\n")
        done = run("search", path, "--set", "rent=3")
        joined = done.stdout.replace("\\\n", "")
        told = re.search(r'^tenfold run (\S+)((?: --set \S+)*) --plan "(\S+)"$', joined, re.M)
        self.assertTrue(told, done.stdout)
        sets = told[2].split()
        self.assertIn("rent=3", sets)
        found = result("search", path, "--set", "rent=3")["best"][0]
        again = result("run", told[1], *sets, "--plan", told[3])
        self.assertAlmostEqual(again["step_time_s"] / found["step_time_s"], 1, 9)
        self.assertAlmostEqual(again["dollars"] / found["dollars"], 1, 9)

    def test_where_the_scenarios_own_plan_is_the_fastest_the_command_runs_it(self):
        text = run("search", "search_llama_405b_16k_h100").stdout
        command = text.split("TO RUN THE FASTEST\n")[1].split("\n\n")[0].replace("\\\n", "").split()
        self.assertEqual(command, ["tenfold", "run", "search_llama_405b_16k_h100"])
        self.assertEqual(run(*command[1:]).returncode, 0)
        self.assertEqual(run(*command[1:], "--plan", "").stdout, run(*command[1:]).stdout)

    def test_what_changes_the_search_is_no_plan_beside_it(self):
        done = run("search", "search_llama_405b_16k_h100", "--plan", "accelerators=8192")
        self.assertEqual(done.returncode, 2)
        self.assertIn("type --set accelerators=", done.stderr)

    def test_the_example_of_the_page_on_exports_is_what_its_command_prints(self):
        page = (HOME / "docs/export.md").read_text(encoding="utf-8")
        command = re.search(r"`tenfold (search \S+ --export \S+)`:", page)[1].split()
        example = re.search(r"```\n(#.*?)```", page, re.S)[1]
        self.assertIn(example, run(*command).stdout)

    def test_where_no_plan_fits_the_exit_code_is_4(self):
        path = job(self.folder, model="gpt-3-175b", plan="tensor = 8\nglobal_batch = 64\n")
        done = run("search", path)
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertRegex(" ".join(done.stdout.split()), r"None None of [\d,]+ plans fits and runs")
        found = json.loads(run("search", path, "--json").stdout)["result"]
        self.assertEqual((found["best"], found["plans_feasible"]), ([], 0))
        self.assertTrue(found["rejected"])

    def test_a_space_without_plans_is_told_as_such(self):
        done = run("search", job(self.folder, "tensor = 3\n"))
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("no product of the degrees", " ".join(done.stdout.split()))

    def test_faults_of_the_table_have_their_places(self):
        for search, told in (("tensr = 8\n", r"job\.toml:\d+:1: unknown key 'tensr', did you mean 'tensor'"),
                             ("tensor = 0\n", r":\d+:\d+: 'tensor' is 0: needs a number from 1 to"),
                             ("tensor = [1, 2, 2]\n", r":\d+:\d+: 'tensor' names a value twice"),
                             ("tensor = []\n", r"'tensor' is empty: leave it out"),
                             ("tensor = \"8\"\n", r"'tensor' is a text: needs a whole number, or a list"),
                             ("tensor = 1.5\n", r"needs a whole number, or a list"),
                             ("zero = 4\n", r"'zero' is 4: needs a number from 0 to 3"),
                             ("recompute = [\"ful\"]\n", r"'recompute' is 'ful': needs one of .*did you mean 'full'"),
                             ("offload = [\"weight\"]\n", r"'offload' is 'weight': needs none"),
                             ("gather_again = 1\n", r"'gather_again' is .*needs true or false"),
                             ("top = 0\n", r"'top' is 0: needs a number from 1"),
                             ("tiers = true\nplacement = \"tensor-context-data-pipeline\"\n", r"'placement' or 'tiers'"),
                             ("accelerators = 9000\n", r"selene-a100|has 4480|9000")):
            done = run("search", job(self.folder, search))
            self.assertEqual(done.returncode, 2, (search, done.stdout))
            self.assertRegex(done.stderr, told)
        both = run("search", job(self.folder, "tensr = 8\nzero = 4\n"))
        self.assertEqual(len(both.stderr.splitlines()), 2, both.stderr)

    def test_wrong_words_are_told_the_nearest(self):
        path = job(self.folder)
        for words, told in ((["--set", "search.tensr=8"], "did you mean 'tensor'"),
                            (["--set", "search.schedule=1f2b"], "needs one of"),
                            (["--set", "goodpt=1"], "did you mean 'goodput'"),
                            (["--shard", "3/2"], "needs I/N"), (["--shard", "0/2"], "needs I/N"),
                            (["--shard", "1"], "needs I/N"), (["--shard", "1/2x"], "needs I/N"),
                            (["--csv", "-"], "needs the name of a file"), (["--top", "0"], "--top"),
                            (["--threads", "0"], "--threads")):
            done = run("search", path, *words)
            self.assertEqual(done.returncode, 2, (words, done.stdout))
            self.assertIn(told, done.stderr)

    def test_lint_and_run_read_a_search_too(self):
        path = job(self.folder, "tensor = [1, 2]\n")
        self.assertEqual(run("lint", path).returncode, 0)
        self.assertEqual(run("run", path).returncode, 0)
        wrong = run("lint", job(self.folder, "tensr = 8\n"))
        self.assertNotEqual(wrong.returncode, 0)

    def test_the_table_has_a_line_a_plan(self):
        path = self.folder / "plans.csv"
        found = result("search", job(self.folder), "--csv", path, "--top", "4")
        rows = list(csv.DictReader(path.read_text().splitlines()))
        best = [r for r in rows if r["list"] == "best"]
        self.assertEqual([int(r["number"]) for r in best], [b["number"] for b in found["best"]])
        self.assertEqual(len(best), 4)
        for row, b in zip(best, found["best"]):
            self.assertEqual(float(row["step_time_s"]), b["step_time_s"])
            self.assertEqual(row["tensor"], str(b["plan"]["tensor"]))
        self.assertEqual(sum(r["list"] == "front" for r in rows), len(found["front"]))


if __name__ == "__main__":
    unittest.main()
