// The one parallel loop. Iterations are independent; chunks are fixed, so that results combined in
// chunk order are the same bytes for any number of threads.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <vector>

namespace tenfold {

inline constexpr std::int64_t chunk_size = 4096;

// Threads to use: `asked` where above zero, else all cores.
int thread_count(int asked);

// Calls body(i) for each i in [0, n), on `threads` threads; each call is a job that takes long. The
// first exception, in the order of the jobs, is thrown again here; jobs after one that threw are
// left out where they have not begun, and those before it are not, so that it is always the same.
template <class Body>
void for_each_job(std::int64_t n, int threads, const Body& body) {
  std::vector<std::exception_ptr> thrown(static_cast<std::size_t>(n));
  std::atomic<std::int64_t> failed = n;
#pragma omp parallel for schedule(dynamic) num_threads(threads)
  for (std::int64_t job = 0; job < n; ++job) {
    if (job > failed) continue;
    try {
      body(job);
    } catch (...) {
      thrown[static_cast<std::size_t>(job)] = std::current_exception();
      std::int64_t first = failed;
      while (job < first && !failed.compare_exchange_weak(first, job)) {
      }
    }
  }
  for (const std::exception_ptr& e : thrown)
    if (e) std::rethrow_exception(e);
}

// Calls body(first, last, chunk) for each fixed chunk of [0, n), on `threads` threads. The first
// exception, in chunk order, is thrown again here.
template <class Body>
void for_each_chunk(std::int64_t n, int threads, const Body& body) {
  for_each_job((n + chunk_size - 1) / chunk_size, threads, [&](std::int64_t chunk) {
    const std::int64_t first = chunk * chunk_size;
    body(first, first + chunk_size < n ? first + chunk_size : n, chunk);
  });
}

}  // namespace tenfold
