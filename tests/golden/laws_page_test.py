"""docs/laws.md is what `tenfold list laws --markdown` prints: no row of it is typed by hand."""
import os
import pathlib
import subprocess
import unittest

HOME = pathlib.Path(os.environ["TENFOLD_HOME"])


class LawsPage(unittest.TestCase):
    maxDiff = None

    def test_the_page_is_the_commands_output(self):
        command = [os.environ["TENFOLD_BIN"], "list", "laws", "--markdown"]
        page = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        self.assertEqual((HOME / "docs" / "laws.md").read_text(encoding="utf-8"), page)


if __name__ == "__main__":
    unittest.main()
