"""Results written as HDF5 open as xarray Datasets, with names and units."""
import os
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, os.environ["TENFOLD_PYTHONPATH"])
import tenfold  # noqa: E402


class Files(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def test_every_number_of_every_result_has_a_unit_and_a_name(self):
        for result in (
            tenfold.count("llama-4-maverick"),
            tenfold.check("muse_spark_vs_maverick"),
            tenfold.run("llama_405b_16k_h100"),
            tenfold.search("search_llama_405b_16k_h100"),
            tenfold.compare("procurement_maverick_class"),
        ):
            path = self.folder / f"{type(result).__name__}.h5"
            result.to_hdf5(str(path))
            with tenfold.open(path) as data:
                self.assertTrue(data.attrs["filetype"].startswith("tenfold "))
                for name, variable in data.data_vars.items():
                    self.assertIn("units", variable.attrs, f"{path.name} {name}")
                    self.assertIn("long_name", variable.attrs, f"{path.name} {name}")

    def test_its_numbers_are_the_results(self):
        run = tenfold.run("llama_405b_16k_h100")
        path = self.folder / "run.h5"
        run.to_hdf5(str(path))
        with tenfold.open(str(path)) as data:
            self.assertEqual(float(data["mfu"].sel(point="median")), run.mfu)
            self.assertEqual(data["memory"].dims, ("stage", "memory_use"))
            self.assertEqual(data["memory"].attrs["units"], "B")
            self.assertTrue((data["memory"].values == run.memory()).all())

    def test_what_is_no_result_is_told(self):
        text = self.folder / "text.h5"
        text.write_text("no HDF5")
        with self.assertRaisesRegex(tenfold.InputError, "is no HDF5 file"):
            tenfold.open(text)
        import xarray

        other = self.folder / "other.h5"
        xarray.Dataset({"x": ("i", [1.0])}).to_netcdf(other, engine="h5netcdf")
        with self.assertRaisesRegex(tenfold.InputError, "is no result of Tenfold"):
            tenfold.open(other)
        with self.assertRaisesRegex(tenfold.FileError, "there is no such file"):
            tenfold.open(self.folder / "none.h5")


if __name__ == "__main__":
    unittest.main()
