// Sections of the pages of `tenfold serve`. Private to report/.
#pragma once

#include "report/serve.h"

namespace tenfold::report {

std::string percent(double share);         // "56 %"
std::string usd(double amount);            // "0.185", "4.25", "1,234", "5.58 M"
std::string rate(double a_second);         // "1,852"
std::string usd_range(const DrawnRange&);  // "0.11 - 0.30"

ServeSection not_fitting(const ServeInput&, const ServeReport&);
ServeSection throughput_section(const ServeInput&, const ServeReport&);
ServeSection step_section(const ServeReport&);
ServeSection cost_section(const ServeInput&, const ServeReport&);
ServeSection listed_section(const ServeReport&);
ServeSection contract_section(const ServeInput&, const ContractReport&);
ServeSection life_section(const ServeInput&, const LifeReport&);
ServeSection decline_section(const ServeInput&);
ServeSection device_section(const ServeReport&);

}  // namespace tenfold::report
