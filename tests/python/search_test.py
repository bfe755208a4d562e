"""A search from Python: its numbers, its progress, other threads beside it, and Ctrl-C."""
import json
import os
import signal
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, os.environ["TENFOLD_PYTHONPATH"])
import tenfold  # noqa: E402

JOB = "search_published_llama_405b"


class Search(unittest.TestCase):
    def test_it_finds_what_the_command_line_finds_and_tells_its_progress(self):
        told = []
        found = tenfold.search(JOB, progress=lambda done, of: told.append((done, of)))
        done = subprocess.run(
            [os.environ["TENFOLD_BIN"], "search", JOB, "--json"], capture_output=True, text=True
        )
        ours, theirs = found.to_dict()["result"], json.loads(done.stdout)["result"]
        for key in theirs:
            if "seconds" not in key and "per_s" not in key:  # how long the search took
                self.assertEqual(ours[key], theirs[key], key)
        self.assertEqual(told[-1][0], told[-1][1])
        self.assertFalse(found.best()["seconds"].flags.owndata)

    def test_ctrl_c_ends_it_and_other_threads_run_meanwhile(self):
        ran = []

        def beside():
            for _ in range(5):
                ran.append(time.monotonic())
                time.sleep(0.02)
            os.kill(os.getpid(), signal.SIGINT)

        thread = threading.Thread(target=beside)
        started = time.monotonic()
        with self.assertRaises(KeyboardInterrupt):
            thread.start()
            tenfold.search("search_ladder_256_h100")
        ended = time.monotonic()
        thread.join()
        self.assertEqual(len(ran), 5)
        self.assertTrue(all(started <= t < ended for t in ran))


if __name__ == "__main__":
    unittest.main()
