#include "cost/tensor_overlap.h"

#include <algorithm>

namespace tenfold {
namespace {

constexpr double pipe_parts = 4;  // Transformer Engine's num_splits of its method "pipeline"

// Products of the input that the transfer's operator reads: frameworks join some into one kernel,
// which has the name of any of them.
std::vector<std::string_view> products_beside(const Transfer& t, const LocalGraph& local) {
  std::vector<std::string_view> names{t.name};
  for (const Edge& read : local.graph.edges) {
    if (read.consumer != t.op || local.graph.tensors[read.tensor].kind != TensorKind::activation)
      continue;
    for (const Edge& e : local.graph.edges) {
      const Operator& op = local.graph.operators[e.consumer];
      if (e.tensor == read.tensor && op.pass == Pass::forward && op.kind == OperatorKind::matmul)
        names.push_back(op.name);
    }
  }
  return names;
}

double volume(const MatmulShape& s) { return real(s.groups) * real(s.m) * real(s.n) * real(s.k); }

double seconds_of(const MatmulShape& s, const Accelerator& a) {
  return matmul_time(s, a).time.base() * a.system_scale;
}

// How a transfer and its product go together: one needs the other's result, or neither does.
struct Pairing {
  Pass pass = Pass::forward;  // of the product
  bool dependent = true;
};
Pairing pairing(const Transfer& t) {
  if (t.pass == Pass::forward) return {};
  // An input gathered for its weight's gradient: beside the product of the input's own gradient.
  if (t.pass == Pass::backward_weight) return {Pass::backward_input, false};
  // A gathered gradient feeds the product; a sum of gradients runs beside the weight's gradient.
  const bool feeds = t.exchange == Exchange::all_gather;
  return {feeds ? Pass::backward_input : Pass::backward_weight, feeds};
}

class Overlap {
 public:
  Overlap(const Transfer& t, const ParallelPlan& p, const Cluster& c, const Framework& f)
      : t_(t),
        cluster_(c),
        framework_(f),
        group_(group_of(Axis::tensor, p, c)),
        whole_(collective(collective_of(t.exchange), 1)) {}

  Exposed alone() const { return {whole_, 0, 1}; }

  // The longer hides the other.
  Exposed beside(double compute) const {
    const double traffic = whole_.time.base();
    return exposed(std::max(0.0, traffic - compute), std::min(traffic, compute), 0, 1);
  }

  // The first part is on the rank that starts with it, so that a step of the ring stands between
  // two parts. An all-reduce is a reduce-scatter so, and a gathering after it.
  Exposed ring(const MatmulShape& product, double compute) const {
    const double parts = real(group_.ranks());
    const double step = ring_step(real(t_.bytes) / parts), part = one_of(parts, product, compute);
    const double rest = t_.exchange == Exchange::all_reduce
                            ? collective(CollectiveKind::all_gather, 1).time.base()
                            : 0;
    const double all = part + (parts - 1) * std::max(part, step);
    return exposed(all - compute + rest, (parts - 1) * std::min(part, step), parts - 1,
                   parts - 1 + (rest > 0 ? 1 : 0));
  }

  // The first collective, or the last, has nothing beside it.
  Exposed pipe(const MatmulShape& product, double compute) const {
    const double each = collective(collective_of(t_.exchange), pipe_parts).time.base();
    const double part = one_of(pipe_parts, product, compute);
    const double all = part + (pipe_parts - 1) * std::max(part, each) + each;
    return exposed(all - compute, (pipe_parts - 1) * std::min(part, each), pipe_parts - 1,
                   pipe_parts);
  }

 private:
  Priced collective(CollectiveKind kind, double parts) const {
    return collective_time(kind, real(t_.bytes) / parts * byte, group_, cluster_);
  }
  // A short kernel is spared the throttling of a long one, but not among others like it.
  double one_of(double parts, MatmulShape s, double whole) const {
    const double even = whole / parts;
    s.m = static_cast<Size>(std::max(1.0, real(s.m) / parts));
    return std::max(even, seconds_of(s, cluster_.accelerator));
  }
  // Over the outermost network that the group crosses: all steps wait for the slowest.
  double ring_step(double bytes) const {
    std::size_t tier = 0;
    for (std::size_t i = 0; i < group_.per_tier.size(); ++i)
      if (group_.per_tier[i] > 1) tier = i;
    return point_to_point_time(bytes * byte, tier, cluster_).time.base();
  }
  Exposed exposed(double seconds, double hidden, double launches, double collectives) const {
    const double slowed = hidden * (framework_.overlap_slow_down - 1);
    return {{(seconds + slowed) * second, whole_.spread}, launches, collectives};
  }

  const Transfer& t_;
  const Cluster& cluster_;
  const Framework& framework_;
  const Group group_;
  const Priced whole_;
};

}  // namespace

std::optional<std::size_t> product_of(const Transfer& t, std::size_t part,
                                      const std::vector<Kernel>& all, const LocalGraph& local) {
  const std::vector<std::string_view> names = products_beside(t, local);
  const Pass pass = pairing(t).pass;
  std::optional<std::size_t> largest;
  double most = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Kernel& k = all[i];
    const auto* shape = std::get_if<MatmulShape>(&k.call);
    if (!shape || k.part != part || k.pass != pass) continue;
    if (std::find(names.begin(), names.end(), k.name) == names.end()) continue;
    if (largest && volume(*shape) <= most) continue;
    largest = i;
    most = volume(*shape);
  }
  return largest;
}

Exposed exposed_beside(const Transfer& t, const MatmulShape& product, double seconds,
                       const ParallelPlan& p, const Cluster& c, const Framework& f) {
  const Overlap overlap(t, p, c, f);
  if (p.tensor_overlap == TensorOverlap::none) return overlap.alone();
  if (!pairing(t).dependent) return overlap.beside(seconds);
  return p.tensor_overlap == TensorOverlap::ring ? overlap.ring(product, seconds)
                                                 : overlap.pipe(product, seconds);
}

Exposed exposed_alone(const Transfer& t, const ParallelPlan& p, const Cluster& c,
                      const Framework& f) {
  return Overlap(t, p, c, f).alone();
}

Exposed exposed_beside_product(const Transfer& t, std::size_t part, const std::vector<Kernel>& all,
                               const LocalGraph& local, const ParallelPlan& p, const Cluster& c,
                               const Framework& f) {
  const auto product = product_of(t, part, all, local);
  if (!product) return exposed_alone(t, p, c, f);
  const auto& shape = std::get<MatmulShape>(all[*product].call);
  return exposed_beside(t, shape, seconds_of(shape, c.accelerator), p, c, f);
}

}  // namespace tenfold
