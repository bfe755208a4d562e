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


# Each takes some seconds. That a search ends, search_test.py says.
LONG = {
    "check": lambda: tenfold.check("muse_spark_vs_maverick", draws=1 << 20),
    "compare": lambda: tenfold.compare("procurement_maverick_class", draws=1 << 18),
    "fit": lambda: tenfold.fit(runs(), bootstrap=4000),
}


def seconds(call):
    started = time.monotonic()
    call()
    return time.monotonic() - started


def ended_after(call, delay):
    """Seconds from Ctrl-C, pressed after `delay`, to the end of the call; None where it had ended
    before."""
    pressed = []

    def press():
        time.sleep(delay)
        pressed.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=press)
    try:
        thread.start()
        call()
        thread.join()
    except KeyboardInterrupt:
        ended = time.monotonic()
        thread.join()
        return ended - pressed[0]


class Ending(unittest.TestCase):
    def test_ctrl_c_ends_each_of_them_before_its_time(self):
        # Set beside the same call left alone, so that a busy machine slows both.
        for name, call in LONG.items():
            with self.subTest(name):
                whole = seconds(call)
                self.assertLess(ended_after(call, 0.15 * whole), 0.55 * whole)

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
