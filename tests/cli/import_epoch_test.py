"""`tenfold import epoch`: a row of Epoch AI's table becomes a model file that is sound."""
import pathlib
import tempfile
import unittest

from _program import result, run

HEAD = "Model,Organization,Publication date,Training compute (FLOP),Parameters,Training dataset size (total),Confidence\n"


class ImportEpoch(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.table = pathlib.Path(folder.name, "epoch.csv")
        self.model = pathlib.Path(folder.name, "tiny.toml")

    def write(self, rows):
        self.table.write_text(HEAD + rows, encoding="utf-8")

    def test_a_row_becomes_a_sound_file_with_its_sizes(self):
        self.write('"Tiny, ""A""",Acme,2025-01-01,6e20,1e9,1e11,Likely\n')
        done = run("import", "epoch", self.table, "--model", 'Tiny, "A"', "--out", self.model)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(run("lint", self.model).returncode, 0)
        self.assertEqual(result("count", self.model)["flops"]["6nd_total"], 6e20)

    def test_the_table_sets_epochs_count_beside_6nd(self):
        self.write("Tiny,Acme,2025-01-01,1.2e21,1e9,1e11,Likely\n")
        self.assertIn("2.00", run("import", "epoch", self.table).stdout)

    def test_a_cell_that_is_no_number_is_told_with_its_line(self):
        self.write("Tiny,Acme,2025-01-01,many,1e9,1e11,Likely\n")
        done = run("import", "epoch", self.table)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn(":2:1: 'Training compute (FLOP)' is 'many': needs a number", done.stderr)

    def test_another_table_is_refused(self):
        self.table.write_text("a,b\n1,2\n", encoding="utf-8")
        self.assertIn("has no column 'Model'", run("import", "epoch", self.table).stderr)


if __name__ == "__main__":
    unittest.main()
