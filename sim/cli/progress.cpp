#include "cli/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include "base/digits.h"

namespace tenfold::cli {
namespace {

constexpr std::size_t bar_width = 24;
// Of a terminal, and of a log.
constexpr double bar_seconds = 0.1, line_seconds = 60;

std::string bar(double share) {
  const auto full = static_cast<std::size_t>(std::lround(share * bar_width));
  return std::string(full, '#') + std::string(bar_width - full, '.');
}

// "1 min 20 s", "8 s"
std::string duration(double seconds) {
  const auto whole = static_cast<long>(std::ceil(seconds));
  constexpr long minute = 60, hour = 3600;
  if (whole >= hour) return fmt::format("{} h {} min", whole / hour, whole % hour / minute);
  if (whole >= minute) return fmt::format("{} min {} s", whole / minute, whole % minute);
  return fmt::format("{} s", whole);
}

}  // namespace

Progress::Progress(std::string what) : what_(std::move(what)), terminal_(::isatty(STDERR_FILENO)) {}

Progress::~Progress() {
  if (drawn_) fmt::print(stderr, "\r\x1b[K");
}

void Progress::show(double done, double all) {
  const auto now = Clock::now();
  const double since = std::chrono::duration<double>(now - last_).count();
  if (all <= 0 || since < (terminal_ ? bar_seconds : line_seconds)) return;
  last_ = now;
  const double spent = std::chrono::duration<double>(now - start_).count();
  const double share = std::clamp(done / all, 0.0, 1.0), rate = done / spent;
  const std::string left = rate > 0 ? duration((all - done) / rate) + " left" : "";
  const std::string words = fmt::format("{:3.0f} % of {}{}, {} a second, {}", 100 * share,
                                        with_suffix(all) + " ", what_, with_suffix(rate), left);
  if (terminal_)
    fmt::print(stderr, "\r[{}] {}\x1b[K", bar(share), words);
  else
    fmt::print(stderr, "{}\n", words);
  std::fflush(stderr);
  drawn_ = terminal_;
}

}  // namespace tenfold::cli
