"""`tenfold fit`: a table drawn from a known law, stable JSON paths, any number of threads, faults."""
import math
import pathlib
import tempfile
import unittest

from _program import result, run

E, A, B, ALPHA, BETA = 1.8, 480.0, 2100.0, 0.35, 0.37
FAST = ("--bootstrap", 20, "--starts", 16)


def loss(n, d):
    return E + A / n**ALPHA + B / d**BETA


def rows(gain=1.0):
    """Four budgets by six sizes; a recipe that is worth `gain` times its tokens."""
    for budget in (1e18, 1e19, 1e20, 1e21):
        best = 0.1 * math.sqrt(budget)
        for step in range(-3, 3):
            n = best * 2 ** (step + 0.3)
            d = budget / (6 * n)
            yield n, d, budget, loss(n, gain * d) * (1 + 1e-4 * math.sin(37 * step + budget))


class Fit(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def write(self, name, text):
        path = pathlib.Path(self.folder.name) / name
        path.write_text(text)
        return path

    def table(self, name="runs.csv", gain=1.0):
        lines = ["Model Size,Tokens,budget,loss,note"]
        lines += [f"{n},{d},{c},{l},kept" for n, d, c, l in rows(gain)]
        return self.write(name, "\n".join(lines) + "\n")

    def test_the_law_behind_a_table_comes_back(self):
        fits = result("fit", self.table(), *FAST)["fits"]
        self.assertEqual([f["form"] for f in fits], ["additive", "coupled"])
        p = fits[0]["parameters"]
        self.assertAlmostEqual(p["E"], E, delta=0.02)
        self.assertAlmostEqual(p["alpha"], ALPHA, delta=0.01)
        self.assertAlmostEqual(p["beta"], BETA, delta=0.01)
        self.assertEqual(p["k"], 1)
        self.assertAlmostEqual(fits[1]["parameters"]["k"], 1, delta=0.1)
        self.assertEqual(fits[0]["n"], 24)
        for name in ("E", "A", "B", "alpha", "beta", "k"):
            low, high = fits[1]["intervals"][name]
            self.assertLessEqual(low, high)

    def test_ten_times_the_tokens_worth_is_a_gain_of_ten(self):
        r = result("fit", self.table(), "--against", self.table("better.csv", 10), "--at", "1e21,1e25",
                   *FAST)
        near, far = r["gains"]
        self.assertAlmostEqual(near["averaged"]["gain"], 10, delta=0.5)
        self.assertAlmostEqual(near["interpolated"]["gain"], 10, delta=1)
        self.assertFalse(near["form_dependent"])
        self.assertTrue(far["form_dependent"])
        self.assertIsNone(far["averaged"])
        self.assertEqual(len(far["forms"]), 2)
        self.assertAlmostEqual(far["decades_beyond"], 4)
        text = run("fit", self.table(), "--against", self.table("better.csv", 10), "--at", "1e25",
                   *FAST).stdout
        self.assertIn("Form-dependent", text)

    def test_any_number_of_threads_gives_the_same_bytes(self):
        table = self.table()
        one = run("fit", table, "--json", "--threads", 1, *FAST).stdout
        self.assertEqual(one, run("fit", table, "--json", "--threads", 3, *FAST).stdout)

    def test_the_text_fits_a_terminal_and_the_page_stands_alone(self):
        page = pathlib.Path(self.folder.name) / "fit.html"
        done = run("fit", self.table(), "--html", page, *FAST)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertLessEqual(max(map(len, self.cut(done.stdout))), 80)
        html = page.read_text()
        self.assertIn("<svg", html)
        self.assertIn("<circle", html)
        self.assertNotIn("src=", html)

    def scaled(self, name, change):
        """The table with each loss put through `change(n, d, loss)`."""
        lines = ["params,tokens,budget,loss"]
        lines += [f"{n},{d},{c},{change(n, d, l)}" for n, d, c, l in rows()]
        return self.write(name, "\n".join(lines) + "\n")

    def test_a_loss_that_rises_with_size_has_no_optimum_and_says_which_bounds_hold_it(self):
        up = self.scaled("up.csv", lambda n, d, l: 2 + 1e-11 * n)
        r = result("fit", up, *FAST)
        for form in r["fits"]:
            self.assertIn("alpha", [b["parameter"] for b in form["at_bounds"]])
        for optimum in r["optima"]:
            self.assertIsNone(optimum["parameters"])
            self.assertIsNone(optimum["loss"])
        text = run("fit", up, *FAST).stdout
        self.assertNotIn("nan", text)
        self.assertIn("none", text)
        self.assertRegex(text, r"additive form: alpha \(0.001\)")
        self.assertNotIn("agree", text)

    def test_a_level_out_of_reach_is_said_in_words_either_way(self):
        table = self.table()
        for name, factor, why, words in (
            ("high.csv", 2, "never", "never reaches it"),
            ("low.csv", 0.01, "any-compute", "reaches it at any compute"),
        ):
            other = self.scaled(name, lambda n, d, l: factor * l)
            near = result("fit", table, "--against", other, *FAST)["gains"][0]
            self.assertIsNone(near["averaged"])
            for form in near["forms"]:
                self.assertIsNone(form["gain"])
                self.assertEqual(form["untold"], why)
            text = run("fit", table, "--against", other, *FAST).stdout
            self.assertIn(words, text)
            self.assertIn("tokenizer", text)
            self.assertNotIn("e-12", text)

    def test_the_same_run_many_times_is_refused(self):
        same = self.write("same.csv", "params,tokens,loss\n" + "1e8,1e9,3.2\n" * 20)
        done = run("fit", same)
        self.assertEqual(done.returncode, 2)
        self.assertIn("has 20 runs, 1 of them different", done.stderr)

    def test_one_loss_all_is_no_law(self):
        const = self.scaled("const.csv", lambda n, d, l: 3.0)
        done = run("fit", const, "--json", *FAST)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("one loss all", done.stdout)
        self.assertIn("degenerate-fit", done.stdout)

    def test_a_sound_table_has_no_warning(self):
        self.assertNotIn("WARNINGS", run("fit", self.table(), *FAST).stdout)

    def test_other_seeds_widen_a_gain_that_the_resamples_hold_still(self):
        one = self.table("one.csv")
        two = self.table("two.csv")

        def width(*noise):
            gain = result("fit", one, "--against", two, *FAST, *noise)["gains"][0]
            return math.log(gain["averaged"]["p95"] / gain["averaged"]["p05"])

        self.assertLess(width("--seed-noise", 0), 1e-6)
        # Ln of the gain moves by the seeds' difference over g (L - E).
        g = ALPHA * BETA / (ALPHA + BETA)
        best = min(l for n, d, c, l in rows() if c == 1e21)
        one_sd = math.sqrt(2) * 5.4e-4 / (g * (best - E))
        self.assertAlmostEqual(width() / (2 * 1.645 * one_sd), 1, delta=0.4)
        self.assertGreater(width("--seed-noise", 5.4e-3), 5 * width())

    def cut(self, text):
        """Lines, but for the table's path, which may be of any length."""
        return [line for line in text.splitlines() if self.folder.name not in line]

    def test_faults_name_line_and_column(self):
        bad = self.write("bad.csv", "params,tokens,loss\n1e8,1e9,3.2\nmany,1e9,-1\n1e8,1e9\n")
        done = run("fit", bad)
        self.assertEqual(done.returncode, 2)
        self.assertIn("bad.csv:4:1: has 2 cells", done.stderr)
        self.write("bad.csv", "params,tokens,loss\n1e8,1e9,3.2\nmany,1e9,-1\n")
        done = run("fit", bad)
        self.assertIn("bad.csv:3:1: 'params' is 'many'", done.stderr)
        self.assertIn("bad.csv:3:10: 'loss' is '-1'", done.stderr)
        done = run("fit", self.table(), "--loss", "los")
        self.assertIn("did you mean 'loss'?", done.stderr)
        done = run("fit", self.write("few.csv", "params,tokens,loss\n1e8,1e9,3.2\n"))
        self.assertEqual(done.returncode, 2)
        self.assertIn("needs at least 8", done.stderr)


if __name__ == "__main__":
    unittest.main()
