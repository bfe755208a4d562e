#include "io/questionnaire.h"

#include <fmt/format.h>

#include <optional>
#include <type_traits>

#include "base/names.h"
#include "hardware/cluster.h"
#include "io/questions.h"
#include "io/suggest.h"
#include "io/units.h"
#include "scenario/offer.h"

namespace tenfold::io {
namespace {

template <class T>
struct Of {};  // names a type to an overload

std::string unit_of(Of<std::string>) { return "text"; }
std::string unit_of(Of<bool>) { return "true or false"; }
std::string unit_of(Of<std::int64_t>) { return "whole number"; }
std::string unit_of(Of<double>) { return "number"; }
std::string unit_of(Of<std::vector<std::string>>) { return "texts"; }

template <class Enum>
requires std::is_enum_v<Enum> std::string unit_of(Of<Enum>) { return list_names<Enum>(); }

template <Dimension D>
std::string unit_of(Of<Quantity<D>>) {
  std::string list;
  for (const UnitName& unit : unit_names(D))  // hours of a GPU are for runs
    if (unit.name.find("-h") == std::string_view::npos)
      list += (list.empty() ? "" : ", ") + std::string(unit.name);
  return list;
}
template <class T>
std::string unit_of(Of<T>) {
  return "table";
}
template <class T>
std::string unit_of(Of<std::optional<T>>) {
  return unit_of(Of<T>{});
}
template <class T>
std::string unit_of(Of<std::vector<T>>) {
  return "tables";
}

// One question: meaning, unit, trap, and the line to be answered.
std::string question(const Question& q, std::string_view meaning, const std::string& unit,
                     bool needed) {
  std::string text = fmt::format("# {} ({}{})\n", meaning, unit, needed ? "; needed" : "");
  if (!q.trap.empty()) text += fmt::format("#   {}\n", q.trap);
  return text + fmt::format("#? {} = {}\n", q.key, q.example);
}

// The fields of a table that the examples have, in the order of the fields.
template <class T>
std::string questions(const std::vector<Question>& examples) {
  std::string text;
  for_each_field<T>([&]<class Member>(const Field<T, Member>& field) {
    for (const Question& q : examples)
      if (q.key == field.name)
        text += question(q, field.meaning, unit_of(Of<Member>{}), field.rule.required);
  });
  return text;
}

constexpr std::string_view how_to_answer =
    "# A line that begins with #? is a question: take \"#? \" away and put your value in\n"
    "# place of the example, with its unit in the quotes.\n"
    "# Not known, or not told: leave the line as it is. It counts as unknown, not as zero.\n"
    "# Not there (a format that the part lacks): turn #? into #-.\n"
    "# All is of ONE accelerator: not of a board, a superchip, a server or a rack.\n"
    "# `tenfold lint FILE` tells what stands open, and what cannot be.\n\n";

constexpr std::string_view source_questions =
    "# Where the answers come from, and whom to ask: a document that others can read.\n"
    "[sources.vendor]\n"
    "#? title = \"H100 SXM5 80GB: data sheet\"\n"
    "#? url = \"https://example.com/data-sheet\"\n"
    "#? date = \"2026-11-01\"\n"
    "# Who measured, on what, with which software, where a number was measured.\n"
    "#? note = \"rated by the maker\"\n\n";

std::string heading(std::string_view what, std::string_view format) {
  return fmt::format(
      "# Questions about {0}. The answers make a file of the format {1}/1.\n#\n{2}"
      "format = \"{1}/1\"\n\n{3}",
      what, format, how_to_answer, source_questions);
}

std::string hardware_questions() {
  return heading("one accelerator", "hardware") +
         "[accelerator]\n"
         "source = \"vendor\"\n"
         "# disclosed: rated by the maker; measured: say by whom in the note; estimated.\n"
         "grade = \"disclosed\"\n" +
         questions<Accelerator>(accelerator_questions()) +
         "\n# The network inside the node.\n[[accelerator.tiers]]\n" +
         questions<Tier>(link_questions()) +
         "\n# The network between nodes.\n[[accelerator.tiers]]\n" +
         questions<Tier>(adapter_questions());
}

std::string cluster_questions() {
  return heading("one cluster", "cluster") +
         "[cluster]\nsource = \"vendor\"\ngrade = \"disclosed\"\n" +
         questions<Cluster>(site_questions()) +
         "\n# The network inside the node.\n[[cluster.tiers]]\n" +
         questions<Tier>(link_questions()) + "\n# The network between nodes.\n[[cluster.tiers]]\n" +
         questions<Tier>(adapter_questions());
}

std::string offer_part() {
  return fmt::format(
             "# Questions about one offer. The answers are pasted into a scenario of\n"
             "# `tenfold compare`, which lint then reads.\n#\n{}{}",
             how_to_answer, source_questions) +
         "[[offers]]\nsource = \"vendor\"\ngrade = \"disclosed\"\n" +
         questions<Offer>(offer_questions());
}

}  // namespace

std::string questionnaire_text(std::string_view format) {
  if (format == "hardware") return hardware_questions();
  if (format == "cluster") return cluster_questions();
  if (format == "offer") return offer_part();
  throw InputError(fmt::format("there is no questionnaire of '{}': hardware, cluster or offer{}",
                               format, suggestion(format, {"hardware", "cluster", "offer"})));
}

std::vector<Fault> open_questions(const std::string& path, std::string_view text) {
  std::vector<Fault> open;
  std::int64_t line = 1;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string_view row = text.substr(0, end);
    if (const auto equals = row.find(" = ");
        row.starts_with("#? ") && equals != std::string_view::npos)
      open.push_back(
          {path, line, 1,
           fmt::format("'{}' is not answered: it counts as unknown", row.substr(3, equals - 3))});
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    ++line;
  }
  return open;
}

}  // namespace tenfold::io
