"""`tenfold validate` on published figures of whole runs: the page holds what it prints, the bars hold."""
import csv
import json
import pathlib
import tempfile
import unittest

from _program import HOME, run

TABLE = HOME / "docs" / "published_campaigns.csv"
PAGES = {"published_campaigns.csv": "campaign.md", "published_serving.csv": "serving.md"}


def table_lines(text):
    return [line for line in text.splitlines() if line.startswith("|")]


class Published(unittest.TestCase):
    def test_the_page_holds_what_the_command_prints(self):
        for table, name in PAGES.items():
            done = run("validate", HOME / "docs" / table, "--markdown")
            self.assertEqual(done.returncode, 0, done.stderr)
            page = table_lines((HOME / "docs" / name).read_text())
            for line in table_lines(done.stdout):
                self.assertIn(line, page)

    def test_the_text_fits_80_columns_and_every_bar_holds(self):
        for table in PAGES:
            done = run("validate", HOME / "docs" / table)
            self.assertEqual(done.returncode, 0, done.stderr)
            for line in done.stdout.splitlines():
                self.assertLessEqual(len(line), 80, line)
            self.assertNotIn(" !", done.stdout)

    def test_json_and_csv_have_every_figure_of_the_table(self):
        with open(TABLE, newline="") as file:
            rows = list(csv.DictReader(file))
        with tempfile.TemporaryDirectory() as folder:
            written = pathlib.Path(folder) / "rows.csv"
            done = run("validate", TABLE, "--json", "--csv", written)
            self.assertEqual(done.returncode, 0, done.stderr)
            with open(written, newline="") as file:
                lines = list(csv.DictReader(file))
        told = json.loads(done.stdout)
        self.assertEqual(told["tenfold"]["schema"], "validate-published/1")
        result = told["result"]
        barred = [row for row in rows if float(row["bar"] or 0) > 0]
        self.assertEqual((result["figures"], result["with_bar"], result["held"]),
                         (len(rows), len(barred), len(barred)))
        for row, one, line in zip(rows, result["rows"], lines, strict=True):
            self.assertEqual((one["check"], one["subject"], one["published"]),
                             (row["check"], row["subject"], float(row["published"])))
            self.assertEqual((line["subject"], float(line["predicted"])),
                             (one["subject"], one["predicted"]))
            if one["sense"] == "equal":
                self.assertAlmostEqual(one["predicted"] / one["published"] - 1, one["error"], 12)

    def test_what_it_does_not_write_is_refused(self):
        for option in (["--html", "x.html"], ["--rows"], ["--side", "fit"]):
            done = run("validate", TABLE, *option)
            self.assertEqual(done.returncode, 2, option)
            self.assertIn("--json, --markdown and --csv only", done.stderr)


if __name__ == "__main__":
    unittest.main()
