"""A search that is killed and goes on, or is cut in parts and merged: the same bytes as one run."""
import hashlib
import json
import pathlib
import shutil
import signal
import subprocess
import tempfile
import unittest

import h5py
import numpy
from _parts import PROGRAM, SEARCH, ranges, run, told, undisturbed, wait_for_lines


class Parts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.whole = undisturbed()
        cls.plans = json.loads(cls.whole)["result"]["plans_total"]

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.journals = self.folder / "journal"

    def search(self, *words):
        return run(*SEARCH, "--json", *words)

    def journal(self):
        (only,) = self.journals.glob("*.journal")
        return only

    def killed(self, lines, *words):
        """A search killed when its journal has so many lines; what the journal then holds."""
        process = subprocess.Popen([PROGRAM, *SEARCH, "--threads", "1", "--journal", self.journals, *words],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for_lines(self.journals, lines, process)
        process.send_signal(signal.SIGKILL)
        process.wait()
        return b"".join(path.read_bytes() for path in self.journals.glob("*.journal"))

    def assert_all_once(self, *journals):
        at = 0
        for first, last in ranges(*journals):
            self.assertEqual(first, at)
            at = last
        self.assertEqual(at, self.plans)

    def test_killed_at_any_moment_it_does_nothing_twice_and_loses_nothing(self):
        self.assertGreater(self.plans, 20 * 32768)
        for lines in (0, 1, 2, 5, 9):
            before = self.killed(lines)
            whole_lines = before[:before.rfind(b"\n") + 1]
            resumed = self.search("--journal", self.journals, "--resume")
            self.assertEqual(told(resumed), self.whole)
            self.assertTrue(self.journal().read_bytes().startswith(whole_lines))
            self.assert_all_once(self.journal())
            shutil.rmtree(self.journals)

    def test_killed_again_and_again_it_ends(self):
        counts = []
        for lines in (3, 6, 9):
            self.killed(lines, "--resume")
            counts.append(len(ranges(self.journal())))
        self.assertLess(counts[0], counts[-1])
        self.assertEqual(told(self.search("--journal", self.journals, "--resume", "--threads", "3")), self.whole)
        self.assert_all_once(self.journal())

    def test_a_finished_search_is_told_again_from_its_journal(self):
        self.assertEqual(told(self.search("--journal", self.journals)), self.whole)
        written = self.journal().read_bytes()
        self.assertEqual(told(self.search("--journal", self.journals, "--resume")), self.whole)
        self.assertEqual(self.journal().read_bytes(), written)

    def test_a_torn_or_damaged_line_is_swept_again(self):
        self.search("--journal", self.journals)
        text = self.journal().read_bytes()
        lines = text.splitlines(keepends=True)
        damaged = lines[3][:40] + bytes([lines[3][40] ^ 1]) + lines[3][41:]
        for broken in (b"".join(lines[:-1]) + lines[-1][:-1], b"".join(lines[:5]) + lines[5][:30],
                       b"".join([*lines[:3], damaged, *lines[4:]]), lines[0][:20], b""):
            self.journal().write_bytes(broken)
            self.assertEqual(told(self.search("--journal", self.journals, "--resume")), self.whole)

    def test_a_journal_of_another_search_is_refused_with_a_reason(self):
        self.killed(3)
        before = self.journal().read_bytes()
        for words, reason in ((["--set", "search.pipeline=4"], "other --set or --plan"),
                              (["--top", "3"], "tells 10 plans, this one 3")):
            done = self.search("--journal", self.journals, "--resume", *words)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(reason, done.stderr)
        other = run("search", "gpt3_175b_a100", *SEARCH[2:], "--journal", self.journals, "--resume")
        self.assertEqual(other.returncode, 2)
        self.assertIn("another scenario, or it was changed: scenarios/gpt3_175b_a100.toml differs", other.stderr)
        again = self.search("--journal", self.journals)
        self.assertEqual(again.returncode, 2)
        self.assertIn("is there already: --resume goes on with it", again.stderr)
        self.assertEqual(self.journal().read_bytes(), before)

    def rewritten(self, line, words):
        """A line with other words and a checksum that fits."""
        text = " ".join(words(line.decode().split(" ")[1:]))
        return (hashlib.sha256(text.encode()).hexdigest()[:16] + " " + text + "\n").encode()

    def test_a_journal_of_another_version_or_build_is_refused(self):
        self.search("--journal", self.journals)
        head, *rest = self.journal().read_bytes().splitlines()
        version = self.rewritten(head, lambda w: [w[0], ":0.0.9", *w[2:]])
        self.journal().write_bytes(version + b"\n".join(rest) + b"\n")
        done = self.search("--journal", self.journals, "--resume")
        self.assertEqual(done.returncode, 2)
        self.assertIn("is of tenfold 0.0.9, this is ", done.stderr)

        def slower(words):  # the first of `best`: a step that is a little longer
            rejected = int(words[9])
            seconds = 10 + 3 * rejected + 1 + 2
            words[seconds] = f"{int(words[seconds], 16) + 1:x}"
            return words
        costed = next(i for i, line in enumerate(rest) if line.split(b" ")[7] != b"0")
        rest[costed] = self.rewritten(rest[costed], slower).rstrip(b"\n")
        self.journal().write_bytes(head + b"\n" + b"\n".join(rest) + b"\n")
        done = self.search("--journal", self.journals, "--resume")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("another build of tenfold", done.stderr)

    def test_parts_are_merged_to_the_bytes_of_one_run(self):
        for parts in (1, 3, 7):
            files = []
            for part in range(parts, 0, -1):
                files.append(self.folder / f"{part}-of-{parts}")
                done = self.search("--shard", f"{part}/{parts}", "--part", files[-1])
                self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(told(run("merge", *files, "--json")), self.whole)
        one, all_ = self.folder / "one", self.folder / "all"
        self.search("--csv", f"{one}.csv", "--markdown", f"{one}.md", "--out", f"{one}.h5")
        run("merge", *files, "--csv", f"{all_}.csv", "--markdown", f"{all_}.md", "--out", f"{all_}.h5")
        for ending in ("csv", "md", "h5"):
            self.assertEqual(pathlib.Path(f"{one}.{ending}").read_bytes(),
                             pathlib.Path(f"{all_}.{ending}").read_bytes(), ending)

    def test_journals_of_parts_are_merged_too(self):
        for part in "123":
            self.search("--shard", f"{part}/3", "--journal", self.journals)
        journals = sorted(self.journals.iterdir())
        self.assertEqual(len(journals), 3)
        self.assert_all_once(*journals)
        self.assertEqual(told(run("merge", *journals, "--json")), self.whole)

    def test_a_part_that_is_missing_or_given_twice_is_told(self):
        files = [self.folder / part for part in "123"]
        for part, path in enumerate(files, 1):
            self.search("--shard", f"{part}/3", "--part", path)
        missing = run("merge", files[0], files[2])
        self.assertEqual(missing.returncode, 2)
        self.assertIn("are in none of the parts", missing.stderr)
        twice = run("merge", *files, files[1])
        self.assertEqual(twice.returncode, 2)
        self.assertIn(", and so does ", twice.stderr)
        other = self.folder / "other"
        run("search", SEARCH[1], "--set", "search.tensor=4", "--part", other)
        mixed = run("merge", files[0], other)
        self.assertEqual(mixed.returncode, 2)
        self.assertIn("other --set or --plan", mixed.stderr)
        (self.folder / "text").write_text("no part\n")
        self.assertIn("is no journal", run("merge", self.folder / "text").stderr)

    def test_the_results_hold_what_is_told_and_every_plan_on_request(self):
        path = self.folder / "a.h5"
        narrow = ("search", SEARCH[1], "--set", "search.tensor=8", "--set", "search.recompute=full")
        found = json.loads(run(*narrow, "--json", "--out", path, "--all-plans").stdout)["result"]
        with h5py.File(path) as file:
            self.assertEqual(file.attrs["plans_total"], str(found["plans_total"]))
            self.assertEqual(list(file["best_number"]), [b["number"] for b in found["best"]])
            self.assertEqual(list(file["best_step_time"]), [b["step_time_s"] for b in found["best"]])
            self.assertEqual(len(file["front_number"]), len(found["front"]))
            self.assertEqual(int(sum(file["rejected"])), found["plans_total"] - found["plans_feasible"])
            numbers, seconds = file["plan"][:], file["step_time"][:]
            self.assertEqual(len(numbers), found["plans_feasible"])
            self.assertTrue((numpy.diff(numbers) > 0).all())
            order = numpy.lexsort((numbers, seconds))[:len(found["best"])]
            self.assertEqual(list(numbers[order]), [b["number"] for b in found["best"]])
            self.assertIsNotNone(file["step_time"].chunks)
            self.assertEqual(set(file["tensor"][:]), {8})
            schedules = file["schedule"].attrs["flag_meanings"].split()
            best = found["best"][0]
            self.assertEqual(schedules[file["schedule"][order[0]]], best["plan"]["schedule"])
        first = path.read_bytes()
        run(*narrow, "--out", path, "--all-plans", "--threads", "1")
        self.assertEqual(path.read_bytes(), first)

    def test_the_number_of_threads_moves_no_byte(self):
        for threads in (1, 2, 3, 8):
            self.assertEqual(undisturbed("--threads", threads), self.whole)


if __name__ == "__main__":
    unittest.main()
