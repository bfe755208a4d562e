"""The tables of docs/hardware.md are what `tenfold list … --markdown` prints, and no row of the
collected facts is forgotten."""
import csv
import os
import pathlib
import subprocess
import unittest

HOME = pathlib.Path(os.environ["TENFOLD_HOME"])
PAGE = (HOME / "docs/hardware.md").read_text(encoding="utf-8")
FACTS = HOME.parent / "shared/facts"


class HardwarePage(unittest.TestCase):
    def test_the_tables_are_the_commands_output(self):
        for what in ("hardware", "clusters"):
            command = [os.environ["TENFOLD_BIN"], "list", what, "--markdown"]
            table = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            self.assertGreater(table.count("\n"), 40)
            self.assertIn("\n\n" + table, PAGE, what)

    @unittest.skipUnless(FACTS.exists(), "the collected facts are not beside this clone")
    def test_every_row_of_the_facts_is_a_profile_or_told_to_be_left_out(self):
        mapped = PAGE.split("## Rows of the collected facts")[1]
        for table, column in (("hardware.csv", "name"), ("clusters.csv", "system")):
            with open(FACTS / table, newline="", encoding="utf-8") as rows:
                for row in csv.DictReader(rows):
                    with self.subTest(row[column]):
                        self.assertIn(f"| {row[column]} |", mapped)


if __name__ == "__main__":
    unittest.main()
