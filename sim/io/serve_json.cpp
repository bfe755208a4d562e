#include "io/serve_json.h"

#include <fmt/format.h>

#include "io/csv.h"
#include "io/envelope.h"

namespace tenfold::io {
namespace {

Json range(const std::optional<DrawnRange>& r) {
  return r ? Json{number(r->low), number(r->median), number(r->high)} : Json();
}

Json cost_json(const ForwardCost& c) {
  return {{"matrix_products", c.products},
          {"expert_products", c.experts},
          {"attention", c.attention},
          {"memory_bound", c.memory_bound},
          {"head", c.head},
          {"tensor_traffic", c.tensor_traffic},
          {"expert_traffic", c.expert_traffic}};
}

Json rate_json(const ServiceRate& r) {
  Json j;
  j["limit"] = name(r.decode.limit);
  j["rank_weights_b"] = r.memory.weights.base();
  j["rank_capacity_b"] = r.memory.capacity.base();
  j["sequence_cache_b"] = r.memory.sequence.base();
  j["sequences"] = r.decode.sequences;
  j["prefill_tokens_per_s_per_accelerator"] = number(r.prefill.tokens_per_s);
  j["decode_tokens_per_s_per_accelerator"] = number(r.decode.tokens_per_s);
  j["requests_per_s_per_accelerator"] = number(r.requests_per_s);
  j["prefill_share"] = number(r.prefill_share);
  j["first_token_s"] = number(r.prefill.first_token.base());
  j["token_s"] = number(r.decode.per_token.base());
  j["prefill_s"] = cost_json(r.prefill.cost);
  j["decode_s"] = cost_json(r.decode.cost);
  return j;
}

Json listed_json(const ListedRow& l) {
  Json j;
  j["name"] = l.name;
  j["basis"] = name(l.basis);
  j["active_parameters"] = number(l.active);
  j["input_usd"] = l.price.input, j["output_usd"] = l.price.output;
  j["cached_usd"] = l.price.cached;
  j["request_usd"] = l.request_price;
  j["request_cost_usd"] = range(l.request_cost);
  j["floor_input_usd"] = range(l.floor_input), j["floor_output_usd"] = range(l.floor_output);
  j["margin"] = range(l.margin);
  j["p_loss"] = l.basis == CostBasis::unknown ? Json() : Json(l.loses);
  return j;
}

Json contract_json(const std::optional<ContractReport>& c) {
  if (!c) return {};
  Json j{{"bill_usd", c->bill}, {"alternatives", Json::array()}};
  for (const ContractRow& a : c->alternatives)
    j["alternatives"].push_back(
        {{"name", a.name}, {"bill_usd", a.bill}, {"break_even_requests", number(a.break_even)}});
  j["own_units_usd"] = range(c->self_hosted);
  j["own_units_break_even_requests"] = number(c->self_hosted_break_even);
  j["seller_margin"] = range(c->seller_margin);
  return j;
}

Json allocation(const std::optional<laws::Lifetime>& l) {
  if (!l) return {};
  return {{"parameters", number(l->parameters)},
          {"tokens", number(l->tokens)},
          {"training_flops", number(l->training)},
          {"inference_flops", number(l->inference)}};
}

Json life_json(const std::optional<LifeReport>& l) {
  if (!l) return {};
  Json j{{"rows", Json::array()}};
  for (const LifeRow& r : l->rows)
    j["rows"].push_back({{"name", r.name},
                         {"training_usd", r.training},
                         {"serving_usd", r.serving},
                         {"request_usd", r.request}});
  j["served_tokens"] = l->served_tokens, j["share_of_training"] = l->share_of_training;
  j["cheapest_for_training"] = allocation(l->for_training);
  j["cheapest_for_life"] = allocation(l->for_life);
  return j;
}

Json device_json(const DeviceRow& d) {
  return {{"device", d.device},
          {"model", d.model},
          {"weights", name(d.weights)},
          {"held_b", d.held.base()},
          {"memory_b", d.memory.base()},
          {"fits", d.fits},
          {"tokens_per_s", d.fits ? Json(d.tokens_per_s) : Json()},
          {"first_token_s", d.fits ? Json(d.first_token.base()) : Json()}};
}

// "result.listed[0].margin[1]" and its number, whatever the shape.
void put_lines(std::string& out, const std::string& path, const Json& j) {
  if (j.is_object())
    for (const auto& [key, value] : j.items())
      put_lines(out, path.empty() ? key : fmt::format("{}.{}", path, key), value);
  else if (j.is_array())
    for (std::size_t i = 0; i < j.size(); ++i) put_lines(out, fmt::format("{}[{}]", path, i), j[i]);
  else if (j.is_string())
    out += csv_line({path, j.get<std::string>()});
  else if (!j.is_null())
    out += csv_line({path, j.dump()});
}

Json result_json(const ServeReport& r) {
  Json j;
  j["serves"] = r.rate.serves();
  j["rate"] = rate_json(r.rate);
  const bool serves = r.rate.serves();
  j["input_usd"] = serves ? range(r.input) : Json();
  j["output_usd"] = serves ? range(r.output) : Json();
  j["request_usd"] = serves ? Json(r.request_cost) : Json();
  j["listed"] = Json::array(), j["devices"] = Json::array();
  for (const ListedRow& l : r.listed) j["listed"].push_back(listed_json(l));
  j["contract"] = contract_json(r.contract);
  j["life"] = life_json(r.life);
  for (const DeviceRow& d : r.devices) j["devices"].push_back(device_json(d));
  return j;
}

}  // namespace

std::string serve_json(const LoadedServe& loaded, const ServeReport& r) {
  return envelope_text("serve/1", loaded.files, "exact", result_json(r), {});
}

std::string serve_csv(const ServeReport& r) {
  std::string out = csv_line({"quantity", "value"});
  put_lines(out, "", result_json(r));
  return out;
}

}  // namespace tenfold::io
