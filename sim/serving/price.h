// What tokens cost to serve, and what a listed price leaves over it.
//
//   dollars a token = accelerator-seconds a token x rent / utilisation
//
// Utilisation is the part of the capacity paid for that requests use: nights, failures, headroom
// for peaks and what throughput is below the best all lower it. Prices are USD a million tokens.
#pragma once

#include <cstdint>

#include "serving/throughput.h"

namespace tenfold {

struct TokenCost {
  double input = 0, output = 0;  // USD a million: fresh input, output
};
TokenCost operator*(double, TokenCost);
// `usd_per_hour` of an accelerator.
TokenCost token_cost(const ServiceRate&, double usd_per_hour, double utilisation);

struct TokenPrice {
  double input = 0, output = 0, cached = 0;  // USD a million
};

// Of one request, USD. A cached token costs no compute; what keeps it is not counted.
double request_cost(const TokenCost&, const Requests&);
double request_price(const TokenPrice&, const Requests&);

// 1 - cost / price: below zero the price loses money.
double margin(const TokenCost&, const TokenPrice&, const Requests&);

// The multiple of a price list at which it just covers its costs: below 1 the list earns money.
double break_even_price(const TokenCost&, const TokenPrice&, const Requests&);

}  // namespace tenfold
