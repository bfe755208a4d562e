#include <doctest/doctest.h>

#include <initializer_list>
#include <string>

#include "io/csv.h"
#include "io/layer_pattern.h"
#include "io/nesting.h"
#include "io/sha256.h"
#include "io/suggest.h"
#include "io/units.h"

using namespace tenfold;
using namespace tenfold::io;

TEST_CASE("SHA-256 gives the digests of FIPS 180-4's examples") {
  CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(sha256(std::string(1000000, 'a')) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("a pattern of layers expands in order, and is found again") {
  const LayerNames layers = layer_names("2*(a 2*b) c");
  CHECK(layers.fault.empty());
  CHECK(layers.names == std::vector<std::string>{"a", "b", "b", "a", "b", "b", "c"});
  for (const std::string pattern : {"3*dense 58*moe", "12*(a b a c)", "a", "5*(a b) a"})
    CHECK(layer_pattern(layer_names(pattern).names) == pattern);
}

TEST_CASE("every found pattern expands to the names that it was found for") {
  unsigned state = 1;  // fixed: a failure repeats
  for (unsigned trial = 0; trial < 300; ++trial) {
    std::vector<std::string> names;
    const std::size_t period = 1 + trial % 7U;
    for (unsigned i = 0; i < 1 + trial % 40U; ++i) {
      state = state * 1664525U + 1013904223U;
      names.push_back(names.size() >= period && state % 16U > 0
                          ? names[names.size() - period]
                          : std::string(1, "abc"[state >> 30U]));
      if (names.back() == std::string(1, '\0')) names.back() = "d";
    }
    CAPTURE(trial);
    CHECK(layer_names(layer_pattern(names)).names == names);
  }
}

TEST_CASE("the nearest word is suggested, a far one is not") {
  const std::vector<std::string> known{"hidden", "heads", "vocabulary"};
  CHECK(suggestion("hiden", known) == ", did you mean 'hidden'?");
  CHECK(suggestion("haeds", known) == ", did you mean 'heads'?");
  CHECK(suggestion("experts", known).empty());
  CHECK(edit_distance("abcd", "acbd") == 1);
}

TEST_CASE("a quantity needs its unit, and GB is not GiB") {
  CHECK(parse_quantity<Dimension{.byte = 1}>("80 GiB")->in(byte) == 85899345920.0);
  CHECK(parse_quantity<Dimension{.byte = 1}>("80 GB")->in(byte) == 80e9);
  CHECK(parse_in({.second = 1}, "2.38 M GPU-h") == 2.38 * 3.6e9);
  for (const std::string wrong :
       {"80", "80GB", "GB", "80 gb", "80  GB", "inf GB", "nan GB", "", " 80 GB", "8O GB"})
    CHECK_FALSE(parse_in({.byte = 1}, wrong).has_value());
}

TEST_CASE("counts with a scale are exact integers") {
  CHECK(parse_scaled_count("22 T tokens") == Count{22} * 1'000'000'000'000);
  CHECK(parse_scaled_count("2.38 M") == Count{2'380'000});
  CHECK(parse_scaled_count("15e12") == Count{15} * 1'000'000'000'000);
  CHECK(parse_scaled_count("401583781376") == Count{401583781376});
  for (const std::string wrong : {"1.5", "22 X", "T", "22 T GB", "", "1e99", "--1"})
    CHECK_FALSE(parse_scaled_count(wrong).has_value());
}

TEST_CASE("cells that a spreadsheet would run are quoted, and quotes survive") {
  CHECK(csv_line({"a", "1,5", "say \"hi\"", "=1+1", "-5", "-x"}) ==
        "a,\"1,5\",\"say \"\"hi\"\"\",'=1+1,-5,'-x\n");
  const auto rows = csv_rows("x,y\n\"a\nb\",2\n\nlast,3");
  REQUIRE(rows.size() == 3);
  CHECK(rows[1].cells == std::vector<std::string>{"a\nb", "2"});
  CHECK(rows[2].line == 5);
}

TEST_CASE("only nesting outside strings and comments counts as deep") {
  CHECK_FALSE(too_deep("a = \"[[[[[[[[\" # [[[[[[[\n", 3).has_value());
  CHECK(too_deep("a = [[[[1]]]]", 3)->column == 8);
  CHECK(too_deep("a.b.c.d = 1", 3)->column == 6);
  CHECK_FALSE(too_deep("a.b = 1.5\nc.d = 2.5\n", 3).has_value());
}
