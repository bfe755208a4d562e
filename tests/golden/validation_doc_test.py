"""docs/validation.md and the README say what `tenfold validate` and the profiles say."""
import glob
import os
import pathlib
import re
import sys
import unittest

HOME = pathlib.Path(os.environ["TENFOLD_HOME"])
sys.path.insert(0, str(HOME / "tests/cli"))
from _program import run  # noqa: E402

DOC = (HOME / "docs/validation.md").read_text()
MEASURED = HOME.parent / "shared/validation/measured.csv"


def rows(markdown, heading):
    """The table rows of one section, its first table."""
    section = markdown.split(f"## {heading}\n")[1].split("\n## ")[0]
    table = section[section.index("|"):].split("\n\n")[0]
    return [line for line in table.splitlines() if line.startswith("|")]


def value(text, key):
    found = re.search(rf"^{key} = (.*)$", text, re.M)
    return re.sub(r" (us|ms|GB/s)$", "", found[1].strip('"')) if found else ""


class ValidationDoc(unittest.TestCase):
    def test_every_constant_in_the_table_is_the_profiles(self):
        section = DOC.split("## Constants")[1].split("\n## ")[0]
        table = [line for line in section.splitlines() if line.startswith("|")]
        names = [cell.strip() for cell in table[0].strip("|").split("|")][1:]
        files = sorted(glob.glob(str(HOME / "hardware_profiles/frameworks/*.toml")))
        self.assertEqual(names, [pathlib.Path(f).stem for f in files])
        texts = [pathlib.Path(f).read_text() for f in files]
        self.assertGreater(len(table), 15)
        for line in table[2:]:
            cells = [cell.strip() for cell in line[1:-1].split("|")]
            key = cells[0].split(",")[0]
            self.assertEqual(cells[1:], [value(t, key) for t in texts], key)

    def test_every_scale_of_an_accelerator_is_told(self):
        for path in glob.glob(str(HOME / "hardware_profiles/*.toml")):
            scale = value(pathlib.Path(path).read_text(), "system_scale")
            if scale:
                self.assertIn(f"{pathlib.Path(path).stem} {scale}", DOC)

    def test_the_table_of_well_known_runs_is_what_the_command_prints(self):
        out = run("validate", str(HOME / "docs/well_known_runs.csv"), "--markdown").stdout
        for line in rows(out, "BY FAMILY"):
            self.assertIn(line, DOC)

    @unittest.skipUnless(MEASURED.exists(), f"{MEASURED.name} is not beside this clone")
    def test_the_figures_are_what_the_command_prints(self):
        out = run("validate", str(MEASURED), "--side", "read", "--markdown").stdout
        for heading in ("STEP TIME", "BY FAMILY", "MEMORY", "DOES IT FIT"):
            for line in rows(out, heading):
                self.assertIn(line, DOC, heading)
        _, macro, _, _, median, _, _, held = [
            cell.strip() for cell in rows(out, "STEP TIME")[2].strip("|").split("|")]
        readme = (HOME / "README.md").read_text()
        self.assertIn(f"| step time | {macro} % | {median} % | {held} % |", readme)


if __name__ == "__main__":
    unittest.main()
