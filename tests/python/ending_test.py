"""Ctrl-C ends every long call soon; a listener is told how far the work is."""
import os
import signal
import sys
import threading
import time
import unittest

sys.path.insert(0, os.environ["TENFOLD_PYTHONPATH"])
import numpy  # noqa: E402

import tenfold  # noqa: E402


def runs():
    """A few runs of Besiroglu's law, to fit."""
    law = tenfold.law("besiroglu")
    budget = numpy.repeat(numpy.logspace(19, 21, 5), 7)
    parameters = law.ask(compute=budget)["N"] * numpy.tile(numpy.logspace(-0.5, 0.5, 7), 5)
    tokens = budget / (6 * parameters)
    loss = law.ask(parameters=parameters, tokens=tokens)["L"]
    return {"parameters": parameters, "tokens": tokens, "loss": loss}


# Each would take from many seconds to hours. That a search ends, search_test.py says.
LONG = {
    "check": lambda: tenfold.check("muse_spark_vs_maverick", draws=1 << 24),
    "a reading": lambda: tenfold.check("muse_spark_vs_maverick").reading(2).with_(draws=1 << 24),
    "compare": lambda: tenfold.compare("procurement_maverick_class", draws=1 << 20),
    "fit": lambda: tenfold.fit(runs(), bootstrap=1_000_000),
}
SOON = 10  # seconds, on a busy machine; alone it is less than one


class Ending(unittest.TestCase):
    def test_ctrl_c_ends_each_of_them_soon(self):
        for name, call in LONG.items():
            with self.subTest(name):
                pressed = []

                def press():
                    time.sleep(0.7)
                    pressed.append(time.monotonic())
                    os.kill(os.getpid(), signal.SIGINT)

                thread = threading.Thread(target=press)
                with self.assertRaises(KeyboardInterrupt):
                    thread.start()
                    call()
                    thread.join()
                    self.fail("it ended before Ctrl-C: it is not long enough")
                self.assertLess(time.monotonic() - pressed[0], SOON)
                thread.join()

    def test_what_a_listener_raises_ends_the_work_too(self):
        def listener(done, of):
            raise ValueError(f"{done} of {of}")

        with self.assertRaises(ValueError):
            tenfold.fit(runs(), bootstrap=100_000, progress=listener)

    def test_progress_rises_to_the_end(self):
        told = []
        tenfold.fit(runs(), bootstrap=400, progress=lambda done, of: told.append(done / of))
        self.assertEqual(told, sorted(told))
        self.assertEqual(told[-1], 1)

    def test_a_call_that_was_ended_leaves_no_trace(self):
        before = tenfold.check("muse_spark_vs_maverick").to_json()
        again = tenfold.check("muse_spark_vs_maverick")
        self.assertEqual(again.to_json(), before)
        self.assertEqual(len(again.reading(2).draws()), 65536)


if __name__ == "__main__":
    unittest.main()
