// The one parallel loop. Iterations are independent; chunks are fixed, so that results combined in
// chunk order are the same bytes for any number of threads.
#pragma once

#include <cstdint>
#include <exception>
#include <vector>

namespace tenfold {

inline constexpr std::int64_t chunk_size = 4096;

// Threads to use: `asked` where above zero, else all cores.
int thread_count(int asked);

// Calls body(first, last, chunk) for each fixed chunk of [0, n), on `threads` threads. The first
// exception, in chunk order, is thrown again here.
template <class Body>
void for_each_chunk(std::int64_t n, int threads, const Body& body) {
  const std::int64_t chunks = (n + chunk_size - 1) / chunk_size;
  std::vector<std::exception_ptr> thrown(static_cast<std::size_t>(chunks));
#pragma omp parallel for schedule(dynamic) num_threads(threads)
  for (std::int64_t chunk = 0; chunk < chunks; ++chunk) {
    try {
      const std::int64_t first = chunk * chunk_size;
      body(first, first + chunk_size < n ? first + chunk_size : n, chunk);
    } catch (...) {
      thrown[static_cast<std::size_t>(chunk)] = std::current_exception();
    }
  }
  for (const std::exception_ptr& e : thrown)
    if (e) std::rethrow_exception(e);
}

}  // namespace tenfold
