"""README.md shows what the program prints, and every command in it works as typed."""
import os
import pathlib
import re
import subprocess
import unittest

HOME = pathlib.Path(os.environ["TENFOLD_HOME"])
README = (HOME / "README.md").read_text(encoding="utf-8")


def run(words):
    command = [os.environ["TENFOLD_BIN"], *words]
    return subprocess.run(command, capture_output=True, text=True, cwd=HOME)


class Readme(unittest.TestCase):
    maxDiff = None

    def test_the_verdict_is_what_check_prints(self):
        shown = re.search(r"<!-- verdict.*?-->\n```\n(.*?)```", README, re.S)[1]
        printed = run(["check", "scenarios/muse_spark_vs_maverick.toml"]).stdout
        self.assertEqual(shown, printed[:len(shown)])
        self.assertIn("Exit 3: " + printed.split("Exit 3: ")[1], README)

    def test_every_command_works_as_typed(self):
        commands = set(re.findall(r"`\./tenfold ([a-z][^`]*)`", README))
        self.assertGreater(len(commands), 5)
        for command in sorted(commands - {"count config.json"}):
            done = run(command.split())
            self.assertIn(done.returncode, (0, 1, 3), f"{command}: {done.stderr}")
            self.assertTrue(done.stdout, command)


if __name__ == "__main__":
    unittest.main()
