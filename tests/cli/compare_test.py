"""tenfold compare: what a buyer types and reads."""
import re
import unittest

from _program import HOME, run

SCENARIO = "procurement_maverick_class"


def told(*words):
    done = run("compare", SCENARIO, *words)
    assert done.returncode == 0, done.stderr
    assert max(map(len, done.stdout.splitlines())) <= 80
    return done.stdout


class Compare(unittest.TestCase):
    def test_the_offers_of_the_shipped_scenario_are_compared_at_80_columns(self):
        out = told()
        for offer in ("A H100", "B H200", "C B200", "D GB200 NVL72", "E MI300X", "F TPU v5p", "G H800"):
            self.assertIn(offer, out)
        for title in ("OFFERS", "ANSWER", "WHAT THE PRICE WOULD HAVE TO BE", "HOW FAR TO TRUST",
                      "WHY THE OTHERS DIFFER FROM A", "WHAT MOVES THE COST", "ENERGY AND CARBON",
                      "PRICES", "PLANS", "NOT IN THE DOLLARS"):
            self.assertIn(title, out)

    def test_a_placeholder_and_a_stale_price_have_no_dollars_until_they_are_accepted(self):
        row = re.compile(r"^  G H800 .*$", re.M)
        self.assertEqual(row.search(told()).group().split()[-1], "-")
        self.assertNotEqual(row.search(told("--accept-stale-prices")).group().split()[-1], "-")

    def test_it_is_asked_backwards(self):
        self.assertIn("HOW MANY TOKENS", told("--solve", "tokens", "--budget", "5 M USD"))
        self.assertIn("THE LARGEST RUN", told("--solve", "compute", "--within", "90d"))
        self.assertIn("P(< D)", told("--solve", "price", "--beat", "D", "--confidence", "0.9"))

    def test_a_sweep_tells_each_value(self):
        out = told("--sweep", "offers.B.price=2,3")
        table = out[out.index("SWEEP OF offers.B.price"):out.index("OFFERS")]
        self.assertEqual(len(re.findall(r"^  [23]  .*\[\.\d\d\]", table, re.M)), 2, table)

    def test_what_cannot_be_asked_is_refused_with_what_would_be_right(self):
        for words, needs in ((("--solve", "tokens"), "--budget"),
                             (("--sweep", "price"), "KEY=VALUE"),
                             (("--set", "offers.Q.price=1"), "offers are A, B"),
                             (("--set", "batch_limit=lots"), "batch_limit")):
            done = run("compare", SCENARIO, *words)
            self.assertEqual(done.returncode, 2, (words, done.stdout[:200]))
            self.assertIn(needs, done.stderr)
        done = run("compare", "llama_405b_16k_h100")
        self.assertEqual(done.returncode, 2)
        self.assertIn("[[offers]]", done.stderr)

    def test_where_no_offer_can_run_the_job_the_exit_code_is_4(self):
        done = run("compare", SCENARIO, "--set", "offers.*.accelerators=1", "--set",
                   "offers.D.framework=megatron-core-2024")
        self.assertEqual(done.returncode, 4, done.stdout)
        self.assertIn("cannot run the job", done.stdout)

    def test_a_number_is_explained_with_what_it_rests_on(self):
        done = run("explain", "compare:E.share_of_peak")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("ceiling of matrix products", done.stdout)
        everything = run("explain", "compare:A", SCENARIO, "--set", "tokens=1 T").stdout
        for key in ("days", "hours", "dollars", "share_of_peak", "failures", "energy", "carbon"):
            self.assertRegex(everything, rf"(?m)^{key} ")
        self.assertLessEqual(max(map(len, everything.splitlines())), 80)
        wrong = run("explain", "compare:A.dolars")
        self.assertEqual(wrong.returncode, 2)
        self.assertIn("did you mean 'dollars'", wrong.stderr)

    def test_the_scenario_is_sound(self):
        self.assertEqual(run("lint", HOME / "scenarios" / f"{SCENARIO}.toml").returncode, 0)


if __name__ == "__main__":
    unittest.main()
