#include "io/count_json.h"

#include <algorithm>

#include "io/csv.h"

namespace tenfold::io {
namespace {

// "6nd-active" -> "6nd_active"
std::string json_name(Convention c) {
  std::string text(name(c));
  std::replace(text.begin(), text.end(), '-', '_');
  return text;
}

Json parameters_json(const Model& model, const Tally& t) {
  Json p;
  put_count(p, "total", t.total);
  put_count(p, "active", t.active);
  p["total_rule"] = name(t.total_rule.embeddings);
  p["active_rule"] = name(t.active_rule.embeddings);
  p["total_includes_towers"] = t.total_rule.towers;
  p["total_includes_prediction"] = t.total_rule.prediction;
  put_count(p, "all_weights",
            t.parameters.text.total + t.parameters.prediction.total + t.parameters.towers.total);
  put_count(p, "text", t.parameters.text.total);
  put_count(p, "text_active", t.parameters.text.active);
  put_count(p, "prediction", t.parameters.prediction.total);
  put_count(p, "towers", t.parameters.towers.total);
  put_count(p, "input_embedding", t.parameters.input_embedding);
  put_count(p, "head", t.parameters.head);
  put_count(p, "published", model.published.exact);
  for (const EmbeddingRule rule :
       {EmbeddingRule::with, EmbeddingRule::no_input, EmbeddingRule::no_embeddings}) {
    const ParameterCount count = text_parameters(t.parameters, rule);
    Json& entry = p["text_by_rule"][std::string(name(rule))];
    put_count(entry, "total", count.total);
    put_count(entry, "active", count.active);
  }
  return p;
}

// FLOPs a token: a sequence's, divided by its length; a fraction where the length does not divide.
Json per_token_json(const Tally& t) {
  Json flops;
  for (const Convention c : all_conventions) {
    const auto& count = t.per_sequence[index(c)];
    flops[json_name(c)] = count ? Json(real(*count) / real(t.sequence_length)) : Json();
  }
  return flops;
}

Json counts_json(const FlopCounts& counts) {
  Json flops;
  for (const Convention c : all_conventions) put_count(flops, json_name(c), counts[index(c)]);
  return flops;
}

Json row_json(const LedgerRow& r) {
  Json row{{"block", r.block}, {"layers", r.layers}};
  if (!r.name.empty()) row["operator"] = r.name;
  put_count(row, "flops", r.flops());
  put_count(row, "forward", r.forward);
  put_count(row, "backward_input", r.backward_input);
  put_count(row, "backward_weight", r.backward_weight);
  put_count(row, "full_attention", r.full_flops);
  put_count(row, "other_flops", r.other_flops);
  put_count(row, "bytes_read", r.bytes_read);
  put_count(row, "bytes_written", r.bytes_written);
  return row;
}

Json rows_json(const std::vector<LedgerRow>& rows) {
  Json list = Json::array();
  for (const LedgerRow& r : rows) list.push_back(row_json(r));
  return list;
}

Json towers_json(const Tally& t) {
  Json list = Json::array();
  for (const TowerTally& tower : t.towers) {
    Json entry{{"tower", tower.name}, {"positions", tower.positions}};
    put_count(entry, "flops_per_item", tower.per_item);
    list.push_back(entry);
  }
  return list;
}

Json interval_json(const std::optional<Interval>& x) {
  if (!x) return {};
  return {{"median", x->median}, {"p05", x->p05}, {"p95", x->p95}};
}

Json consistency_json(const std::optional<RateCheck>& c) {
  if (!c) return {};
  return {{"accelerator", c->accelerator},
          {"accelerator_hours", c->accelerator_time.in(3600 * second)},
          {"convention", c->counted},
          {"flops", c->flops},
          {"flop_per_s_per_accelerator", c->rate.base()},
          {"share_of_16bit_peak", number(c->of_16bit_peak)},
          {"share_of_fp8_peak", number(c->of_fp8_peak)}};
}

Json facts_json(const RunFacts& f) {
  Json facts{{"hours", consistency_json(f.consistency)}, {"flops_by_hours", nullptr}};
  if (f.by_hours)
    facts["flops_by_hours"] = {{"median", f.by_hours->median},
                               {"p05", f.by_hours->p05},
                               {"p95", f.by_hours->p95},
                               {"utilisation", summary(f.utilisation->value)}};
  facts["thresholds"] = Json::array();
  for (const RegulatedPlace& p : f.places)
    facts["thresholds"].push_back({{"name", p.threshold.name},
                                   {"flops", p.threshold.flops},
                                   {"status", p.threshold.status},
                                   {"source", p.threshold.source.url},
                                   {"place", name(p.place)}});
  return facts;
}

Json median_json(const std::optional<Interval>& x) { return x ? Json(x->median) : Json(); }

std::vector<Warning> remarks(const LoadedModel& loaded) {
  std::vector<Warning> all;
  for (const Fault& fault : loaded.remarks) all.push_back({"unread-key", fault, ""});
  return all;
}

constexpr std::string_view not_disclosed = "the architecture is not disclosed";

}  // namespace

std::vector<Warning> count_warnings(const LoadedModel& loaded, const Tally& t) {
  std::vector<Warning> all = remarks(loaded);
  if (t.sequence_origin == "assumed")
    all.push_back({"sequence-length-assumed",
                   {loaded.file.path, 0, 0, "the training sequence length is not disclosed"},
                   "--seq sets it"});
  return all;
}

std::string count_json(const LoadedModel& loaded, const Tally& t, const RunFacts& facts) {
  Json result{{"model", loaded.model.name}};
  result["parameters"] = parameters_json(loaded.model, t);
  result["sequence_length"] = t.sequence_length;
  result["sequence_length_origin"] = t.sequence_origin;
  result["flops_per_token"] = per_token_json(t);
  result["flops_per_sequence"] = counts_json(t.per_sequence);
  put_count(result, "tokens", t.tokens);
  if (t.tokens) result["flops"] = counts_json(t.run);
  if (t.exact_range)
    result["flops"]["exact_range"] = {real(t.exact_range->first), real(t.exact_range->second)};
  result["towers"] = towers_json(t);
  result["run"] = facts_json(facts);
  result["by_block"] = rows_json(t.blocks);
  result["by_operator"] = rows_json(t.operators);
  return envelope_text("count/1", {loaded.file}, "exact", result, count_warnings(loaded, t));
}

std::string count_json(const LoadedModel& loaded, const UndisclosedTally& t,
                       const RunFacts& facts) {
  Json result{{"model", loaded.model.name}};
  Json& p = result["parameters"];
  p = {{"total", median_json(t.total)},
       {"total_exact", nullptr},
       {"active", median_json(t.active)},
       {"active_exact", nullptr},
       {"total_interval90", interval_json(t.total)},
       {"active_interval90", interval_json(t.active)},
       {"reason", not_disclosed}};
  const auto counts = [](const std::optional<Interval>& total,
                         const std::optional<Interval>& active) {
    return Json{{"exact", nullptr},
                {"exact_reason", not_disclosed},
                {"full_attention", nullptr},
                {"hardware", nullptr},
                {"6nd_total", median_json(total)},
                {"6nd_active", median_json(active)},
                {"6nd_total_interval90", interval_json(total)},
                {"6nd_active_interval90", interval_json(active)}};
  };
  result["flops_per_token"] = counts(t.per_token_total, t.per_token_active);
  result["tokens"] = interval_json(t.tokens);
  result["flops"] = counts(t.six_nd_total, t.six_nd_active);
  result["run"] = facts_json(facts);
  std::vector<Warning> warnings = remarks(loaded);
  warnings.push_back(
      {"priors",
       {loaded.file.path, 0, 0, "sizes are priors or estimates, not disclosed facts"},
       "tenfold show prints their reasoning"});
  return envelope_text("count/1", {loaded.file}, "6nd-active", result, warnings);
}

std::string count_csv(const Tally& t) {
  std::string text =
      csv_line({"block", "operator", "layers", "forward_flops", "backward_input_flops",
                "backward_weight_flops", "flops", "full_attention_flops", "other_flops",
                "bytes_read", "bytes_written"});
  for (const LedgerRow& r : t.operators)
    text += csv_line({r.block, std::string(r.name), decimal(r.layers), decimal(r.forward),
                      decimal(r.backward_input), decimal(r.backward_weight), decimal(r.flops()),
                      decimal(r.full_flops), decimal(r.other_flops), decimal(r.bytes_read),
                      decimal(r.bytes_written)});
  return text;
}

}  // namespace tenfold::io
