#include "cli/usage.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "io/suggest.h"

namespace tenfold::cli {
namespace {

using Words = std::vector<std::string>;

Words verb_names(const CLI::App& app) {
  Words verbs;
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; }))
    verbs.push_back(verb->get_name());
  return verbs;
}

Words option_names(const CLI::App& verb) {
  Words names;
  for (const CLI::Option* option : verb.get_options())
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

bool contains(const Words& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

// "--export" of "--export=nemo".
std::string option_of(const std::string& word) { return word.substr(0, word.find('=')); }

// Of words after a verb, which may be one of the verb's own verbs.
std::string fault_of(const CLI::App& verb, const std::string& name, const Words& words,
                     const CLI::ParseError& fault) {
  const Words options = option_names(verb), verbs = verb_names(verb);
  const bool needs_verb = verb.get_require_subcommand_min() > 0;
  if (!verbs.empty() && !words.empty() && words[0][0] != '-' &&
      (needs_verb || contains(verbs, words[0]))) {
    if (!contains(verbs, words[0]))
      return fmt::format("{}: there is no '{}'{}", name, words[0], io::suggestion(words[0], verbs));
    return fault_of(*verb.get_subcommand(words[0]), name + " " + words[0],
                    Words(words.begin() + 1, words.end()), fault);
  }
  for (const std::string& word : words) {
    const std::string option = option_of(word);
    if (option.rfind("--", 0) == 0 && option.size() > 2 && !contains(options, option))
      return fmt::format("{}: there is no option {}{}", name, option,
                         io::suggestion(option, options));
  }
  return fmt::format("{}: {}", name, fault.what());
}

}  // namespace

std::string usage_fault(const CLI::App& app, const CLI::ParseError& fault, int argc, char** argv) {
  const Words words(argv + 1, argv + argc);
  if (words.empty() || words[0].empty())
    return "tenfold: needs a verb, as in: tenfold count llama-4-maverick";
  const Words verbs = verb_names(app);
  if (words[0][0] == '-') return fault_of(app, "tenfold", words, fault);
  if (!contains(verbs, words[0]))
    return fmt::format("tenfold: there is no verb '{}'{}", words[0],
                       io::suggestion(words[0], verbs));
  return fault_of(*app.get_subcommand(words[0]), "tenfold " + words[0],
                  Words(words.begin() + 1, words.end()), fault);
}

}  // namespace tenfold::cli
