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

    def test_hours_without_lost_time_are_compared_as_such(self):
        r = result("run", "gpt3_175b_a100")
        ours = {p["quantity"]: p["ours"] for p in r["published"]}["accelerator_hours_of_steps"]
        self.assertAlmostEqual(ours / (r["step_time_s"] * r["steps"] * 1024 / 3600), 1, 9)
        self.assertLess(ours, r["accelerator_hours"])

    def test_a_step_that_rests_on_a_judged_profile_says_so(self):
        lines = run("run", "tpu_v5p_pod").stdout.splitlines()
        self.assertTrue(any("step time" in line and "by judgement" in line for line in lines))

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

    def test_phases_are_costed_each_in_its_own_sequences_and_summed(self):
        found = result("run", "deepseek_v3_2048_h800")
        phases = found["phases"]
        self.assertEqual([p["name"] for p in phases],
                         ["pretraining", "to 32K", "to 128K", "post-training"])
        self.assertAlmostEqual(phases[0]["accelerator_hours"], found["accelerator_hours"])
        self.assertEqual(phases[3]["accelerator_hours"], 5000)
        self.assertGreater(phases[2]["accelerator_hours"], 2 * phases[1]["accelerator_hours"])
        published = [p for p in found["published"] if p["quantity"] == "accelerator_hours_of_phases"]
        self.assertAlmostEqual(published[0]["ours"], sum(p["accelerator_hours"] for p in phases))

    def test_a_ramp_takes_the_steps_of_each_of_its_batches(self):
        found = result("run", "deepseek_v3_2048_h800")
        ramp = found["ramp"]
        self.assertEqual([r["global_batch"] for r in ramp], [3072, 6144, 9216, 12288, 15360])
        seen = 0
        for r in ramp:
            seen += r["steps"] * r["global_batch"] * r["sequence_length"]
            self.assertTrue(0 <= seen - r["until_tokens"] < r["global_batch"] * 4096)
        self.assertEqual(found["steps"], sum(r["steps"] for r in ramp))
        hours = sum(r["steps"] * r["step_time_s"] for r in ramp) * 2048 / 3600
        told = [p for p in found["published"] if p["quantity"] == "accelerator_hours_of_steps"]
        self.assertAlmostEqual(told[0]["ours"] / hours, 1, 9)

    def test_a_batch_of_a_ramp_that_the_plan_cannot_split_is_told(self):
        scenario = pathlib.Path(self.folder) / "ramp.toml"
        text = (HOME / "scenarios/deepseek_v3_2048_h800.toml").read_text()
        scenario.write_text(text.replace("global_batch = 6144\n", "global_batch = 6100\n"))
        done = run("run", scenario)
        self.assertEqual(done.returncode, 4, done.stdout)
        self.assertIn("ramp's batch of 6100", " ".join(done.stdout.split()))

    def test_reinforcement_learning_is_rollouts_updates_and_the_references_passes(self):
        found = result("run", "deepseek_r1_512_h800")
        for phase in found["phases"][1:4]:
            self.assertEqual([p["name"] for p in phase["parts"]],
                             ["updates", "rollouts", "reference"])
            parts = sum(p["accelerator_hours"] for p in phase["parts"])
            self.assertAlmostEqual(phase["accelerator_hours"] / parts, 1, 9)
        zero = sum(p["accelerator_hours"] for p in found["phases"][1:3])
        self.assertAlmostEqual(zero / 101e3, 1, delta=0.25)  # 512 H800 for about 198 hours
        (told,) = found["published"]
        self.assertAlmostEqual(told["ours"], sum(p["accelerator_hours"] for p in found["phases"][1:]))

    def test_a_teachers_forward_passes_are_hours_of_the_phase(self):
        scenario = pathlib.Path(self.folder) / "teacher.toml"
        phase = ('\n[[phases]]\nkind = "distillation"\nname = "to the student"\n'
                 'tokens = "1 T tokens"\nteacher = "llama-3.1-405b"\n')
        scenario.write_text((HOME / "scenarios/gpt3_175b_a100.toml").read_text() + phase)
        found = result("run", scenario)["phases"][1]
        self.assertTrue(found["unit_by_rule"])
        updates, teacher = (p["accelerator_hours"] for p in found["parts"])
        # Three passes of 175 B with recompute against one of 405 B.
        self.assertTrue(0.3 < teacher / updates < 1.5, (updates, teacher))

    def test_faults_of_phases_and_ramps_are_told_at_once(self):
        scenario = pathlib.Path(self.folder) / "faults.toml"
        scenario.write_text(
            (HOME / "scenarios/gpt3_175b_a100.toml").read_text() +
            '\n[[ramp]]\nuntil = "2 B tokens"\n\n[[phases]]\nkind = "sft"\nname = "a"\n'
            'teacher = "deepsek-v3"\naccelerator_hours = "5 GPU-h"\n'
            '\n[[phases]]\nkind = "rl"\nname = "b"\nrollouts = { steps = 1, prompts = 2, '
            'samples = 2, input = 5, output = 100, longest = 90 }\n')
        words = " ".join(run("run", scenario).stderr.split())
        for fault in ("needs 'global_batch' or 'sequence_length', or both", "did you mean",
                      "'teacher' needs 'tokens', not stated hours",
                      "'longest' is 90, it needs to be above 'output', the mean, 100"):
            self.assertIn(fault, words)

    def test_interruptions_follow_the_clusters_own_rate_and_lose_what_json_says(self):
        found = result("run", "llama_405b_16k_h100")
        operation = found["operation"]
        self.assertAlmostEqual(operation["hours_between_interruptions"], 3.09, delta=0.02)
        self.assertAlmostEqual(sum(operation["shares"].values()), 1)
        self.assertAlmostEqual(operation["interruptions"],
                               24 * found["days"] / operation["hours_between_interruptions"])

    def test_a_typed_goodput_has_no_failures_beside_it_and_a_clusters_pue_its_own_source(self):
        self.assertNotIn("operation", result("run", GPT3, "--set", "goodput=0.5"))
        factors = {f["name"]: f for f in result("run", "llama_405b_16k_h100")["factors"]}
        self.assertEqual(factors["pue"]["summary"], "1.08")
        self.assertNotIn("colocation", factors["pue"]["reasoning"])

    def test_phases_that_no_plan_fits_leave_the_whole_untold(self):
        scenario = pathlib.Path(self.folder) / "phases.toml"
        text = (HOME / "scenarios/deepseek_v3_2048_h800.toml").read_text()
        scenario.write_text(text.replace("global_batch = 480\n",
                                         "global_batch = 480\nplan = { tensor = 1, global_batch = 480 }\n"))
        found = result("run", scenario)
        self.assertIn("no plan fits", found["phases"][2]["why_not"])
        self.assertIsNone(found["phases"][2]["accelerator_hours"])
        quantities = [p["quantity"] for p in found["published"]]
        self.assertNotIn("accelerator_hours_of_phases", quantities)
        self.assertRegex(run("run", scenario).stdout, r"together +n/d")

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

    def test_a_price_over_a_year_old_is_flagged_and_a_typed_one_is_not(self):
        scenario = pathlib.Path(self.folder) / "old_price.toml"
        scenario.write_text('format = "scenario/1"\n[job]\ngrade = "assumed"\nreasoning = "x"\n'
                            'model = "llama-3.1-8b"\naccelerator = "a100-pcie-40gb"\n'
                            'accelerators = 64\ntokens = "1 B tokens"\nsequence_length = 4096\n')
        date = re.search(r'rent_date = "(.*)"',
                         (HOME / "hardware_profiles/a100-pcie-40gb.toml").read_text())[1]
        self.assertEqual(date, "2025-03")  # over a year old whenever this runs
        self.assertTrue(result("run", scenario)["price_is_stale"])
        words = " ".join(run("run", scenario).stdout.split())
        self.assertIn("stale price: ", words)
        self.assertIn("Stale: quoted 2025-03, over a year before", words)
        self.assertFalse(result("run", scenario, "--set", "rent=2")["price_is_stale"])

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
        again = run("run", GPT3, "--plan", offered[1])
        self.assertEqual(again.returncode, 0, again.stdout)

    def test_what_is_offered_works_as_it_is_pasted(self):
        llama, deepseek = "llama_405b_16k_h100", "deepseek_v3_2048_h800"
        offers = 0
        for scenario, words in ((llama, "pipeline=1,zero=0"), (llama, "schedule=dualpipe"), (llama, "virtual_stages=1"),
                                (llama, "tensor=4"), (llama, "data=64"), (llama, "format=int8"),
                                ("muse_spark_open_gb200", "placement=tensor-context-pipeline-data,pipeline=16"),
                                (GPT3, "attention=flash-3"), (GPT3, "global_batch=100"),
                                (deepseek, "pipeline=1"), (deepseek, "pipeline=8"), (deepseek, "global_batch=2048"),
                                (llama, "tensor=100000000,context=100000000,pipeline=100000000,data=100000000")):
            done = run("run", scenario, "--plan", words)
            self.assertEqual(done.returncode, 4, (words, done.stdout, done.stderr))
            offered = re.search(r"works: --plan (\S+) \(", " ".join(done.stdout.split()))
            if not offered:
                self.assertIn("None found", done.stdout, words)
                continue
            offers += 1
            again = run("run", scenario, "--plan", offered[1])
            self.assertEqual(again.returncode, 0, (words, offered[1], again.stdout, again.stderr))
            self.assertEqual(result("run", scenario, "--plan", offered[1])["step_time_s"],
                             json.loads(run("run", scenario, "--plan", words, "--json").stdout)
                             ["result"]["nearest_plan"]["step_time_s"])
        self.assertGreater(offers, 8)

    def test_a_schedule_that_cannot_run_is_told_what_it_needs(self):
        for scenario, words, told in (
                ("deepseek_v3_2048_h800", "pipeline=1", "dualpipe needs an even pipeline degree, not 1"),
                ("deepseek_v3_2048_h800", "virtual_stages=1", "dualpipe needs virtual_stages 2, not 1"),
                ("deepseek_v3_2048_h800", "global_batch=2048", "at least 32, not 16"),
                (GPT3, "schedule=zero-bubble-v,virtual_stages=1", "zero-bubble-v needs virtual_stages 2, not 1"),
                (GPT3, "virtual_stages=1", "interleaved needs virtual_stages of 2 or more"),
                (GPT3, "pipeline=1,virtual_stages=1", "interleaved needs virtual_stages of 2 or more"),
                (GPT3, "schedule=gpipe", "virtual_stages 2 need the interleaved schedule, not gpipe"),
                (GPT3, "schedule=zero-bubble-h1", "virtual_stages 2 need the interleaved schedule"),
                (GPT3, "pipeline=16,global_batch=320", "pipeline degree 16 does not divide micro-batches, 40")):
            done = run("run", scenario, "--plan", words, "--json")
            self.assertEqual(done.returncode, 4, (words, done.stderr))
            self.assertIn(told, "; ".join(json.loads(done.stdout)["result"]["reasons"]))

    def test_what_a_part_cannot_run_is_refused(self):
        for words, told in (("format=int8", "not modelled"), ("format=tf32", "not modelled"),
                            ("format=fp32", "not modelled"), ("format=fp8", "no rated peak"),
                            ("format=mxfp8", "no rated peak"), ("format=nvfp4", "no rated peak"),
                            ("attention=flash-3", "Hopper")):
            done = run("run", GPT3, "--plan", words, "--json")
            self.assertEqual(done.returncode, 4, (words, done.stderr))
            self.assertIn(told, "; ".join(json.loads(done.stdout)["result"]["reasons"]))
        self.assertEqual(run("run", "llama_405b_16k_h100", "--plan", "format=mxfp8").returncode, 4)
        self.assertEqual(run("run", "llama_405b_16k_h100", "--plan", "format=fp8").returncode, 0)

    def test_what_is_offloaded_is_a_word_or_a_list(self):
        def memory(plan):
            job = small(self.folder, "tensor = 2\nglobal_batch = 64\n" + plan)
            return result("run", str(job))["memory"]["by_category"]

        def given(words):
            return result("run", str(small(self.folder)), "--plan", f"tensor=2,global_batch=64,offload={words}")[
                "memory"]["by_category"]
        none, both = memory(""), memory('offload = ["weights", "optimizer"]\n')
        self.assertEqual(both, memory('offload = "optimizer+weights"\n'))
        self.assertEqual(both, given("weights+optimizer"))
        self.assertLess(both["weights"], none["weights"])
        self.assertEqual(both["activations"], none["activations"])
        self.assertEqual(memory('offload = "none"\n'), none)
        self.assertEqual(memory("offload = []\n"), none)
        done = run("run", str(small(self.folder, 'offload = ["weight"]\nglobal_batch = 64\n')))
        self.assertEqual(done.returncode, 2)
        self.assertIn("'offload' is 'weight': needs none, optimizer", done.stderr)

    def test_degrees_make_up_the_accelerators(self):
        for words in (["--plan", "data=8"], ["--set", "plan.data=8"], ["--plan", "data=32"]):
            done = run("run", GPT3, *words, "--json")
            self.assertEqual(done.returncode, 4, done.stderr)
            self.assertIn("accelerators: the job has 1,024", json.loads(done.stdout)["result"]["reasons"][0])
        by_set = run("run", GPT3, "--set", "plan.tensor=4", "--set", "plan.zero=1", "--json")
        by_plan = run("run", GPT3, "--plan", "tensor=4,zero=1", "--json")
        self.assertEqual(json.loads(by_set.stdout)["result"], json.loads(by_plan.stdout)["result"])
        odd = run("run", GPT3, "--set", "accelerators=1001", "--json")
        self.assertEqual(odd.returncode, 4, odd.stderr)
        self.assertIn("does not divide 1,001 accelerators; the nearest count below that it does is 960",
                      json.loads(odd.stdout)["result"]["reasons"][0])

    def test_published_figures_stand_beside_the_scenarios_own_run_alone(self):
        whole = run("run", GPT3).stdout
        self.assertIn("PUBLISHED", whole)
        for words in (["--plan", "zero=1"], ["--plan", "rule"], ["--set", "accelerators=512"], ["--set", "tokens=1 T"],
                      ["--set", "sequence_length=4096"], ["--set", "model=llama-2-7b"],
                      ["--set", "plan.recompute=selective"], ["--set", "cluster=dgx-a100"]):
            for form in ([], ["--markdown"]):
                done = run("run", GPT3, *words, *form)
                self.assertIn(done.returncode, (0, 4), done.stderr)
                self.assertNotIn("PUBLISHED", done.stdout, words)
                self.assertNotIn("with the Megatron-LM of 2021", done.stdout, words)
                self.assertIn("Another run than the scenario's", done.stdout, words)
        for words in (["--plan", "recompute=full"], ["--set", "rent=3"], ["--set", "accelerators=1024"]):
            self.assertIn("PUBLISHED", run("run", GPT3, *words).stdout, words)

    def test_settings_without_effect_are_told(self):
        done = run("run", GPT3, "--plan", "overlap_tensor=true,pipeline=1,zero=3")
        words = " ".join(done.stdout.split())
        self.assertIn("no effect: virtual_stages: one stage", words)
        self.assertIn("overlap_tensor: the framework hides none", words)
        self.assertNotIn("no effect", run("run", "llama_405b_16k_h100").stdout)

    def test_nothing_is_claimed_of_plans_that_were_not_tried(self):
        done = run("run", "llama_405b_16k_h100", "--set", "sequence_length=100000000")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("None found", done.stdout)
        self.assertNotRegex(done.stdout, r"\b1 stages\b|\bdata 0\b|\bnan\b|\binf\b")
        self.assertLessEqual(max(map(len, done.stdout.splitlines())), 80)

    def test_extreme_numbers_stay_in_their_columns(self):
        done = run("run", GPT3, "--set", "goodput=0.0001", "--set", "rent=1000000", "--set", "tokens=1000000 T")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotRegex(done.stdout, r"\bnan\b|\binf\b")
        self.assertLessEqual(max(map(len, done.stdout.splitlines())), 80)

    def test_a_files_name_is_a_files(self):
        for words in (["--csv", "-"], ["--out", "-"], ["--trace", ""], ["--trace", "-"]):
            done = run("run", GPT3, *words, cwd=self.folder)
            self.assertEqual(done.returncode, 2, words)
            self.assertEqual(list(self.folder.iterdir()), [])

    def test_what_is_no_toml_is_told_where(self):
        path = self.folder / "job.toml"
        path.write_text('format = "scenario/1"\n[job\nmodel = 3\n')
        done = run("run", path)
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, r"job\.toml:2:\d+: not TOML")

    def test_init_takes_a_cluster(self):
        path = self.folder / "new.toml"
        self.assertEqual(run("init", "llama-2-70b", "selene-a100", "--out", path).returncode, 0)
        self.assertIn('cluster = "selene-a100"', path.read_text())
        self.assertEqual(run("run", path).returncode, 0)
        wrong = run("init", "llama-2-70b", "selene-a10")
        self.assertEqual(wrong.returncode, 2)
        self.assertIn("did you mean 'selene-a100'", wrong.stderr)

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
                            (["--plan", "schedule=1f2b"], "did you mean '1f1b'"),
                            (["--plan", "tensor=4,tensor=8"], "names 'tensor' twice"),
                            (["--plan", "offload=none+weights"], "joined by +"),
                            (["--plan", "tensor=0"], "a whole number from 1"),
                            (["--set", "rent=-1"], "needs a number from 0.0001"),
                            (["--set", "goodput=1.01"], "needs a number from 0.0001 to 1"),
                            (["--set", "pue=0.99"], "needs a number from 1"),
                            (["--set", "power_share=1.6"], "needs a number from 0.0001 to 1.5"),
                            (["--set", "goodput=nan"], "needs a number"),
                            (["--set", "goodput=1e-300"], "needs a number"),
                            (["--plan", "rule", "--set", "plan.tensor=8"], "leave out --set plan.tensor")):
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
        with xarray.open_dataset(h5, engine="h5netcdf") as data:
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
