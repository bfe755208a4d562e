"""`tenfold explain law`: the list, one law, what it answers, and what is wrong with a question."""
import json
import re
import unittest

from _program import result, run

LAWS = ["kaplan", "chinchilla", "besiroglu", "gadre", "skaling", "farseer", "olmo-ladder",
        "muennighoff", "sardana", "porian", "llama-3", "deepseek", "clark", "krajewski", "abnar",
        "joint-moe", "tian", "kumar", "busbridge", "mccandlish", "zhang", "bergsma", "merrill",
        "step-law", "khatri", "ho", "capability-index", "moonlight"]


def values(answer):
    return {v["symbol"]: v["value"] for part in answer["answers"] for v in part["values"]}


def ask(law, *words):
    return values(result("explain", "law", law, *words))


class Law(unittest.TestCase):
    def text(self, *words):
        done = run("explain", "law", *words)
        self.assertEqual(done.returncode, 0, done.stderr)
        for line in done.stdout.splitlines():
            self.assertLessEqual(len(line), 80, line)
            self.assertEqual(line, line.rstrip())
        return done.stdout

    def fault(self, *words):
        done = run("explain", "law", *words)
        self.assertEqual(done.returncode, 2, done.stdout)
        self.assertEqual(done.stdout, "")
        return done.stderr

    def test_the_list_has_every_law_on_one_line(self):
        lines = self.text().splitlines()
        for law in LAWS:
            self.assertEqual(sum(line.startswith(f"  {law} ") for line in lines), 1, law)
        self.assertEqual(run("list", "laws").stdout, "\n".join(lines) + "\n")
        self.assertEqual([law["key"] for law in result("explain", "law")["laws"]], LAWS)

    def test_each_law_prints_what_it_rests_on(self):
        for law in LAWS:
            with self.subTest(law):
                text = self.text(law)
                for part in ("Equations", "Coefficients", "Limits"):
                    self.assertIn(f"\n  {part}", text)
                self.assertRegex(text, r"verified|refitted|second-hand|recalled|derived")

    def test_worked_examples_are_what_the_command_prints(self):
        for law in LAWS:
            text = self.text(law)
            commands = re.findall(r"\$ tenfold (explain law [^\n]*(?:\n {6}\S[^\n]*)*)", text)
            for command in commands:
                with self.subTest(command):
                    answer = self.text(*command.split()[2:])
                    numbers = re.findall(r"^      (\S.*?)  +(\S+(?: [KMBT])?)  ", answer, re.M)
                    self.assertTrue(numbers)
                    for symbol, value in numbers:
                        self.assertRegex(text, re.escape(symbol) + r" +" + re.escape(value))

    def test_forward_inverse_and_best_split(self):
        model = ask("chinchilla", "--parameters", "70B", "--tokens", "1.4T")
        self.assertAlmostEqual(model["L"], 1.920846, 6)
        best = ask("chinchilla", "--compute", "5.76e23")
        self.assertAlmostEqual(best["D/N"], 58.93, 2)
        self.assertAlmostEqual(best["L"], 1.918412, 6)
        back = ask("chinchilla", "--loss", repr(best["L"]))
        self.assertAlmostEqual(back["C"] / 5.76e23, 1, 9)
        rounded = ask("chinchilla", "--variant", "rounded", "--parameters", "70 B", "--tokens", 1.4e12)
        self.assertAlmostEqual(rounded["L"], 1.936645, 6)

    def test_the_cheapest_model_over_a_life(self):
        life = ask("sardana", "--parameters", "30B", "--inference-tokens", "10T")
        self.assertAlmostEqual(life["N"] / 1.58647e10, 1, 5)
        self.assertAlmostEqual(life["C/C* life"], 0.817536, 6)

    def test_a_question_beyond_the_range_is_answered_with_a_warning(self):
        self.assertRegex(self.text("chinchilla", "--parameters", "1.6e11", "--tokens", "500B"),
                         r"warning: parameters of 160 B lies 1\.0 decades above")
        done = run("explain", "law", "chinchilla", "--compute", "1e30", "--json")
        warnings = json.loads(done.stdout)["warnings"]
        self.assertTrue(any("tokens of" in w["message"] for w in warnings))

    def test_a_loss_that_no_compute_reaches(self):
        self.assertRegex(self.text("besiroglu", "--loss", "1.5"), r"C +none")
        self.assertIsNone(ask("besiroglu", "--loss", "1.5")["C"])

    def test_what_is_wrong_is_told_with_what_would_be_right(self):
        self.assertIn("did you mean 'chinchilla'", self.fault("chinchila"))
        self.assertIn("did you mean 'rounded'", self.fault("chinchilla", "--variant", "rouned"))
        self.assertIn("takes no --experts", self.fault("chinchilla", "--compute", "1e21", "--experts", 8))
        self.assertIn("--parameters --tokens: loss of a model", self.fault("chinchilla", "--tokens", "1T"))
        self.assertIn("needs a number, such as 70B", self.fault("chinchilla", "--compute", "much"))
        self.assertIn("needs a number from", self.fault("chinchilla", "--compute", "-5"))
        self.assertIn("needs a law to ask", self.fault("--compute", "1e21"))
        self.assertIn("takes no --priors", self.fault("chinchilla", "--draws", "4096"))

    def test_questions_to_a_law_are_refused_elsewhere(self):
        done = run("explain", "grades", "--compute", "1e21")
        self.assertEqual(done.returncode, 2)
        self.assertIn("tenfold explain law NAME", done.stderr)


if __name__ == "__main__":
    unittest.main()
