"""`tenfold check` and `tenfold explain` as a person runs them: exit codes, streams, files."""
import html.parser
import json
import os
import pathlib
import tempfile
import unittest

import xarray
from _program import HOME, run

HEADLINE = "muse_spark_vs_maverick"
DISCLOSED = "deepseek_v3_vs_llama_405b"


class Page(html.parser.HTMLParser):
    """Tags, and the attributes by which a page would load something."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.loads, self.policy = [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.loads += [(tag, k) for k, _ in attributes if k in ("src", "href", "srcset", "action")]
        values = dict(attributes)
        if values.get("http-equiv") == "Content-Security-Policy":
            self.policy = values["content"]


class Check(unittest.TestCase):
    def test_bare_name_and_path_give_the_same_verdict(self):
        by_name, by_path = run("check", HEADLINE), run("check", f"scenarios/{HEADLINE}.toml", cwd=HOME)
        self.assertEqual((by_name.returncode, by_path.returncode), (3, 3))
        self.assertEqual(by_name.stdout, by_path.stdout)
        self.assertTrue(by_name.stdout.endswith(
            "Exit 3: the scenario's claim is reading 2, and it is undetermined.\n"))

    def test_the_same_check_prints_the_same_bytes_for_any_number_of_threads(self):
        for words in ([], ["--json"]):
            prints = {run("check", HEADLINE, "--threads", n, *words).stdout for n in (1, 2, 3)}
            self.assertEqual(len(prints), 1)

    def test_warnings_go_to_stderr(self):
        done = run("check", HEADLINE)
        self.assertIn("sequence length is not disclosed", done.stderr)
        self.assertNotIn("sequence length is not disclosed", done.stdout)

    def test_exit_codes_follow_the_verdict(self):
        self.assertEqual(run("check", DISCLOSED).returncode, 0)
        self.assertEqual(run("check", HEADLINE, "--set", "headline=shipped-pair").returncode, 1)
        self.assertEqual(run("check", HEADLINE, "--set", "priors.data=20").returncode, 0)
        self.assertEqual(run("check", HEADLINE, "--set", "headline=dollars").returncode, 3)

    def test_a_change_prints_only_what_moved(self):
        done = run("check", HEADLINE, "--set", "priors.data.median=1.5")
        self.assertEqual(len(done.stdout.splitlines()), 4, done.stdout)
        self.assertRegex(done.stdout, r"(?m)^reading 2 +median 9\.4 -> 5\.6   "
                                      r"P\(>=10\) \.47 -> \.26   undetermined$")
        self.assertRegex(run("check", HEADLINE, "--priors", "top-down").stdout,
                         r"(?m)^reading 2 +median 9\.4 -> 6\.0 ")

    def test_json_holds_the_changed_result(self):
        done = run("check", HEADLINE, "--json", "--set", "priors.data.median=1.5")
        reading = json.loads(done.stdout)["result"]["readings"][1]
        self.assertAlmostEqual(reading["median"], 9.4 * 1.5 / 2.5, delta=0.1)
        self.assertLess(reading["p05"], reading["median"])
        self.assertNotIn("NaN", done.stdout)

    def test_sources_have_dates_words_and_what_rests_on_them(self):
        listed = run("check", HEADLINE, "--sources").stdout
        for words in ("8 Apr 2026", "https://ai.meta.com/blog/introducing-muse-spark-msl/",
                      "over an order of magnitude", "(disclosed)", "(assumed)"):
            self.assertIn(words, " ".join(listed.split()))


class Files(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def test_the_page_loads_nothing(self):
        path = self.folder / "v.html"
        run("check", HEADLINE, "--html", path)
        page = Page(path.read_text())
        self.assertEqual(page.loads, [])
        self.assertIn("default-src 'none'", page.policy)
        self.assertNotIn("script", page.tags)
        self.assertGreaterEqual(page.tags.count("svg"), 2)
        for words in ("HOW TO CITE", "SOURCES", f"check {HEADLINE} --html"):
            self.assertIn(words, path.read_text())

    def test_hdf5_opens_in_xarray_with_units_and_names(self):
        path = self.folder / "v.h5"
        run("check", HEADLINE, "--out", path)
        with xarray.open_dataset(path, engine="h5netcdf") as data:
            self.assertEqual(data.sizes["reading"], 6)
            self.assertAlmostEqual(float(data["median"][1]), 9.41, delta=0.05)
            self.assertEqual(data["matrix_median"].dims, ("matrix_convention", "matrix_boundary"))
            self.assertIn('format = "scenario/1"', data.attrs["scenario"])
            for name, variable in data.data_vars.items():
                with self.subTest(name):
                    self.assertTrue(variable.attrs["long_name"])
                    self.assertTrue(variable.attrs["units"])

    def test_the_same_check_writes_the_same_file(self):
        one, two = self.folder / "1.h5", self.folder / "2.h5"
        for path in (one, two):
            run("check", HEADLINE, "--out", path)
        self.assertEqual(one.read_bytes(), two.read_bytes())

    def test_markdown_is_a_table_with_a_sentence_to_quote(self):
        path = self.folder / "v.md"
        run("check", HEADLINE, "--markdown", path)
        rows = [line for line in path.read_text().splitlines() if line.startswith("|")]
        self.assertEqual({row.replace("\\|", "").count("|") for row in rows}, {7})
        self.assertIn("\n> Reading 1", path.read_text())

    def test_a_file_that_cannot_be_written_leaves_nothing(self):
        done = run("check", HEADLINE, "--html", self.folder / "none" / "v.html")
        self.assertEqual(done.returncode, 74)
        self.assertEqual(done.stdout, "")
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_bad_value_writes_nothing(self):
        done = run("check", HEADLINE, "--set", "priors.dta=3", "--html", self.folder / "v.html")
        self.assertEqual(done.returncode, 2)
        self.assertIn("did you mean 'priors.data'", done.stderr)
        self.assertEqual(os.listdir(self.folder), [])


class BadUse(unittest.TestCase):
    def test_it_is_told_with_what_would_be_right(self):
        for words, told in [(["check"], "SCENARIO"),
                            (["check", "muse_spark_vs_maveric"], f"did you mean '{HEADLINE}'"),
                            (["check", HEADLINE, "--set", "priors.data"], "KEY=VALUE"),
                            (["check", HEADLINE, "--draws", "1000"], "power of two"),
                            (["check", HEADLINE, "--priors", "none-such"], "none-such"),
                            (["explain"], "conventions"),
                            (["explain", "grdes"], "did you mean 'grades'"),
                            (["explain", "check:99"], "check:2"),
                            (["explain", "check:two"], "check:2")]:
            with self.subTest(words):
                done = run(*words)
                self.assertEqual(done.returncode, 2)
                self.assertIn(told, done.stderr)
                self.assertEqual(done.stdout, "")


class Explain(unittest.TestCase):
    def test_a_number_shows_formula_grades_and_places(self):
        done = run("explain", "check:2")
        self.assertEqual(done.returncode, 0)
        self.assertTrue(done.stdout.startswith(f"scenario {HEADLINE} (none was named)\n"))
        for words in ("data curation 2.5 [1.2, 5.2]", "(assumed)", "reference.toml:"):
            self.assertIn(words, done.stdout)

    def test_a_change_is_explained_as_changed(self):
        done = run("explain", "check:2", HEADLINE, "--set", "priors.data.median=1.5")
        self.assertIn("changed: --set priors.data.median=1.5", done.stdout)
        self.assertIn("5.6", done.stdout)

    def test_topics(self):
        for topic in ("conventions", "boundaries", "grades", "exit-codes"):
            self.assertEqual(run("explain", topic).returncode, 0)


if __name__ == "__main__":
    unittest.main()
