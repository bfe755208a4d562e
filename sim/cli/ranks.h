// The processes that search together: one alone, or those that mpirun started. One of them, rank 0,
// speaks to the user.
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace tenfold::cli {

// How many processes a launcher says, in the environment, that it started together.
struct Launch {
  int processes = 1;
  std::string by;  // "mpirun"; empty where none says so
};
Launch launch();

// The search has failed on another rank, which tells why.
struct FailedElsewhere : std::exception {
  explicit FailedElsewhere(int code) : exit_code(code) {}
  const char* what() const noexcept override { return "the search failed on another rank"; }
  int exit_code;
};

class Ranks {
 public:
  // Throws InputError where processes were started together that cannot speak to each other.
  Ranks();
  ~Ranks();
  Ranks(const Ranks&) = delete;
  Ranks& operator=(const Ranks&) = delete;

  int rank() const;
  int size() const;

  // All below but next() are called by all ranks, in the same order.

  // Of a counter that all share: 0, 1, 2, … in the order in which ranks ask.
  std::int64_t next();
  // Rank 0's text.
  std::string told(const std::string& text);
  // All texts, in the order of ranks, at rank 0; elsewhere none.
  std::vector<std::string> gathered(const std::string& text);
  // Does work that may throw InputError or FileError. Where it threw on some rank it throws on all:
  // at rank 0 the first fault, elsewhere FailedElsewhere.
  void together(const std::function<void()>& work);

  // Ends the other ranks, which may be waiting for this one; they say nothing more.
  [[noreturn]] void abandon(int exit_code);

 private:
  struct World;
  std::unique_ptr<World> world_;
};

}  // namespace tenfold::cli
