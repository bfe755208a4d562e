"""`tenfold explain plan`: why a plan is faster than another."""
import re
import unittest

from _program import result, run

GPT3 = "gpt3_175b_a100"


def numbers(row):
    return [float(word.replace("−", "-")) for word in re.findall(r"(?<=\s)[+−]?\d+\.\d+", row)]


class ExplainPlan(unittest.TestCase):
    def text(self, *words):
        done = run("explain", "plan", *words)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertLessEqual(max(map(len, done.stdout.splitlines())), 80)
        return done.stdout

    def test_terms_stand_side_by_side_and_add_up(self):
        text = self.text(GPT3, "--plan", "own", "--against", "pipeline=16,virtual_stages=1,schedule=1f1b")
        for table in re.split(r"\n[A-Z ]{10,}\n", text)[1:]:
            rows = [numbers(row) for row in table.splitlines() if len(numbers(row)) == 3]
            for first, other, change in rows:
                self.assertAlmostEqual(first - other, change, delta=0.011)
            for column in range(3):
                self.assertAlmostEqual(sum(row[column] for row in rows[:-1]), rows[-1][column], delta=0.006 * len(rows))

    def test_more_stages_with_fewer_micro_batches_lose_by_their_bubble(self):
        text = self.text(GPT3, "--plan", "pipeline=24,virtual_stages=1,schedule=1f1b,data=8,tensor=8",
                         "--against", "own", "--set", "accelerators=1536", "--set", "plan.global_batch=192")
        self.assertIn("The plan loses to yours by", text)
        self.assertIn("more pipeline bubble", " ".join(text.split()))

    def test_a_plan_against_itself_is_refused(self):
        for plan in ("own", "rule", "runner-up", "tensor=8", "3"):
            done = run("explain", "plan", GPT3, "--plan", plan, "--against", plan)
            self.assertEqual(done.returncode, 2, plan)
            self.assertIn("against itself", done.stderr)

    def test_by_default_the_best_of_the_search_wins_over_the_runner_up(self):
        text = self.text(GPT3)
        self.assertTrue(text.startswith("Best"))
        self.assertIn("Runner-up", text)
        self.assertRegex(text, r"The best wins over the runner-up|A step takes as long")

    def test_the_scenarios_own_plan_stands_beside_and_plans_have_numbers(self):
        text = self.text(GPT3)
        self.assertRegex(text, r"Best +plan [\d,]+: ")
        self.assertIn("BEST AGAINST RUNNER-UP", text)
        self.assertIn("BEST AGAINST YOURS", text)
        self.assertRegex(" ".join(text.split()), r"Behind it: \w+( and \w+)? \(\w+")

    def test_a_plan_is_named_by_its_number_and_the_search_is_narrowed(self):
        few = ("--set", "search.tensor=8", "--set", "search.pipeline=8")
        number = result("search", GPT3, *few)["best"][0]["number"]
        told = self.text(GPT3, "--plan", number, "--against", "best", *few)
        self.assertIn("The two are one plan.", told)
        self.assertIn(f"plan {number:,}: tensor 8, pipeline 8", told)
        self.assertIn(f"plan {number:,}: ", self.text(GPT3, *few))

    def test_what_cannot_be_explained_is_told(self):
        for words, said in ((["plan"], "needs a scenario"),
                            (["plan", GPT3, "--plan", "tensor=7", "--against", "own"], "cannot run"),
                            (["plan", GPT3, "--plan", "tensr=8"], "tensor"),
                            (["plan", GPT3, "--plan", "999999999999"], "the search has plans 0 to"),
                            (["conventions", "--plan", "tensor=8"], "explain plan")):
            done = run("explain", *words)
            self.assertEqual(done.returncode, 2, words)
            self.assertIn(said, done.stderr, words)


if __name__ == "__main__":
    unittest.main()
