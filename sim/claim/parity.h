// Whether two models count as equally capable: two one-sided tests (Schuirmann 1987), per
// benchmark, per category and pooled.
//
//   d = challenger's score - baseline's; se of a share p of n items: 100 sqrt(p (1 - p) / n) points
//   equivalent    both P(d <= -margin) and P(d >= margin) below .05, as d ~ Normal(d, se)
//   not inferior  the first alone
//
// The two scores are taken as independent draws of items, though both models answered the same: se
// is then too large rather than too small. Pooled: benchmarks are a sample of what could have been
// asked, so their spread enters by DerSimonian and Laird 1986, Controlled Clinical Trials 7.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "claim/evidence.h"

namespace tenfold {

enum class Parity : std::uint8_t { equivalent, not_inferior, better, worse, inconclusive };
template <>
inline constexpr std::array enum_names<Parity>{
    std::string_view("equivalent"), std::string_view("not inferior"), std::string_view("better"),
    std::string_view("worse"), std::string_view("inconclusive")};

struct ParityRow {
  std::string label;  // a benchmark, a category, "all", "all but the vendor's choice"
  std::size_t benchmarks = 1;
  double difference = 0, error = 0;      // points
  double p_worse = 0.5, p_better = 0.5;  // P(d <= -margin), P(d >= margin)
  Parity finding = Parity::inconclusive;
  bool selected = false;  // by the vendor
};

struct ParityTest {
  double margin = 3;
  std::vector<ParityRow> benchmarks, categories;
  std::optional<ParityRow> pooled;
  std::optional<ParityRow> unselected;  // without what the vendor chose, where it chose some
};

ParityTest parity_test(const std::vector<BenchmarkScores>&, double margin);

}  // namespace tenfold
