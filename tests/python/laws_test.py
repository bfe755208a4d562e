"""Laws, fits and pipelines from Python say what the command line and the closed forms say."""
import csv
import json
import os
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.environ["TENFOLD_PYTHONPATH"])
import numpy  # noqa: E402

import tenfold  # noqa: E402


def told(*arguments):
    done = subprocess.run([os.environ["TENFOLD_BIN"], *arguments], capture_output=True, text=True)
    return json.loads(done.stdout)["result"]


def drawn_runs():
    """Runs of Besiroglu's law without noise: six budgets, seven sizes each."""
    law = tenfold.law("besiroglu", "optimum")
    budget = numpy.repeat(numpy.logspace(18.5, 21, 6), 7)
    best = law.ask(compute=budget)["N"]
    parameters = best * numpy.tile(numpy.logspace(-0.6, 0.6, 7), 6)
    tokens = budget / (6 * parameters)
    loss = law.ask(parameters=parameters, tokens=tokens)["L"]
    return {"parameters": parameters, "tokens": tokens, "loss": loss, "budget": budget}


class Laws(unittest.TestCase):
    def test_an_answer_is_the_command_lines(self):
        answer = tenfold.law("chinchilla").ask(compute=5.76e23)
        theirs = told("explain", "law", "chinchilla", "--compute", "5.76e23", "--json")
        numbers = {q["symbol"]: q["value"] for a in theirs["answers"] for q in a["values"]}
        self.assertEqual(answer.values, numbers)
        self.assertTrue(answer.beyond)

    def test_an_array_is_answered_by_arrays_that_are_views(self):
        curve = tenfold.law("besiroglu").ask(compute=numpy.logspace(19, 25, 7))
        self.assertEqual(curve["L"].shape, (7,))
        self.assertTrue(numpy.all(numpy.diff(curve["L"]) < 0))
        self.assertFalse(curve["L"].flags.owndata)
        self.assertEqual(list(curve.beyond), [False, False, False, False, True, True, True])
        self.assertEqual(curve["L"][2], tenfold.law("besiroglu").ask(compute=1e21)["L"])

    def test_a_question_that_a_law_does_not_take_is_told_what_it_takes(self):
        with self.assertRaisesRegex(tenfold.InputError, "it takes"):
            tenfold.law("chinchilla").ask(experts=8)
        with self.assertRaisesRegex(tenfold.InputError, "did you mean 'chinchilla'"):
            tenfold.law("chinchila")


class Fits(unittest.TestCase):
    def test_arrays_and_a_table_give_one_fit_and_the_law_that_was_drawn_from(self):
        runs = drawn_runs()
        fit = tenfold.fit(runs, bootstrap=20)
        form = fit.ladders[0].form("additive")
        for key, value in {"E": 1.8172181, "alpha": 0.3473105, "beta": 0.36717243}.items():
            self.assertAlmostEqual(form.parameters[key] / value, 1, places=5)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "runs.csv")
            with open(path, "w", newline="") as file:
                rows = csv.writer(file)
                rows.writerow(runs)
                rows.writerows([repr(float(x)) for x in row] for row in zip(*runs.values()))
            table = tenfold.fit(path, bootstrap=20)
            self.assertEqual(table.ladders[0].form("additive").parameters, form.parameters)
            theirs = told("fit", path, "--bootstrap", "20", "--json")
            self.assertEqual(json.loads(table.to_json())["result"], theirs)

    def test_columns_are_views_and_a_law_is_its_own_inverse(self):
        ladder = tenfold.fit(drawn_runs(), bootstrap=20).ladders[0]
        self.assertFalse(ladder.loss.flags.owndata)
        form = ladder.form("additive")
        self.assertFalse(form.resampled()["alpha"].flags.owndata)
        self.assertEqual(form.resampled()["alpha"].shape, (20,))
        best = form.optimum([1e20, 1e22])
        numpy.testing.assert_allclose(form.compute_for(best["loss"]), [1e20, 1e22], rtol=1e-9)
        numpy.testing.assert_allclose(form.loss(best["parameters"], best["tokens"]), best["loss"])

    def test_recipes_have_gains(self):
        one, runs = drawn_runs(), {}
        for key in one:  # the second recipe's tokens are worth twice as many
            better = one[key] / 2 if key == "tokens" else one[key]
            runs[key] = numpy.concatenate([one[key], better])
        runs.pop("budget")
        runs["recipe"] = ["plain"] * 42 + ["better"] * 42
        fit = tenfold.fit(runs, at=1e20, bootstrap=20, seed_noise=0)
        self.assertEqual([g["challenger"] for g in fit.gains], ["better"])
        self.assertAlmostEqual(fit.gains[0]["forms"]["additive"]["point"], 2, places=3)

    def test_what_cannot_be_fitted_is_told(self):
        with self.assertRaisesRegex(tenfold.InputError, "at least 8"):
            tenfold.fit({"parameters": [1e8] * 3, "tokens": [1e9] * 3, "loss": [3.0] * 3})
        with self.assertRaisesRegex(tenfold.InputError, "needs a column 'loss'"):
            tenfold.fit({"parameters": [1e8]})


class Pipelines(unittest.TestCase):
    def test_the_bubble_of_1f1b_is_p_minus_1_over_m(self):
        # Narayanan et al. 2021, arXiv:2104.04473, section 2.2: idle over ideal time (p-1)/(v m).
        for p, m, v in [(4, 8, 1), (16, 16, 1), (16, 32, 7)]:
            schedule = "interleaved" if v > 1 else "1f1b"
            chunk = {k: 1 / v for k in ("forward", "backward_input", "backward_weight")}
            played = tenfold.pipeline(schedule, p, m, virtual_stages=v, **chunk)
            ideal = 3 * m
            self.assertAlmostEqual((played.makespan - ideal) / ideal, (p - 1) / (v * m))
            self.assertAlmostEqual(max(played.timeline()["end"]), played.makespan)

    def test_a_schedule_that_cannot_run_says_why(self):
        with self.assertRaisesRegex(tenfold.InputError, "needs one of gpipe, 1f1b"):
            tenfold.pipeline("f1b1", 4, 4)
        with self.assertRaises(tenfold.InputError):
            tenfold.pipeline("1f1b", 0, 4)


if __name__ == "__main__":
    unittest.main()
