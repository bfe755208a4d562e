// What a questionnaire asks of each field besides its meaning: an example, the H100's, and the
// trap that answers fall into. Private to io/.
#pragma once

#include <string_view>
#include <vector>

namespace tenfold::io {

struct Question {
  std::string_view key, example, trap = {};
};

// Of [accelerator]. What we fit or count ourselves is not asked: kernels, scales, measured runs.
const std::vector<Question>& accelerator_questions();

// Of a network inside the node, and of one between nodes.
const std::vector<Question>& link_questions();
const std::vector<Question>& adapter_questions();

// Of [cluster].
const std::vector<Question>& site_questions();

// Of [[offers]].
const std::vector<Question>& offer_questions();

}  // namespace tenfold::io
