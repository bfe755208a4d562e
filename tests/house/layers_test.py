"""tests/layers.py finds each kind of include that design.md forbids, and lets the others pass."""
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import layers  # noqa: E402

FORBIDDEN = [
    ("model/layer.h", '#include "hardware/link.h"'),
    ("graph/graph.h", '#include "hardware/link.h"'),
    ("ledger/ledger.cpp", '#include "plan/plan.h"'),
    ("base/units.h", '#include "model/layer.h"'),
    ("report/text.cpp", '#include "io/read.h"'),
    ("web/page.cpp", '#include "store/hdf5.h"'),
    ("io/read.cpp", '#include "read.h"'),
    ("io/read.cpp", '#include "../base/units.h"'),
    ("graph/graph.h", "#include <boost/graph/adjacency_list.hpp>"),
    ("model/layer.cpp", "#include <boost/graph/adjacency_list.hpp>"),
    ("claim/draw.cpp", "#include <boost/random.hpp>"),
    ("io/write.cpp", "#include <H5Cpp.h>"),
    ("io/write.cpp", "#include <hdf5.h>"),
    ("report/html.cpp", "#include <nlohmann/json.hpp>"),
    ("scenario/scenario.cpp", "#include <toml++/toml.h>"),
    ("io/read.cpp", "#include <CLI/CLI.hpp>"),
    ("claim/draw.cpp", "  #pragma omp parallel for"),
    ("claim/draw.cpp", "# pragma omp simd"),
    ("base/units.h", "#include <Eigen/Dense>"),
    ("base/units.h", "#include <range/v3/all.hpp>"),
]

ALLOWED = [
    ("graph/graph.h", '#include "base/units.h"'),
    ("claim/claim.h", '#include "ledger/ledger.h"'),
    ("io/json.h", '#include "claim/claim.h"'),
    ("report/text.cpp", '#include "scenario/scenario.h"'),
    ("cli/main.cpp", '#include "base/units.h"'),
    ("graph/lower.cpp", "#include <boost/graph/adjacency_list.hpp>"),
    ("graph/lower.cpp", "#include <boost/property_map/property_map.hpp>"),
    ("base/uncertain.cpp", "#include <boost/math/distributions/beta.hpp>"),
    ("base/parallel.cpp", "#pragma omp parallel for"),
    ("store/write.cpp", "#include <hdf5.h>"),
    ("cli/main.cpp", "#include <CLI/CLI.hpp>"),
    ("web/page.cpp", "#include <fmt/format.h>"),
    ("web/page.cpp", "#include <vector>"),
]


class Layers(unittest.TestCase):
    def test_what_design_forbids_is_found(self):
        for path, line in FORBIDDEN:
            self.assertIsNotNone(layers.fault(path, line), (path, line))

    def test_what_design_allows_passes(self):
        for path, line in ALLOWED:
            self.assertIsNone(layers.fault(path, line), (path, line))

    def test_model_and_hardware_do_not_know_each_other(self):
        self.assertNotIn("hardware", layers.MAY_INCLUDE["model"])
        self.assertNotIn("model", layers.MAY_INCLUDE["hardware"])
        for below in ("graph", "ledger", "plan"):
            self.assertNotIn("hardware", layers.MAY_INCLUDE[below])

    def test_a_type_of_one_name_in_two_headers_is_found(self):
        def header(space, *lines):
            return ["#pragma once", f"namespace {space} {{", *lines, f"}}  // namespace {space}"]

        def found(*headers):
            return list(layers.twice_defined((f"{i}.h", h) for i, h in enumerate(headers)))

        for kind in ("struct Row {", "class Row {", "class Row : public Grid {",
                     "enum class Row : std::uint8_t { one };", "struct Row final {"):
            self.assertEqual(
                found(header("tenfold", "struct Row {", "};"), header("tenfold", kind)),
                ["1.h:3: tenfold::Row is defined in 0.h, too"], kind)
        once = header("tenfold", "struct Row {", "  struct Cell {", "  };", "};")
        for other in (header("tenfold::io", "struct Row {", "};"), header("tenfold", "struct Row;"),
                      header("tenfold", "template <>", "struct Row<int> {", "};"),
                      header("tenfold", "struct Table {", "  struct Row {", "  };", "};")):
            self.assertEqual(found(once, other), [], other)


if __name__ == "__main__":
    unittest.main()
