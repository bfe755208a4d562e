// The model and the formats of torchtitan's job configuration.
#include <array>
#include <optional>

#include "io/export_torchtitan.h"

namespace tenfold::io {
namespace {

// Models that torchtitan registers, by shape.
struct Flavor {
  std::string_view model, flavor;
  Size hidden = 0, layers = 0;
  bool latent = false;
};
constexpr std::array flavors{
    Flavor{"llama3", "8B", 4096, 32, false}, Flavor{"llama3", "70B", 8192, 80, false},
    Flavor{"llama3", "405B", 16384, 126, false}, Flavor{"deepseek_v3", "236B", 5120, 60, true},
    Flavor{"deepseek_v3", "671B", 7168, 61, true}};

std::optional<Flavor> flavor_of(const Architecture& a) {
  const DecoderShape s = decoder_shape(a);
  for (const Flavor& f : flavors) {
    const bool kind = f.latent ? s.latent && s.experts : s.attention && s.dense && !s.experts;
    if (kind && f.hidden == a.hidden && f.layers == static_cast<Size>(a.layers.size())) return f;
  }
  return std::nullopt;
}

std::string shape_words(const Architecture& a) {
  const DecoderShape s = decoder_shape(a);
  std::string text = fmt::format("{} layers of width {}", a.layers.size(), a.hidden);
  if (s.attention)
    text += fmt::format(", {} heads of {} over {} of keys", s.attention->heads,
                        s.attention->head_dim, s.attention->kv_heads);
  if (s.latent) text += fmt::format(", {} heads of latent attention", s.latent->heads);
  if (s.dense) text += fmt::format(", feed-forward {}", s.dense->width);
  if (s.experts)
    text += fmt::format(", {} of {} experts of {}", s.experts->top_k, s.experts->experts,
                        s.experts->width);
  return text + fmt::format(", vocabulary {}", a.vocabulary);
}

// Converters of the linear layers and of the experts' grouped products.
struct Converter {
  std::string_view kind, recipe;  // "float8", "tensorwise"
};
std::optional<Converter> converter_of(NumberFormat f) {
  if (f == NumberFormat::fp8) return Converter{"float8", "tensorwise"};
  if (f == NumberFormat::mxfp8) return Converter{"mx", "mxfp8_cublas"};
  return std::nullopt;
}

}  // namespace

void add_titan_model(Titan& t, const ExportInput& in) {
  const auto flavor = flavor_of(in.model);
  const bool latent = decoder_shape(in.model).latent != nullptr;
  section(t, "model");
  key(t, "name", flavor ? flavor->model : latent ? "deepseek_v3" : "llama3");
  key(t, "flavor", flavor ? flavor->flavor : "custom");
  if (!flavor)
    t.not_expressed.emplace_back(fmt::format(
        "model's shape: flavors are registered in the program; register \"custom\" with {}",
        shape_words(in.model)));
  if (in.model.multi_token_prediction)
    t.not_expressed.emplace_back("multi-token prediction: flavors have none; one token stands");
  const auto converter = converter_of(in.plan.format);
  if (!converter) return;
  const bool experts = most_experts(in.model) > 0;
  t.text +=
      fmt::format("converters = [\"quantize.linear.{0}\"{1}]\n", converter->kind,
                  experts ? fmt::format(", \"quantize.grouped_mm.{}\"", converter->kind) : "");
}

void add_titan_format(Titan& t, const ExportInput& in) {
  const NumberFormat f = in.plan.format;
  const auto converter = converter_of(f);
  if (converter) {
    section(t, fmt::format("quantize.linear.{}", converter->kind));
    key(t, "recipe_name", converter->recipe);
    if (most_experts(in.model) > 0) {
      section(t, fmt::format("quantize.grouped_mm.{}", converter->kind));
      t.text += "fqns = [\"experts\"]\n";
    }
    return;
  }
  if (f != NumberFormat::bf16 && f != NumberFormat::fp32)
    t.not_expressed.emplace_back(
        fmt::format("format {}: there is no converter; {} stands", name(f),
                    f == NumberFormat::tf32 ? "fp32" : "bf16"),
        with_value<&ParallelPlan::format>(f == NumberFormat::tf32 ? NumberFormat::fp32
                                                                  : NumberFormat::bf16));
}

}  // namespace tenfold::io
