"""tenfold calibrate: fits a table, says how well, and refuses what it cannot read."""
import gzip
import pathlib
import sys
import tempfile
import unittest

from _program import result, run

SIZES = (64, 256, 1024, 2048, 4096, 8192)


def table():
    """Products at 0.75 of an H100's peak or 0.8 of its bandwidth, after 3 us."""
    lines = ["m,n,k,us_median_over_collections"]
    for m in SIZES:
        for n in SIZES:
            for k in SIZES:
                compute = 2 * m * n * k / (0.75 * 989.4e12)
                memory = 2 * (m * k + k * n + m * n) / (0.8 * 3.35e12)
                lines.append(f"{m},{n},{k},{1e6 * (3e-6 + max(compute, memory)):.3f}")
    return "\n".join(lines) + "\n"


class Calibrate(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = pathlib.Path(self.folder.name) / "gemm_bfloat16_H100.csv.gz"
        self.path.write_bytes(gzip.compress(table().encode()))

    def refused(self, path):
        done = run("calibrate", path)
        self.assertEqual(done.returncode, 2, done.stderr)
        return done.stderr

    def test_a_table_of_a_known_form_is_told_within_its_bar(self):
        found = result("calibrate", self.path)
        score = found["scores"][0]
        self.assertEqual((score["part"], score["kind"], score["what"]), ("H100", "matmul", "bf16"))
        self.assertGreater(score["held_out"], 5)
        self.assertLess(score["median"], 0.10)
        self.assertIn("[[accelerator.matmul]]", found["profiles"]["H100"])

    def test_the_same_bytes_for_any_number_of_threads(self):
        one = run("calibrate", self.path, "--json", "--threads", "1").stdout
        self.assertEqual(one, run("calibrate", self.path, "--json", "--threads", "2").stdout)

    def test_lines_have_80_columns_at_most(self):
        for line in run("calibrate", self.path).stdout.splitlines():
            self.assertLessEqual(len(line), 80, line)

    def test_a_cell_that_is_no_number_is_told_with_its_line(self):
        wrong = pathlib.Path(self.folder.name) / "gemm_H100.csv"
        wrong.write_text(table().replace("\n64,64,64,", "\n64,64,sixty,", 1))
        said = self.refused(wrong)
        self.assertIn("gemm_H100.csv:2", said)
        self.assertIn("'k' is 'sixty'", said)

    def test_a_folder_tells_the_tables_that_it_does_not_read_and_why(self):
        folder = pathlib.Path(self.folder.name)
        (folder / "ll.csv").write_text("device,dispatch_avg_t_us\nNVIDIA H100,12\n")
        (folder / "other.csv").write_text("a,b\n1,2\n")
        said = run("calibrate", folder).stderr
        self.assertRegex(said, r"not read: .*ll\.csv: low-latency kernels of decoding")
        self.assertRegex(said, r"not read: .*other\.csv: its columns are of no known kind")
        self.assertEqual(len(said.splitlines()), 2, said)

    def test_point_to_point_has_a_line_and_sends_to_experts_are_a_check(self):
        folder = pathlib.Path(self.folder.name)
        self.path.unlink()
        lines = ["gpu,system,fabric,nodes,gpus_per_node,op,bytes,us,busbw_GBps"]
        for power in range(10, 34):
            time = 1e6 * (9e-6 + 2.0**power / 400e9)
            lines.append(f"H100,ours,NVLink4,1,8,sendrecv,{2**power},{time:.4f},")
        (folder / "log.csv").write_text("\n".join(lines) + "\n")
        lines = ["device,node_num,hidden_size,num_token,num_topk,dispatch_sms,"
                 "dispatch_transmit_us,combine_transmit_us"]
        for tokens in (1024, 4096):
            copies = 7 * (1 - (7 / 8) ** 8)  # ranks other than its own that a token reaches
            us = 1e6 * tokens * 7168 * copies / 300e9
            lines.append(f"NVIDIA H100,1,7168,{tokens},8,20,{1.03125 * us},{2 * us}")
        (folder / "deepep.csv").write_text("\n".join(lines) + "\n")
        scores = {s["what"]: s for s in result("calibrate", folder)["scores"]}
        self.assertEqual(set(scores), {"point-to-point", "dispatch", "combine"})
        self.assertLess(scores["point-to-point"]["p90"], 0.02)
        self.assertEqual(scores["dispatch"]["fitted"], 0)
        self.assertEqual(scores["dispatch"]["held_out"], 2)
        self.assertLess(scores["dispatch"]["median"], 0.35)

    def test_a_short_log_of_scatters_reads_the_gathers_of_the_same_nodes(self):
        self.path.unlink()
        lines = ["gpu,system,fabric,nodes,gpus_per_node,op,bytes,us,busbw_GBps"]
        for power in range(8, 35):  # four steps, each of a latency and a rate
            us = min(latency + 2.0**power / rate for latency, rate in
                     ((30, 3e2), (80, 3e3), (200, 6e4), (600, 3e5)))
            for op, most in (("all_gather", 34), ("reduce_scatter", 26)):
                if power <= most and (op == "all_gather" or power % 2):
                    lines.append(f"H100,ours,IB 8x400G,2,8,{op},{2**power},{us:.4f},")
        for power in (20, 22, 26):  # rows enough to be fitted
            us = min(latency + 2.0**power / rate for latency, rate in
                     ((30, 3e2), (80, 3e3), (200, 6e4), (600, 3e5)))
            lines.append(f"H100,ours,IB 8x400G,2,8,reduce_scatter,{2**power},{us:.4f},")
        (pathlib.Path(self.folder.name) / "log.csv").write_text("\n".join(lines) + "\n")
        scores = {s["what"]: s for s in result("calibrate", self.folder.name)["scores"]}
        self.assertLess(scores["reduce-scatter"]["fitted"], 12)
        for what in ("all-gather", "reduce-scatter"):
            self.assertLess(scores[what]["p90"], 0.05, what)

    def test_a_table_of_another_kind_and_a_broken_archive_are_refused(self):
        other = pathlib.Path(self.folder.name) / "other.csv"
        other.write_text("a,b\n1,2\n")
        self.assertIn("of no kind", self.refused(other))
        self.path.write_bytes(self.path.read_bytes()[:200])
        self.assertIn("not a whole gzip file", self.refused(self.path))


if __name__ == "__main__":
    sys.exit(unittest.main())
