"""`tenfold serve`: its page fits, its numbers agree among formats, the docs hold what it prints."""
import csv
import pathlib
import tempfile
import unittest

from _program import HOME, result, run

SCENARIOS = ("serve_deepseek_v3", "serve_maverick", "serve_muse_spark_open")


def table_lines(text):
    return [line for line in text.splitlines() if line.startswith("|")]


class Serve(unittest.TestCase):
    def test_the_text_fits_80_columns(self):
        for name in SCENARIOS:
            done = run("serve", name)
            self.assertEqual(done.returncode, 0, done.stderr)
            for line in done.stdout.splitlines():
                self.assertLessEqual(len(line), 80, line)

    def test_the_page_on_serving_holds_what_the_command_prints(self):
        page = table_lines((HOME / "docs" / "serving.md").read_text())
        for name in ("serve_deepseek_v3", "serve_maverick"):
            for line in table_lines(run("serve", name, "--markdown").stdout):
                self.assertIn(line, page)

    def test_csv_has_the_numbers_of_the_json(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "s.csv"
            got = result("serve", "serve_maverick", "--csv", path)
            lines = dict(csv.reader(path.read_text().splitlines()))
        self.assertEqual(float(lines["rate.decode_tokens_per_s_per_accelerator"]),
                         got["rate"]["decode_tokens_per_s_per_accelerator"])
        self.assertEqual(float(lines["listed[0].margin[1]"]), got["listed"][0]["margin"][1])

    def test_twice_the_rent_costs_twice_as_much_and_as_many_tokens_a_second(self):
        one = result("serve", "serve_deepseek_v3", "--set", "usd_per_hour=2")
        two = result("serve", "serve_deepseek_v3", "--set", "usd_per_hour=4")
        self.assertAlmostEqual(two["output_usd"][1] / one["output_usd"][1], 2, places=9)
        self.assertEqual(two["rate"], one["rate"])

    def test_a_tenth_of_the_training_leaves_the_cost_of_a_request(self):
        rows = result("serve", "serve_maverick")["life"]["rows"]
        self.assertEqual(rows[0]["request_usd"], rows[1]["request_usd"])
        self.assertAlmostEqual(rows[1]["training_usd"], rows[0]["training_usd"] / 10)
        self.assertLess(rows[2]["request_usd"], rows[0]["request_usd"])

    def test_more_active_parameters_have_the_higher_floor(self):
        listed = {r["name"]: r for r in result("serve", "serve_maverick")["listed"]}
        maverick, open_weights = listed["Maverick, Groq"], listed["Muse Spark Open"]
        self.assertGreater(open_weights["request_cost_usd"][1], maverick["request_cost_usd"][1])
        self.assertEqual(listed["GPT-5.4"]["basis"], "by-active-parameters")

    def test_what_does_not_fit_says_so_and_exits_as_no_plan_does(self):
        done = run("serve", "serve_deepseek_v3", "--set", "unit.accelerators=1")
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("It does not fit", done.stdout)
        self.assertEqual(run("serve", "serve_deepseek_v3", "--set", "unit.tensor=7").returncode, 2)

    def test_what_the_model_or_the_cluster_does_not_have_is_a_fault(self):
        for name, setting, words in [
                ("serve_deepseek_v3", "unit.accelerators=100000", "the cluster has"),
                ("serve_maverick", "unit.drafted=2", "no module that predicts tokens ahead"),
                ("serve_maverick", "unit.expert=7", "divide"),
                ("serve_maverick", "life.years=0", "years")]:
            done = run("serve", name, "--set", setting)
            self.assertEqual(done.returncode, 2, (setting, done.stdout))
            self.assertIn(words, done.stderr)

    def test_a_fee_above_the_bill_of_own_units_is_never_made_up_for(self):
        for name in SCENARIOS:
            got = result("serve", name).get("contract")
            if not got:
                continue
            fee = 10 * got["own_units_usd"][1]
            done = run("serve", name, "--set", f"contract.fee={fee}")
            self.assertIn("cheaper than the contract's fee alone", " ".join(done.stdout.split()))
            self.assertIn(f"Changed by --set contract.fee={fee}", done.stdout)


if __name__ == "__main__":
    unittest.main()
