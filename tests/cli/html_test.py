"""The pages of run, search and compare: whole, drawn, and loading nothing."""
import pathlib
import re
import tempfile
import unittest

from _page import Page
from _program import result, run

JOB = "llama_405b_16k_h100"
OFFERS = "procurement_maverick_class"


class Pages(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)

    def page(self, *words):
        path = pathlib.Path(self.folder.name) / "page.html"
        done = run(*words, "--html", path)
        self.assertEqual(done.returncode, 0, done.stderr)
        page = Page(path)
        self.assertEqual(page.loads, [])
        self.assertEqual(page.open, [])
        self.assertIn("default-src 'none'", page.policy)
        self.assertIn("HOW TO CITE", page.text)
        self.assertIn("SOURCES", page.text)
        self.assertIn(f"--html {path}", page.text)
        self.assertNotRegex(path.read_text(), r"\b(nan|inf)\b")
        self.assertTrue(all(page.figures), page.figures)
        return page

    def has_figures(self, page, *starts):
        for start in starts:
            self.assertTrue(any(f.startswith(start) for f in page.figures), (start, page.figures))

    def test_a_run_is_drawn_by_time_memory_pipeline_flops_and_roofline(self):
        page = self.page("run", JOB)
        self.has_figures(page, "Where the", "The pipeline of 16 ranks", "Memory at the peak",
                         "Exact FLOPs of a step", "Roofline of H100")

    def test_boxes_of_the_memory_drawing_add_up_to_the_peak(self):
        page = self.page("run", JOB)
        told = result("run", JOB)["memory"]
        sizes = re.findall(rf"stage {told['fullest_stage']}: [a-z ]+? ([\d.]+) GiB", page.text)
        self.assertAlmostEqual(sum(map(float, sizes)), told["peak_bytes"] / 2**30, delta=0.5)

    def test_a_plan_that_cannot_run_has_a_page_that_says_so(self):
        path = pathlib.Path(self.folder.name) / "none.html"
        done = run("run", JOB, "--plan", "tensor=7", "--html", path)
        self.assertEqual(done.returncode, 4)
        page = Page(path)
        self.assertIn("Cannot run", page.text)
        self.assertEqual(page.figures, [])

    def test_a_search_draws_its_front(self):
        page = self.page("search", "search_published_megatron_1t", "--threads", 2)
        self.has_figures(page, "Time against memory")
        self.assertIn("TO RUN THE FASTEST", page.text)

    def test_a_comparison_draws_offers_front_and_gaps(self):
        page = self.page("compare", OFFERS, "--draws", 1024)
        self.has_figures(page, "Days that the run takes", "Dollars that the run uses",
                         "Days against dollars", "Why B H200 costs other than A H100",
                         "What moves the dollars of A H100")


if __name__ == "__main__":
    unittest.main()
