// A row of a table of times, and the tables that it goes into. Private to io/.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "cost/timed.h"
#include "io/csv.h"

namespace tenfold::io {

// A row by the names of its columns.
class TimedRow {
 public:
  TimedRow(const std::string& path, const CsvRow& heading, const CsvRow& row)
      : path_(path), heading_(heading), row_(row) {}

  std::string text(std::string_view column) const;  // empty where it has none
  double number(std::string_view column) const;     // from 0; throws InputError with its line
  Size count(std::string_view column) const;

 private:
  const std::string& path_;
  const CsvRow& heading_;
  const CsvRow& row_;
};

using TimedTables = std::map<std::pair<std::string, std::string>, TimedTable>;  // part, system

// The one of a part and a system, made where there is none.
TimedTable& table_of(TimedTables&, const std::string& part, const std::string& system);

// The part that a text names: "gemm_bfloat16_H100.csv.gz", "A100-80G". Empty where it names none,
// or leaves open which.
std::string part_in(const std::string& text);

Seconds microseconds(double us);

// How a row of each kind of table goes into the tables; `name`: of the file.
using AddTimedRow = void (*)(const TimedRow&, const std::string& name, TimedTables&);
void add_matmul(const TimedRow&, const std::string& name, TimedTables&);
void add_attention(const TimedRow&, const std::string& name, TimedTables&);
void add_figure(const TimedRow&, const std::string& name, TimedTables&);
void add_experts(const TimedRow&, const std::string& name, TimedTables&);
void add_collective(const TimedRow&, const std::string& name, TimedTables&);
void add_log(const TimedRow&, const std::string& name, TimedTables&);
void add_deepep(const TimedRow&, const std::string& name, TimedTables&);
void add_exchange(const TimedRow&, const std::string& name, TimedTables&);

}  // namespace tenfold::io
