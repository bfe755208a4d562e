// Parts of a serving report. Private to scenario/.
#pragma once

#include "scenario/serve.h"

namespace tenfold {

// Draws of what prices rest on, shared by every row. factor: rent / (utilisation x throughput),
// which turns a cost at 1 USD an hour and full use into a draw's.
struct ServingDraws {
  std::vector<double> rent, utilisation, throughput, factor;
  std::vector<std::vector<double>> active;  // of each draw: of each alternative
};
ServingDraws serving_draws(const ServeInput&);

DrawnRange drawn_range(const std::vector<double>&);

std::optional<ContractReport> contract_report(const ServeInput&, const ServeReport&,
                                              const ServingDraws&);
std::optional<LifeReport> life_report(const ServeInput&, const ServeReport&);
std::vector<DeviceRow> device_rows(const ServeInput&);

}  // namespace tenfold
