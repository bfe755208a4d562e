"""What is said of commands that cannot be meant: what is wrong, what would be right, the exit code."""
import pathlib
import tempfile
import unittest

from _program import run

SEARCH = ["search", "bench_gpt3_175b_512xA100"]
FEW = ["--set", "search.tensor=8"]


class Usage(unittest.TestCase):
    def refused(self, words, told, code=2):
        done = run(*words)
        self.assertEqual(done.returncode, code, (words, done.stdout[:200], done.stderr))
        self.assertIn(told, done.stderr)
        self.assertEqual(done.stdout, "", words)

    def test_a_misspelt_verb_option_or_target_is_told_the_nearest(self):
        for words, told in ((["serach", "x"], "there is no verb 'serach', did you mean 'search'?"),
                            ([*SEARCH, "--exprot", "nemo"], "there is no option --exprot, did you mean '--export'?"),
                            ([*SEARCH, "--shrad=1/2"], "there is no option --shrad, did you mean '--shard'?"),
                            (["run", "x", "--tarce", "y"], "did you mean '--trace'?"),
                            (["import", "hff", "x"], "there is no 'hff', did you mean 'hf'?"),
                            (["import", "hf", "x", "--uot", "y"], "did you mean '--out'?"),
                            (["--verison"], "did you mean '--version'?"),
                            ([*SEARCH, "--export", "megatron"],
                             "there is no target 'megatron', did you mean 'megatron-lm'?")):
            self.refused(words, told)

    def test_a_setting_is_named_once_and_by_its_own_name(self):
        for words, told in (([*SEARCH, *FEW, "--set", "search.tensor=4"], "names 'search.tensor' twice"),
                            ([*SEARCH, "--set", "rent=2", "--set", "rent=3"], "names 'rent' twice"),
                            (["run", SEARCH[1], "--set", "rent=2", "--set", "rent=3"], "names 'rent' twice"),
                            (["check", "muse_spark_vs_maverick", "--set", "seed=1", "--set", "seed=2"],
                             "names 'seed' twice"),
                            ([*SEARCH, "--set", "search.tensor=bad"], "--set search.tensor is 'bad': needs a whole"),
                            ([*SEARCH, "--set", "search.recompute=ful"], "--set search.recompute is 'ful': needs one"),
                            ([*SEARCH, "--set", "search.K=8"], "a search has no 'K'; it has top, accelerators"),
                            ([*SEARCH, "--set", "search.tiers=yes"], "search.tiers is 'yes': needs true or false"),
                            (["run", SEARCH[1], "--set", "search.tensor=8"], "of the verbs search and explain plan")):
            self.refused(words, told)

    def test_a_list_is_one_value_or_some_as_the_command_or_a_file_writes_them(self):
        def told(values):
            done = run(*SEARCH, "--set", f"search.tensor={values}", "--set", "search.pipeline=8", "--csv", "/dev/stdout")
            self.assertEqual(done.returncode, 0, done.stderr)
            return [line for line in done.stdout.splitlines() if line.startswith(("best,", "front,"))]
        self.assertTrue(told("8"))
        self.assertEqual(told("8"), told("[8]"))
        self.assertEqual(told("4:8"), told("[4, 8]"))
        self.assertNotEqual(told("4:8"), told("8"))

    def test_a_degree_that_divides_no_cluster_is_named(self):
        done = run(*SEARCH, "--set", "search.tensor=3")
        self.assertEqual(done.returncode, 4)
        self.assertIn("Tensor 3 divides no cluster of 512.", " ".join(done.stdout.split()))
        self.assertNotIn("held      .", done.stdout)

    def test_a_model_where_a_scenario_is_wanted_is_told_how_to_make_one(self):
        for verb in (["search"], ["run"], ["explain", "plan"]):
            self.refused([*verb, "llama-3.1-405b"], "tenfold init llama-3.1-405b CLUSTER --out job.toml")

    def test_what_cannot_be_read_or_written_is_told_before_the_search(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "a_file"
            file.write_text("")
            self.refused(["merge", f"{folder}/none"], "none: there is no such file")
            self.refused(["merge", folder], "is a folder: name its files")
            self.refused([*SEARCH, *FEW, "--journal", file], "is a file: --journal needs the name of a folder")
            self.refused([*SEARCH, *FEW, "--journal", f"{file}/x"], "no folder can be made there", 74)
            for option in ("--csv", "--out", "--part", "--markdown"):
                self.refused([*SEARCH, option, f"{folder}/none/x"], f"there is no folder {folder}/none", 74)


if __name__ == "__main__":
    unittest.main()
