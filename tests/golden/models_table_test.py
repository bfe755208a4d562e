"""docs/models.md is what `tenfold list models --markdown` prints: no row of it is typed by hand."""
import os
import pathlib
import subprocess
import unittest

HOME = pathlib.Path(os.environ["TENFOLD_HOME"])


class ModelsTable(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        command = [os.environ["TENFOLD_BIN"], "list", "models", "--markdown"]
        self.table = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def test_the_page_is_the_commands_output(self):
        self.assertEqual((HOME / "docs" / "models.md").read_text(encoding="utf-8"), self.table)

    def test_every_row_agrees_or_says_why_not(self):
        self.assertNotIn("DIFFERS", self.table)
        self.assertGreaterEqual(self.table.count("| exact |"), 40)


if __name__ == "__main__":
    unittest.main()
