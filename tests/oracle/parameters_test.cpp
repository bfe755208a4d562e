#include "model/parameters.h"

#include <doctest/doctest.h>

#include "oracle/brute_force.h"
#include "oracle/random_model.h"

using namespace tenfold;

TEST_CASE("parameters are as many as one counts element by element") {
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    CAPTURE(seed);
    twin::Draw draw(seed);
    const Architecture a = random_architecture(draw);
    const twin::Parameters brute = twin::parameters(a);
    const ModelParameters counted = model_parameters(a);
    CHECK((counted.text.total == brute.text));
    CHECK((counted.text.active == brute.text_active));
    CHECK((counted.prediction.total == brute.prediction));
    CHECK((counted.towers.total == brute.towers));
  }
}

TEST_CASE("the lines of the parameter table sum to the model's parameters") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    twin::Draw draw(seed);
    const Architecture a = random_architecture(draw);
    const twin::Parameters brute = twin::parameters(a);
    Count total = 0;
    for (const ParameterPart& part : parameter_parts(a)) total += part.count.total;
    CHECK((total == brute.text + brute.prediction + brute.towers));
  }
}
