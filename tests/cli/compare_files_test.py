"""What compare writes: JSON, CSV, HDF5 and a workbook say the same, and hold values alone."""
import csv
import json
import pathlib
import tempfile
import unittest

import h5py
import numpy
import openpyxl

from _program import HOME, run

SCENARIO = HOME / "scenarios" / "procurement_maverick_class.toml"


class CompareFiles(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.paths = {kind: cls.folder / f"out.{kind}" for kind in ("csv", "h5", "xlsx")}
        cls.done = run("compare", SCENARIO, "--json", "--draws", 1024, "--csv", cls.paths["csv"],
                       "--out", cls.paths["h5"], "--xlsx", cls.paths["xlsx"])
        assert cls.done.returncode == 0, cls.done.stderr
        cls.told = json.loads(cls.done.stdout)
        cls.offers = cls.told["result"]["offers"]

    def test_json_has_the_stable_paths(self):
        self.assertEqual(self.told["tenfold"]["schema"], "compare/1")
        self.assertEqual(self.told["result"]["baseline"], "A H100")
        self.assertEqual(len(self.offers), 7)
        for offer in self.offers:
            for key in ("days", "accelerator_hours", "energy_j", "interruptions"):
                low, high = offer[f"{key}_interval80"]
                self.assertLessEqual(low, high)
                self.assertTrue(low * 0.9 <= offer[key] <= high * 1.1, (offer["name"], key))
        base = self.offers[0]
        for offer in self.offers:
            if offer["gap"]:
                moved = sum(step["dollars"] for step in offer["gap"])
                self.assertAlmostEqual(moved, offer["dollars"] - base["dollars"],
                                       delta=1e-6 * base["dollars"])

    def test_a_stale_price_has_no_dollars_anywhere(self):
        last = self.offers[-1]
        self.assertEqual((last["name"], last["price_flaw"]), ("G H800", "stale"))
        self.assertIsNone(last["dollars"])
        with h5py.File(self.paths["h5"]) as file:
            self.assertTrue(numpy.isnan(file["dollars"][-1]).all())
        sheet = openpyxl.load_workbook(self.paths["xlsx"])["Offers"]
        row = next(r for r in sheet.iter_rows(values_only=True) if r[0] == "G H800")
        self.assertEqual(row[6:12], (None,) * 6)
        self.assertEqual(row[-1], "price: stale")

    def test_csv_and_hdf5_say_what_json_says(self):
        with open(self.paths["csv"], newline="") as file:
            lines = list(csv.DictReader(file))
        with h5py.File(self.paths["h5"]) as file:
            for i, (line, offer) in enumerate(zip(lines, self.offers, strict=True)):
                self.assertEqual(line["offer"], offer["name"])
                self.assertEqual(file["offer"][i].decode(), offer["name"])
                for key in ("days", "dollars", "energy_j", "carbon_kg"):
                    if offer[key] is None:
                        self.assertEqual(line[key], "")
                        continue
                    low, high = offer[f"{key}_interval80"]
                    self.assertEqual(float(line[key]), offer[key])
                    self.assertEqual(list(file[key][i]), [low, offer[key], high])
            self.assertEqual(file["days"].attrs["units"], "d")

    def test_the_workbook_has_offers_inputs_and_sources_as_values(self):
        book = openpyxl.load_workbook(self.paths["xlsx"])
        self.assertEqual(book.sheetnames, ["Offers", "Inputs", "Sources"])
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    self.assertIn(cell.data_type, ("n", "s"), cell.coordinate)
        first = next(r for r in book["Offers"].iter_rows(values_only=True) if r[0] == "A H100")
        self.assertAlmostEqual(first[3], self.offers[0]["days"], 9)
        self.assertAlmostEqual(first[6] * 1e6, self.offers[0]["dollars"], 3)
        titles = {row[0] for row in book["Sources"].iter_rows(values_only=True)}
        self.assertTrue(any(t and t.startswith("SemiAnalysis, H100 rental") for t in titles))
        paths = {row[0] for row in book["Inputs"].iter_rows(values_only=True)}
        self.assertIn("A H100: price", paths)

    def test_a_name_that_looks_like_a_formula_stays_a_text(self):
        text = SCENARIO.read_text().replace('"B H200"', '"=1+1 H200"').replace(
            'title = "Seven', 'title = "=HYPERLINK(0) Seven')
        changed, written = self.folder / "formula.toml", self.folder / "formula.xlsx"
        changed.write_text(text)
        done = run("compare", changed, "--draws", 64, "--xlsx", written)
        self.assertEqual(done.returncode, 0, done.stderr)
        cells = [c for s in openpyxl.load_workbook(written) for row in s.iter_rows() for c in row]
        self.assertTrue(any(c.value == "=1+1 H200" for c in cells))
        self.assertFalse(any(c.data_type == "f" for c in cells))

    def test_the_same_comparison_is_the_same_workbook(self):
        again = self.folder / "again.xlsx"
        words = ("compare", SCENARIO, "--draws", 1024)
        run(*words, "--xlsx", again)
        first = again.read_bytes()
        again.unlink()
        run(*words, "--xlsx", again)
        self.assertEqual(first, again.read_bytes())

    def test_a_file_that_cannot_be_written_leaves_none(self):
        done = run("compare", SCENARIO, "--draws", 64, "--xlsx", self.folder / "no" / "x.xlsx")
        self.assertEqual(done.returncode, 74)
        self.assertTrue(done.stderr)


if __name__ == "__main__":
    unittest.main()
