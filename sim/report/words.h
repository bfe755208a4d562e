// Numbers, dates and names as the sentences of a report say them.
#pragma once

#include <string>
#include <vector>

#include "claim/verdict.h"

namespace tenfold::report {

// "9.4", "0.4", "0.08", "40": two digits, and below 1 no zeros at the end.
std::string ratio_text(double ratio);
std::string times_text(double ratio);

// A claimed ratio with every digit that it was given: "10", "11.562".
std::string threshold_text(double ratio);                 // "9.4 x"
std::string median_text(const std::optional<Spread>&);    // "9.4" or "n/d"
std::string interval_text(const std::optional<Spread>&);  // "2.2 - 40", "no spread" or ""
bool has_spread(const std::optional<Spread>&);
std::string probability_or_dash(const std::optional<double>& p);

// "2.24e24"
std::string flops_text(double flops);
std::string flops_text(const std::optional<double>& flops);  // or "n/d"

// "22T", "42B", "3.7B", without zeros at the end.
std::string size_text(double count, int digits = 2);

// "26 %" of 0.265.
std::string percent_text(double share);

// "1 in 5", "3 in 5", "less than 1 in 100": the simplest fraction near p.
std::string chance_words(double p);
// "between 1 in 5 and 3 in 5", or "about 1 in 5" where both are the same.
std::string chance_words(double low, double high);

// "two" … "twelve", then digits.
std::string number_word(std::size_t n);

// "a", "a and b", "a, b and c"
std::string listed(const std::vector<std::string>& items);

// "2026-04-08" -> "8 Apr 2026"; another text as it is.
std::string date_words(const std::string& date);

// "https://ai.meta.com/blog/…" -> "ai.meta.com"
std::string host(const std::string& url);

// "Meta" -> "Meta's", "press" -> "press's"
std::string possessive(const std::string& who);

std::string capitalised(std::string text);

// The text from a capital letter to one full stop; nothing for nothing.
std::string sentence(std::string text);

// So near a verdict's limit that the printed P is the limit.
bool at_edge(double p);

}  // namespace tenfold::report
