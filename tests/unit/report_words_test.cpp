#include <doctest/doctest.h>

#include "report/page.h"
#include "report/table.h"
#include "report/words.h"

using namespace tenfold;
using namespace tenfold::report;

TEST_CASE("a probability becomes the nearest simple fraction") {
  struct Row {
    double p;
    const char* words;
  };
  const Row rows[] = {{0.002, "less than 1 in 100"},
                      {0.02, "1 in 50"},
                      {0.06, "1 in 20"},
                      {0.1, "1 in 10"},
                      {0.2, "1 in 5"},
                      {0.32, "1 in 3"},
                      {0.47, "1 in 2"},
                      {0.6, "3 in 5"},
                      {0.93, "19 in 20"},
                      {0.98, "49 in 50"},
                      {0.999, "more than 99 in 100"}};
  for (const Row& row : rows) {
    CAPTURE(row.p);
    CHECK(chance_words(row.p) == row.words);
  }
  CHECK(chance_words(0.2, 0.6) == "between 1 in 5 and 3 in 5");
  CHECK(chance_words(0.48, 0.52) == "about 1 in 2");
  CHECK(chance_words(0.001, 0.002) == "less than 1 in 100");
}

TEST_CASE("ratios keep two digits, and below one no zeros at the end") {
  CHECK(ratio_text(9.412) == "9.4");
  CHECK(ratio_text(40.3) == "40");
  CHECK(ratio_text(1) == "1.0");
  CHECK(ratio_text(0.4) == "0.4");
  CHECK(ratio_text(0.08) == "0.08");
  CHECK(interval_text(Spread{9.4, 2.2, 40}) == "2.2 - 40");
  CHECK(interval_text(Spread{12, 12, 12}) == "no spread");
  CHECK(median_text({}) == "n/d");
}

TEST_CASE("sizes have a letter and no zeros at the end") {
  CHECK(size_text(22e12) == "22T");
  CHECK(size_text(3.74e9) == "3.7B");
  CHECK(size_text(15.6e12, 3) == "15.6T");
  CHECK(size_text(10) == "10");
  CHECK(size_text(2.5) == "2.5");
}

TEST_CASE("dates and sites read as a person writes them, and strange ones stay") {
  CHECK(date_words("2026-04-08") == "8 Apr 2026");
  CHECK(date_words("2026-13-08") == "2026-13-08");
  CHECK(date_words("spring 2026") == "spring 2026");
  CHECK(host("https://ai.meta.com/blog/x") == "ai.meta.com");
  CHECK(host("arxiv.org") == "arxiv.org");
}

TEST_CASE("lists and sentences are grammatical") {
  CHECK(listed({"a"}) == "a");
  CHECK(listed({"a", "b"}) == "a and b");
  CHECK(listed({"a", "b", "c"}) == "a, b and c");
  CHECK(sentence("that is so. ") == "That is so.");
  CHECK(sentence("").empty());
  CHECK(number_word(3) == "three");
  CHECK(number_word(40) == "40");
}

TEST_CASE("HTML text escapes what HTML reads, and no control character reaches a terminal") {
  CHECK(escaped("<b a=\"x\" b='y'>&") == "&lt;b a=&quot;x&quot; b=&#39;y&#39;&gt;&amp;");
  CHECK(printable("a\x1b[2Jb\nc") == "a?[2Jb\nc");
}

TEST_CASE("a paragraph's lines start below each other, within 80 columns") {
  const std::string words =
      "one two three four five six seven eight nine ten eleven twelve "
      "thirteen fourteen fifteen";
  const std::string text = hanging("Lead  ", words);
  CHECK(text.find("Lead  one two") == 0);
  CHECK(text.find("\n      ") != std::string::npos);
  CHECK(text.find('\n') <= page_width);
}

TEST_CASE("a grid's first cell breaks where the row would be wider than the page") {
  const Section section{
      "TITLE",
      "",
      {Grid{{"a", "b"}, {{std::string(50, 'x') + " " + std::string(30, 'y'), "1"}}, {}}}};
  std::size_t start = 0;
  const std::string out = text(section);
  for (auto end = out.find('\n'); end != std::string::npos; end = out.find('\n', start)) {
    CHECK(end - start <= page_width);
    start = end + 1;
  }
  CHECK(out.find("\n   yyy") != std::string::npos);
}

TEST_CASE("no line ends between a number and its unit") {
  CHECK(wrapped("it needs 76.5 GiB.", 14) == "it needs\n76.5 GiB.");
  CHECK(wrapped("costs 105 M USD, or", 13) == "costs\n105 M USD, or");
  CHECK(wrapped("less (−0.31 s), then", 12) == "less\n(−0.31 s),\nthen");
  CHECK(wrapped("about 80 % of it", 9) == "about\n80 % of\nit");
  CHECK(wrapped("tensor 8, s", 9) == "tensor 8,\ns");  // no number stands before it
}
