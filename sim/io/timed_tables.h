// Tables of timed kernels and collectives, in the columns of those who timed them.
//
// Known are, by their headings: matrix products (m, n, k), attention (batch_size, isl, …), routed
// experts (moe_dtype, num_tokens, …), collectives (op, ranks or nodes, bytes), tokens sent to
// experts (num_token, dispatch_sms, … or op_name, moe_ep_size, …), and the transcribed figures of
// FlashAttention. Compressed ones (.gz) too.
#pragma once

#include <string>
#include <vector>

#include "cost/timed.h"

namespace tenfold::io {

// One TimedTable for each part and system that the table has rows of; none where its columns are
// of no known kind. A part that no column names is read in the file's name. Throws InputError with
// the line of a cell that is no number.
std::vector<TimedTable> read_timed_tables(const std::string& path);

// Why read_timed_tables() has none of a file: "bus bandwidths of single sizes, no times by size".
std::string why_not_read(const std::string& path);

// The tables of a folder and its folders, in order of their paths; of a file, that file.
std::vector<std::string> timed_paths(const std::string& path);

}  // namespace tenfold::io
