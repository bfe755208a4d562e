// A service that a person wants to know the cost of: a model on accelerators, requests, prices.
//
// `tenfold serve` reads [serve] into a ServeJob, and ServeReport is what it prints. Prices are USD
// a million tokens, rents USD an accelerator-hour.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/fields.h"
#include "base/provenance.h"
#include "base/uncertain.h"
#include "laws/lifetime.h"
#include "model/model.h"
#include "serving/price.h"

namespace tenfold {

// A model's price as somebody lists it. Its cost is computed where `unit` says how it is served;
// else it is the scenario's model's, times the ratio of active parameters.
struct ListedPrice {
  std::string name;
  std::string model;  // in models/; empty: nothing is known of it
  double input = 0, output = 0;
  std::optional<double> cached;  // default as `input`
  std::string by, date;
  std::optional<ServingUnit> unit;
};
template <>
struct Fields<ListedPrice> {
  static constexpr std::tuple table{
      Field{"name", &ListedPrice::name, "as its seller calls it"},
      Field{"model", &ListedPrice::model, "in models/, where it is there", optional},
      Field{"input", &ListedPrice::input, "USD a million input tokens"},
      Field{"output", &ListedPrice::output, "USD a million output tokens"},
      Field{"cached", &ListedPrice::cached, "USD a million cached input tokens; default as input",
            optional},
      Field{"by", &ListedPrice::by, "who lists it"},
      Field{"date", &ListedPrice::date, "when", optional},
      Field{"unit", &ListedPrice::unit, "how it is served; default by active parameters", optional},
  };
};

// What a buyer is offered: a price list, a fee whatever is used, a volume.
struct ServingContract {
  double input = 0, output = 0;
  std::optional<double> cached;
  double fee = 0;       // USD a month
  double requests = 0;  // a month
};
template <>
struct Fields<ServingContract> {
  static constexpr std::tuple table{
      Field{"input", &ServingContract::input, "USD a million input tokens"},
      Field{"output", &ServingContract::output, "USD a million output tokens"},
      Field{"cached", &ServingContract::cached, "USD a million cached input tokens", optional},
      Field{"fee", &ServingContract::fee, "USD a month, whatever is used", optional},
      Field{"requests", &ServingContract::requests, "requests a month that the buyer expects",
            Rule{.low = 1, .high = 1e15}},
  };
};

// The life of a model: what training took, and what it will serve.
struct ServingLife {
  Seconds training;         // of accelerators
  double usd_per_hour = 0;  // of training's
  double requests_a_day = 0, years = 1;
  double cheaper_training = 0.1;  // the claim to try: a tenth of the compute
};
template <>
struct Fields<ServingLife> {
  static constexpr std::tuple table{
      Field{"training", &ServingLife::training, "accelerator time of training"},
      Field{"usd_per_hour", &ServingLife::usd_per_hour, "of an accelerator of training"},
      Field{"requests_a_day", &ServingLife::requests_a_day, "requests served a day",
            Rule{.low = 1e-3, .high = 1e15}},
      Field{"years", &ServingLife::years, "for so long",
            Rule{.required = false, .low = 0.01, .high = 100}},
      Field{"cheaper_training", &ServingLife::cheaper_training,
            "training's compute over what it was: the claim to try",
            Rule{.required = false, .low = 1e-4, .high = 10}},
  };
};

// A statement of how prices fall: by `factor` in `years`.
struct PriceDecline {
  std::string by;
  double factor = 1, years = 1;
  double a_year() const;
};
template <>
struct Fields<PriceDecline> {
  static constexpr std::tuple table{
      Field{"by", &PriceDecline::by, "who says so"},
      Field{"factor", &PriceDecline::factor, "how many times cheaper", Rule{.low = 1, .high = 1e6}},
      Field{"years", &PriceDecline::years, "in how many years", Rule{.low = 0.1, .high = 100}},
  };
};

struct ServingDevice {
  std::string accelerator, model;
};
template <>
struct Fields<ServingDevice> {
  static constexpr std::tuple table{
      Field{"accelerator", &ServingDevice::accelerator, "profile in hardware_profiles/"},
      Field{"model", &ServingDevice::model, "in models/"},
  };
};

struct ServeJob {
  std::string model, accelerator, cluster;
  Requests requests;
  ServingUnit unit;
  std::optional<ServingUnit> prefill;
  LatencyTarget latency;
  Uncertain usd_per_hour = Certain{0};
  Uncertain utilisation = Certain{1};
  std::optional<Uncertain> throughput;  // measured over predicted; default by usual_throughput()
  std::vector<ListedPrice> listed;
  std::optional<ServingContract> contract;
  std::optional<ServingLife> life;
  std::vector<PriceDecline> decline;
  std::vector<ServingDevice> devices;
  std::string title;
  std::map<std::string, Provenance> provenance;
};
template <>
struct Fields<ServeJob> {
  static constexpr std::tuple table{
      Field{"model", &ServeJob::model, "a model file, a bare name, or a Hugging Face config.json"},
      Field{"accelerator", &ServeJob::accelerator, "profile in hardware_profiles/", optional},
      Field{"cluster", &ServeJob::cluster, "a cluster instead, for its networks", optional},
      Field{"requests", &ServeJob::requests, "what clients send"},
      Field{"unit", &ServeJob::unit, "the accelerators that hold one copy of the model"},
      Field{"prefill", &ServeJob::prefill,
            "units of their own for prefill; default the same do both", optional},
      Field{"latency", &ServeJob::latency, "what clients wait for at most", optional},
      Field{"usd_per_hour", &ServeJob::usd_per_hour, "rent or cost of an accelerator-hour",
            Rule{.low = 1e-4, .high = 1e6}},
      Field{"utilisation", &ServeJob::utilisation, "part of the capacity paid for that is used",
            Rule{.low = 1e-4, .high = 1}},
      Field{"throughput", &ServeJob::throughput, "measured over predicted throughput", optional},
      Field{"listed", &ServeJob::listed, "prices to compare with", optional},
      Field{"contract", &ServeJob::contract, "an offer to weigh", optional},
      Field{"life", &ServeJob::life, "training and demand, for the cost over a life", optional},
      Field{"decline", &ServeJob::decline, "statements of how prices fall", optional},
      Field{"devices", &ServeJob::devices, "devices outside the data centre to try", optional},
  };
};

// Measured throughput over predicted, of dense models and of mixtures of experts: mean and spread
// of the logarithm over the rows of docs/published_serving.csv (a test holds them). Of mixtures the
// prediction knows no rank that waits for the busiest one.
inline constexpr LogNormal dense_throughput{0.97, 0.84, 1.12}, routed_throughput{0.65, 0.45, 0.94};
Uncertain usual_throughput(const Architecture&);

// The job with all that it names.
struct ServedAlternative {
  ListedPrice listed;
  std::optional<Architecture> architecture;  // of its model, where that is known
  std::optional<Uncertain> active;           // parameters; nothing where nobody says
};
struct DeviceInput {
  ServingDevice device;
  Architecture architecture;
  Accelerator accelerator;
};
struct ServeInput {
  ServeJob job;
  Architecture architecture;
  Cluster cluster;
  std::vector<ServedAlternative> alternatives;
  std::vector<DeviceInput> devices;
  double active = 0;             // active parameters of the model
  std::optional<double> tokens;  // that it was trained on
};

// The 10, 50 and 90 % points of draws.
struct DrawnRange {
  double low = 0, median = 0, high = 0;
};

enum class CostBasis : std::uint8_t { computed, by_active_parameters, unknown };
template <>
inline constexpr std::array enum_names<CostBasis>{std::string_view("computed"),
                                                  std::string_view("by-active-parameters"),
                                                  std::string_view("unknown")};

struct ListedRow {
  std::string name;
  CostBasis basis = CostBasis::unknown;
  std::optional<double> active;  // parameters, the median
  TokenPrice price;
  double request_price = 0;                // USD
  std::optional<DrawnRange> request_cost;  // USD; nothing where the basis is unknown
  std::optional<DrawnRange> floor_input, floor_output, margin;
  double loses = 0;  // part of the draws in which the price loses money
};

struct ContractRow {
  std::string name;
  double bill = 0;                   // USD a month at the contract's volume
  std::optional<double> break_even;  // requests a month from which the contract is cheaper
};
struct ContractReport {
  double bill = 0;
  std::vector<ContractRow> alternatives;
  DrawnRange self_hosted;  // a month, enough units for the volume, at least one
  std::optional<double>
      self_hosted_break_even;  // requests a month from which own units are cheaper; 0: any
  std::optional<DrawnRange> seller_margin;
};

struct LifeRow {
  std::string name;
  double training = 0, serving = 0;  // USD
  double request = 0;                // USD a request, with nothing of training
};
struct LifeReport {
  std::vector<LifeRow> rows;
  double served_tokens = 0;
  double share_of_training = 0;  // in the first row's total
  // By Chinchilla's dense law at the model's own loss: what to train for training alone, and for
  // the whole life.
  std::optional<laws::Lifetime> for_training, for_life;
};

struct DeviceRow {
  std::string device, model;
  NumberFormat weights = NumberFormat::bf16;
  Bytes held, memory;
  bool fits = false;
  double tokens_per_s = 0;  // of one client
  Seconds first_token;
};

struct ServeReport {
  ServiceRate rate;
  TokenCost cost;            // at the medians
  DrawnRange input, output;  // USD a million
  double request_cost = 0;   // USD, at the medians
  Uncertain throughput;      // measured over predicted, as the costs take it
  std::vector<ListedRow> listed;
  std::optional<ContractReport> contract;
  std::optional<LifeReport> life;
  std::vector<DeviceRow> devices;
};
ServeReport serve_report(const ServeInput&);

}  // namespace tenfold
