"""`tenfold validate` on published figures of whole runs: the page holds what it prints, the bars hold."""
import unittest

from _program import HOME, run

TABLE = HOME / "docs" / "published_campaigns.csv"


def table_lines(text):
    return [line for line in text.splitlines() if line.startswith("|")]


class Published(unittest.TestCase):
    def test_the_page_on_campaigns_holds_what_the_command_prints(self):
        done = run("validate", TABLE, "--markdown")
        self.assertEqual(done.returncode, 0, done.stderr)
        page = table_lines((HOME / "docs" / "campaign.md").read_text())
        for line in table_lines(done.stdout):
            self.assertIn(line, page)

    def test_the_text_fits_80_columns_and_every_bar_holds(self):
        done = run("validate", TABLE)
        self.assertEqual(done.returncode, 0, done.stderr)
        for line in done.stdout.splitlines():
            self.assertLessEqual(len(line), 80, line)
        self.assertNotIn(" !", done.stdout)

    def test_what_it_does_not_write_is_refused(self):
        done = run("validate", TABLE, "--json")
        self.assertEqual(done.returncode, 2)
        self.assertTrue(done.stderr)


if __name__ == "__main__":
    unittest.main()
