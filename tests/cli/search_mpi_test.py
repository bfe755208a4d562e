"""A search under mpirun: the same bytes for any number of ranks and threads."""
import fcntl
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import unittest

from _parts import PROGRAM, SEARCH, ranges, run, told, undisturbed, wait_for_lines

# Running as root, and more ranks than cores, want to be allowed. MPI keeps memory to the end, which
# a sanitized program would report.
ALLOWED = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
           "ASAN_OPTIONS": "detect_leaks=0"}
MPIRUN = shutil.which("mpirun", path=f"{os.environ.get('PATH', '')}:/usr/bin")


def has_mpi():
    linked = subprocess.run(["ldd", PROGRAM], capture_output=True, text=True, check=False)
    return MPIRUN is not None and "libmpi" in linked.stdout


def mpirun(ranks, *words, **more):
    return subprocess.run([MPIRUN, "--oversubscribe", "-n", str(ranks), PROGRAM, *map(str, words)],
                          capture_output=True, text=True, env=ALLOWED, check=False, **more)


class WithoutMpi(unittest.TestCase):
    @unittest.skipIf(has_mpi(), "this program was built with MPI")
    def test_a_program_without_mpi_that_mpirun_starts_says_so(self):
        done = run(*SEARCH, env={**os.environ, "OMPI_COMM_WORLD_SIZE": "2"})
        self.assertEqual(done.returncode, 2)
        self.assertEqual(done.stdout, "")
        self.assertIn("mpirun started 2 processes, but this tenfold was built without MPI", done.stderr)


@unittest.skipUnless(has_mpi(), "no mpirun, or this program was built without MPI")
class Ranks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.whole = undisturbed()

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.journals = self.folder / "journal"

    def test_ranks_and_threads_move_no_byte(self):
        for ranks, threads in ((1, 2), (2, 1), (4, 1), (2, 3)):
            done = mpirun(ranks, *SEARCH, "--json", "--threads", threads)
            self.assertEqual(told(done), self.whole, (ranks, threads))

    def test_a_ladder_of_models_is_the_same_on_any_ranks(self):
        ladder = ("search", "search_ladder_256_h100", "--set", "search.tensor=8", "--json", "--threads", "1")
        alone = told(run(*ladder))
        self.assertEqual(told(mpirun(3, *ladder)), alone)
        self.assertEqual(told(mpirun(2, *ladder, "--journal", self.journals)), alone)
        self.assertEqual(told(mpirun(3, *ladder, "--journal", self.journals, "--resume")), alone)

    def test_each_rank_takes_part_and_no_plan_is_swept_twice(self):
        done = mpirun(3, *SEARCH, "--json", "--threads", 1, "--journal", self.journals)
        self.assertEqual(told(done), self.whole)
        journals = sorted(self.journals.iterdir())
        self.assertEqual([path.name.rsplit(".", 2)[1] for path in journals], ["rank-0", "rank-1", "rank-2"])
        at = 0
        for first, last in ranges(*journals):
            self.assertEqual(first, at)
            at = last
        self.assertEqual(at, int(journals[0].name.split("-")[3].split(".")[0]))

    def wait_for_ranks(self):
        """Ranks that outlive mpirun hold their journals' locks."""
        for path in self.journals.glob("*.journal"):
            with open(path, "rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX)

    def test_killed_with_its_ranks_it_goes_on_with_fewer_or_more(self):
        process = subprocess.Popen([MPIRUN, "--oversubscribe", "-n", "2", PROGRAM, *SEARCH, "--threads", "1",
                                    "--journal", self.journals], env=ALLOWED, start_new_session=True,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for_lines(self.journals, 12, process)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.wait_for_ranks()
        for ranks in (4, 1):
            done = mpirun(ranks, *SEARCH, "--json", "--journal", self.journals, "--resume")
            self.assertEqual(told(done), self.whole)

    def test_a_part_can_have_ranks_too(self):
        parts = [self.folder / part for part in "12"]
        for part, path in enumerate(parts, 1):
            done = mpirun(2, *SEARCH, "--shard", f"{part}/2", "--part", path)
            self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(told(run("merge", *parts, "--json")), self.whole)

    def test_a_fault_is_told_once_and_ends_all_ranks(self):
        for words, fault in ((["search", "no-such-job"], "there is no file 'no-such-job'"),
                             ([*SEARCH, "--set", "search.tensr=8"], "did you mean 'tensor'"),
                             ([*SEARCH, "--shard", "3/2"], "--shard is '3/2'")):
            done = mpirun(2, *words, timeout=60)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertEqual(done.stderr.count(fault), 1, done.stderr)

    def test_where_nothing_fits_all_ranks_say_so(self):
        done = mpirun(2, "search", "gpt3_175b_a100", "--set", "accelerators=8", timeout=60)
        self.assertEqual(done.returncode, 4, done.stderr)

    def test_processes_that_cannot_speak_are_refused(self):
        env = {**ALLOWED, "PMI_SIZE": "2"}
        done = run(*SEARCH, env=env)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("but MPI finds 1", done.stderr)


if __name__ == "__main__":
    unittest.main()
