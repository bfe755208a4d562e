"""The Python module says what the command line says, to the last bit."""
import json
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.environ["TENFOLD_PYTHONPATH"])
import numpy  # noqa: E402

import tenfold  # noqa: E402


def told(*arguments):
    done = subprocess.run([os.environ["TENFOLD_BIN"], *arguments], capture_output=True, text=True)
    return done.stdout


class Equality(unittest.TestCase):
    def test_json_is_the_command_lines(self):
        for verb, name in [
            ("count", "llama-4-maverick"),
            ("check", "muse_spark_vs_maverick"),
            ("check", "chinchilla_vs_gopher"),
            ("run", "llama_405b_16k_h100"),
            ("run", "deepseek_v3_2048_h800"),
            ("serve", "serve_maverick"),
        ]:
            with self.subTest(verb=verb, name=name):
                self.assertEqual(getattr(tenfold, verb)(name).to_json(), told(verb, name, "--json"))

    def test_a_comparison_is_the_command_lines_but_for_how_long_it_took(self):
        ours = tenfold.compare("procurement_maverick_class")
        numbers = json.loads(told("compare", "procurement_maverick_class", "--json"))["result"]
        both = [ours.to_dict()["result"], numbers]
        for one in both:
            one.pop("seconds", None)
        self.assertEqual(*both)
        offer = ours.offer("B")
        self.assertEqual(offer.p_cheaper, numbers["offers"][1]["p_cheaper"])
        self.assertEqual(offer.dollars.median, numbers["offers"][1]["dollars"])

    def test_a_change_is_that_of_set(self):
        changed = tenfold.load("muse_spark_vs_maverick").with_(data=1.0)
        self.assertEqual(
            tenfold.check(changed).to_json(),
            told("check", "muse_spark_vs_maverick", "--set", "priors.data=1.0", "--json"),
        )

    def test_attributes_are_the_numbers_of_the_json(self):
        run = tenfold.run("llama_405b_16k_h100")
        numbers = json.loads(told("run", "llama_405b_16k_h100", "--json"))["result"]
        self.assertEqual(run.days.median, numbers["days"])
        self.assertEqual([run.days.low, run.days.high], numbers["days_interval80"])
        self.assertEqual(run.mfu, numbers["mfu"])
        self.assertEqual(run.peak_bytes, numbers["memory"]["peak_bytes"])
        self.assertEqual(run.memory().shape, (len(numbers["memory"]["stages"]), 10))

    def test_arrays_are_views_that_outlive_their_result(self):
        memory = tenfold.run("llama_405b_16k_h100").memory()
        self.assertFalse(memory.flags.writeable)
        self.assertFalse(memory.flags.owndata)
        self.assertGreater(float(memory.sum()), 0)

    def test_the_median_of_the_draws_is_the_readings(self):
        # Both are of the same 65,536 draws; the reading's is that of their logarithms.
        reading = tenfold.check("muse_spark_vs_maverick").reading(2)
        self.assertAlmostEqual(numpy.median(reading.draws()) / reading.median, 1, places=6)
        share = float(numpy.mean(reading.draws() >= reading.claimed))
        self.assertAlmostEqual(share, reading.p_claim, places=4)

    def test_a_reading_with_another_factor_leaves_the_first_as_it_is(self):
        reading = tenfold.check("muse_spark_vs_maverick").reading(2)
        before = reading.p_claim
        self.assertLess(reading.with_(data=1.0).p_claim, before)
        self.assertEqual(reading.p_claim, before)


class Faults(unittest.TestCase):
    def test_all_faults_with_their_places(self):
        with self.assertRaises(tenfold.InputError) as raised:
            tenfold.from_text('format = "scenario/1"\n[job]\nmodl = "x"\n', "mine.toml")
        misspelt = [f for f in raised.exception.faults if f.line == 3]
        self.assertEqual(misspelt[0].suggestion, "model")
        self.assertEqual(misspelt[0].file, "mine.toml")
        self.assertGreater(len(raised.exception.faults), 1)
        self.assertIn(str(misspelt[0]), str(raised.exception))

    def test_another_kind_is_refused(self):
        with self.assertRaises(tenfold.InputError):
            tenfold.run("muse_spark_vs_maverick")


class Documented(unittest.TestCase):
    def test_every_public_name_has_a_docstring(self):
        for name in tenfold.__all__:
            self.assertTrue(getattr(tenfold, name).__doc__, name)


if __name__ == "__main__":
    unittest.main()
