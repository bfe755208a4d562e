"""Notebooks as they are committed: `run_test.py NOTEBOOK` runs one from top to bottom; without an
argument, the questions that they ask are tried with wrong and right answers."""
import json
import os
import pathlib
import re
import sys
import tempfile
import time
import unittest

HOME = pathlib.Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((HOME / "notebooks").glob("*.ipynb"))
sys.path.insert(0, os.environ["TENFOLD_PYTHONPATH"])


def cells_of(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def source(cell):
    return "".join(cell["source"])


def asked_in(path):
    """Numbers of the questions of a notebook, in its order."""
    code = "\n".join(source(c) for c in cells_of(path) if c["cell_type"] == "code")
    return re.findall(r'lesson\.check\("([^"]+)"', code)


def write_kernel(folder):
    """A kernel of this interpreter, whatever kernels are installed."""
    kernel = folder / "kernels" / "python3"
    kernel.mkdir(parents=True)
    command = [sys.executable, "-Xfrozen_modules=off", "-m", "ipykernel_launcher", "-f"]
    spec = {"argv": command + ["{connection_file}"], "display_name": "", "language": "python"}
    (kernel / "kernel.json").write_text(json.dumps(spec))


def done_by_a_student(text):
    """A cell with a guess for each guess, and the right answer to its question."""
    text = re.sub(r"^(guess\w*, guess\w*) = None, None", r"\1 = 12.5, 30", text, flags=re.M)
    text = re.sub(r"^(guess\w*) = None", r"\1 = 0.5", text, flags=re.M)
    for key in re.findall(r'lesson\.check\("([^"]+)"', text):
        text = text.replace("answer = None", f'answer = lesson._QUESTIONS["{key}"].solve()')
    return text


def executed(path, change=lambda text: text):
    """The notebook with its outputs; raises where a cell does, or takes over a minute. `change` is
    made to each cell of code first."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_kernel(folder)
        for key in ("JUPYTER_PATH", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
            os.environ[key] = name
        os.environ["PYTHONPATH"] = os.environ["TENFOLD_PYTHONPATH"]
        import nbclient
        import nbformat

        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.source = change(cell.source)
        asked = {"metadata": {"path": name}}
        runner = nbclient.NotebookClient(
            notebook, timeout=60, kernel_name="python3", resources=asked
        )
        return runner.execute()


def words_of(notebook):
    outputs = [o for c in notebook.cells if c.cell_type == "code" for o in c.outputs]
    return "\n".join(o.get("text", "") or o.get("data", {}).get("text/plain", "") for o in outputs)


class Notebook(unittest.TestCase):
    path = None

    def test_it_is_committed_without_outputs_and_with_parameters(self):
        code = [c for c in cells_of(self.path) if c["cell_type"] == "code"]
        self.assertFalse([c for c in code if c["outputs"] or c["execution_count"]])
        tagged = [c for c in code if "parameters" in c["metadata"].get("tags", [])]
        self.assertEqual(len(tagged), 1)
        self.assertIn(tagged[0], code[:3])

    def test_it_runs_and_every_question_waits_for_an_answer_with_a_hint(self):
        started = time.monotonic()
        words = words_of(executed(self.path))
        print(f"{self.path.name}: {time.monotonic() - started:.1f} s")
        for key in asked_in(self.path):
            self.assertRegex(words, rf"{re.escape(key)} No answer yet\.[^\n]*\nHint: ")

    def test_it_runs_with_guesses_set_and_takes_the_right_answers(self):
        words = words_of(executed(self.path, done_by_a_student))
        self.assertNotIn("no guess yet", words)
        self.assertNotIn("No answer yet", words)
        for key in asked_in(self.path):
            self.assertRegex(words, rf"{re.escape(key)} Right\.")

    def test_it_runs_where_no_published_runs_are(self):
        if not any("DRAWN" in source(c) for c in cells_of(self.path)):
            self.skipTest("rests on none")
        known = os.environ.get("TENFOLD_SHARED")
        os.environ["TENFOLD_SHARED"] = "/nowhere"
        try:
            self.assertIn("DRAWN", words_of(executed(self.path)))
        finally:
            os.environ.pop("TENFOLD_SHARED")
            if known:
                os.environ["TENFOLD_SHARED"] = known

    def test_a_guess_comes_before_what_it_is_about(self):
        sources = [source(c) for c in cells_of(self.path) if c["cell_type"] == "code"]
        for i, text in enumerate(sources):
            for guess in re.findall(r"^(guess\w*) = None", text, re.M):
                self.assertNotIn("lesson.reveal", text)
                self.assertTrue(any(guess in later for later in sources[i + 1 :]), guess)


class Questions(unittest.TestCase):
    def setUp(self):
        from tenfold import lesson

        self.lesson = lesson

    def question(self, key):
        return self.lesson._QUESTIONS[key]

    def test_every_question_is_asked_once_by_the_notebook_of_its_number(self):
        asked = [(int(p.name[:2]), key) for p in NOTEBOOKS for key in asked_in(p)]
        self.assertEqual([key for _, key in asked], self.lesson.questions())
        self.assertTrue(all(number == int(key.split(".")[0]) for number, key in asked))

    def test_a_wrong_answer_gets_a_hint_and_the_right_one_is_accepted(self):
        for key in self.lesson.questions():
            with self.subTest(key=key):
                for wrong in self.question(key).wrong():
                    said = self.lesson.check(key, wrong)
                    self.assertFalse(said)
                    self.assertRegex(repr(said), rf"^{re.escape(key)} Not yet: .*\nHint: ..+")
                said = self.lesson.check(key, self.question(key).solve())
                self.assertTrue(said)
                self.assertRegex(repr(said), rf"^{re.escape(key)} Right\.")

    def test_nothing_said_of_a_wrong_answer_holds_a_right_number(self):
        for key in self.lesson.questions():
            right = self.question(key).solve()
            if not isinstance(right, (int, float)) or right in (1, 2, 3):
                continue
            said = repr(self.lesson.check(key, right * 1.5))
            numbers = [float(n) for n in re.findall(r"\d+\.?\d*(?:e[+-]?\d+)?", said)]
            self.assertFalse([n for n in numbers if abs(n / right - 1) < 0.01], said)

    def test_no_answer_and_an_unknown_question_are_told(self):
        for nothing in (None, ...):
            self.assertIn("No answer yet", repr(self.lesson.check("5.3", nothing)))
        with self.assertRaisesRegex(KeyError, "there is no question 9.9"):
            self.lesson.check("9.9", 1)

    def test_a_guess_is_set_beside_the_engines_number(self):
        self.assertIn("2 times off", repr(self.lesson.reveal("P", 0.2, 0.4)))
        self.assertIn("close", repr(self.lesson.reveal("P", 0.41, 0.4)))
        self.assertIn("no guess yet", repr(self.lesson.reveal("P", None, 0.4)))


if __name__ == "__main__":
    chosen = Questions
    if len(sys.argv) > 1:
        chosen = Notebook
        chosen.path = HOME / sys.argv.pop(1)
    unittest.main(defaultTest=chosen.__name__)
