// How far a long piece of work is: a bar on a terminal, a line a minute in a log. On stderr.
#pragma once

#include <chrono>
#include <string>

namespace tenfold::cli {

class Progress {
 public:
  // `what` is counted: "plans".
  explicit Progress(std::string what);
  ~Progress();  // wipes the bar
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(double done, double all);

 private:
  using Clock = std::chrono::steady_clock;
  std::string what_;
  bool terminal_ = false, drawn_ = false;
  Clock::time_point start_ = Clock::now(), last_ = start_;
};

}  // namespace tenfold::cli
