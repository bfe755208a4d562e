// What a person did wrong in a file or on the command line, told so that it can be put right.
// Thrown by io/ and cli/ only; what() is complete, one fault a line.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace tenfold {

// One fault: `file:line:column: message`. Line and column are 0 where there is none.
struct Fault {
  std::string file{};
  std::int64_t line = 0, column = 0;
  std::string message{};  // what is wrong and what would be right
};

// "models/x.toml:3:1: unknown key 'hiden', did you mean 'hidden'?"
std::string text(const Fault& fault);

// The text on one line, without what would move a terminal's cursor: control characters as '?'.
std::string printable(std::string text);

class InputError : public std::runtime_error {
 public:
  explicit InputError(std::vector<Fault> faults);
  explicit InputError(std::string message);  // of the command line: no position

  const std::vector<Fault>& faults() const { return faults_; }

 private:
  std::vector<Fault> faults_;
};

// A file could not be read or written: exit code 74.
class FileError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace tenfold
