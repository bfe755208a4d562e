#include "base/count.h"

#include <doctest/doctest.h>

#include "base/digits.h"

using namespace tenfold;

TEST_CASE("a count beyond 64 bits keeps every digit in text and back") {
  const std::string text = "37908123456789012345678901";
  CHECK(decimal(*parse_count(text)) == text);
  CHECK(grouped(*parse_count(text)) == "37,908,123,456,789,012,345,678,901");
  CHECK(decimal(-*parse_count(text)) == "-" + text);
  CHECK(grouped(-1000) == "-1,000");
  CHECK(grouped(999) == "999");
}

TEST_CASE("what is no whole number is no count") {
  for (const std::string text :
       {"", "-", "1.5", "1e5", " 1", "0x10", "123456789012345678901234567890123456789"})
    CHECK_FALSE(parse_count(text).has_value());
}

TEST_CASE("a quotient is rounded half up") {
  CHECK(rounded_quotient(7, 2) == 4);
  CHECK(rounded_quotient(6, 4) == 2);
  CHECK(rounded_quotient(5, 4) == 1);
}

TEST_CASE("numbers are printed with the digits that they carry") {
  CHECK(significant(9.4185, 2) == "9.4");
  CHECK(significant(0.0834, 2) == "0.083");
  CHECK(significant(40.6, 2) == "41");
  CHECK(significant(240.7, 2) == "240");
  CHECK(significant(2.2438e24, 3) == "2.24e24");
  CHECK(significant(0, 2) == "0");
  CHECK(significant(1.5e-7, 2) == "1.5e-07");
  CHECK(with_suffix(816e9) == "816 B");
  CHECK(with_suffix(999.7e6) == "1.00 B");
  CHECK(probability_text(0.4731) == ".47");
  CHECK(probability_text(0.004) == "<.01");
  CHECK(probability_text(0.996) == ">.99");
}
