// Scenario files that describe a job, [job] of format "scenario/1": see docs/formats.md.
#pragma once

#include <string>
#include <string_view>

#include "io/library.h"
#include "scenario/job.h"

namespace tenfold::io {

// Whether a scenario describes a job; a text that is no TOML does not.
bool is_job(const std::string& path, std::string_view text);

// Throws InputError that names every fault, also a model or profile that is not there.
Job read_job_text(const Library&, const std::string& path, std::string_view text);

// The job's model, trained on its tokens in sequences of its length.
LoadedModel load_job_model(const Library&, const std::string& path, std::string_view text);

// A scenario to start from, with what is known filled in and the rest marked as assumed.
std::string new_job(const std::string& model, const Model&, const Accelerator&);

}  // namespace tenfold::io
