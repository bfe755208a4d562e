// A job's text as tests change it, and what reading it gives.
#pragma once

#include "faults.h"
#include "io/search.h"

namespace tenfold {

inline std::string job_text(const std::string& model, const std::string& tables) {
  return "format = \"scenario/1\"\n[job]\nmodel = \"" + model +
         "\"\naccelerator = \"a100-sxm-80gb\"\naccelerators = 8\nsequence_length = 4096\n"
         "grade = \"assumed\"\nreasoning = \"A test.\"\n" +
         tables;
}

inline Job job_of(const std::string& text) {
  return io::read_job_text(io::Library{"."}, "s.toml", text);
}

inline std::string faults(const std::string& text) {
  return faults_of([&] { job_of(text); });
}

}  // namespace tenfold
