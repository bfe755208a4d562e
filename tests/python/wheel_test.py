"""The wheel that pip installs: its metadata, what it holds, and that it works where there is no
repository. Nothing is compiled again: the build folder has the module."""
import base64
import hashlib
import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import unittest
import zipfile

HOME = pathlib.Path(os.environ["TENFOLD_HOME"])
BUILD = pathlib.Path(os.environ["TENFOLD_PYTHONPATH"]).parent
sys.path.insert(0, str(HOME / "sim" / "python" / "packaging"))
import wheel_backend  # noqa: E402


class Wheel(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        name = wheel_backend.build_wheel(cls.folder, {"build-dir": str(BUILD)})
        cls.archive = zipfile.ZipFile(cls.folder / name)
        cls.addClassCleanup(cls.archive.close)
        cls.info = f"tenfold-{wheel_backend.version()}.dist-info/"

    def test_its_name_and_metadata_are_what_pip_reads(self):
        python = f"cp{sys.version_info.major}{sys.version_info.minor}"
        self.assertIn(f"-{python}-{python}-linux_", self.archive.filename)
        words = self.archive.read(self.info + "METADATA").decode()
        self.assertIn("Name: tenfold\n", words)
        self.assertIn("Requires-Dist: numpy\n", words)
        self.assertIn("Root-Is-Purelib: false", self.archive.read(self.info + "WHEEL").decode())

    def test_the_record_lists_every_file_with_its_hash(self):
        rows = self.archive.read(self.info + "RECORD").decode().split()
        listed = {row.rsplit(",", 2)[0]: row.rsplit(",", 2)[1] for row in rows}
        self.assertEqual(sorted(listed), sorted(self.archive.namelist()))
        for name, said in listed.items():
            if said:
                digest = hashlib.sha256(self.archive.read(name)).digest()
                found = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
                self.assertEqual(said, f"sha256={found}", name)

    def test_it_works_without_the_repository(self):
        site = self.folder / "site"
        self.archive.extractall(site)
        code = (
            "import tenfold as tf; assert tf.__file__.startswith(r'%s'), tf.__file__;"
            "print(tf.count('llama-3.1-8b').parameters, len(tf.scenarios()),"
            "tf.lesson.check('1.2', 2.0).right)" % site
        )
        plain = {k: v for k, v in os.environ.items() if not k.startswith("TENFOLD")}
        plain["PYTHONPATH"] = str(site)
        asked = {"cwd": self.folder, "env": plain, "capture_output": True, "text": True}
        done = subprocess.run([sys.executable, "-c", code], **asked)
        self.assertEqual(done.stderr, "")
        shipped = len(list((HOME / "scenarios").glob("*.toml")))
        self.assertEqual(done.stdout.split(), ["8030261248", str(shipped), "True"])

    def test_the_source_archive_holds_what_a_build_needs_and_no_build(self):
        name = wheel_backend.build_sdist(self.folder)
        with tarfile.open(self.folder / name) as archive:
            files = {f.partition("/")[2] for f in archive.getnames()}
        needed = {"CMakeLists.txt", "pyproject.toml", "PKG-INFO", "sim/python/module.cpp"}
        self.assertLessEqual(needed | {"models/llama-3.1-8b.toml"}, files)
        self.assertFalse([f for f in files if f.startswith(("build/", ".git/"))])

    def test_the_same_sources_give_the_same_bytes(self):
        again = self.folder / "again"
        again.mkdir()
        name = wheel_backend.build_wheel(again, {"build-dir": str(BUILD)})
        self.assertEqual((again / name).read_bytes(), (self.folder / name).read_bytes())


if __name__ == "__main__":
    unittest.main()
