// What the forms of the verdict's report have in common. Private to report/.
#pragma once

#include <string>
#include <vector>

#include "report/cited.h"
#include "report/page.h"
#include "report/verdict.h"

namespace tenfold::report {

// "Claim checked", then who said it and in which words; ready for a hanging paragraph.
std::vector<Paragraph> claims(const Claim&);

// What the ratio and its probability are of, and that the statements differ where they do.
std::vector<std::string> premises(const Claim&, const Verdict&);

// The answer in plain words, sentence by sentence.
std::vector<std::string> answer(const Claim&, const Verdict&);

// "P(>=10)"
std::string p_heading(double claimed);

// Consecutive readings without a ratio are one row: readings [first, last].
struct ReadingRow {
  std::size_t first = 0, last = 0;
};
std::vector<ReadingRow> reading_rows(const Verdict&);
std::string row_number(const Verdict&, const ReadingRow&);  // "2", "4-6"
std::string row_label(const Verdict&, const ReadingRow&);
std::string row_reason(const Verdict&, const ReadingRow&);  // of rows without a ratio

std::string basis_words(Basis);  // "by judgement"
// "by judgement: 8 judged factors of 8"
std::string rests_on(const Reading&);

// The reading whose factors the report takes apart: the headline where it has some, else the first
// that has. Null where none has.
const Reading* factored_reading(const Verdict&);

// The sections after the answer, in the report's order.
std::vector<Section> sections(const Claim&, const Verdict&);
Section needed_section(const Claim&, const Verdict&);
Section capability_section(const Claim&, const Verdict&);
Section baseline_section(const Claim&, const Verdict&);
Section boundary_section(const Claim&, const Verdict&);
Section factor_section(const Claim&, const Verdict&);
Section priors_section(const Claim&, const Verdict&);
Section evidence_section(const Claim&, const Verdict&);
Section parity_section(const Claim&, const Verdict&);
Section sensitivity_section(const Claim&, const Verdict&);
Section settler_section(const Claim&, const Verdict&);

// What only the page has: every what-if, the counts under every convention, the matrix.
std::vector<Section> appendices(const Claim&, const Verdict&);
std::string sources_html(const Claim&, const Verdict&);

// "23 inputs: 14 disclosed, 5 derived, 4 assumed"
std::string inputs_by_grade(const Verdict&);

// Each source once, with what rests on it.
std::vector<Cited> cited_sources(const Claim&, const Verdict&);

}  // namespace tenfold::report
