// schema: the fields of our formats for other programs, and as questions to a vendor.
#include "io/schema.h"

#include <memory>

#include "cli/verb.h"
#include "io/questionnaire.h"

namespace tenfold::cli {

void add_schema(CLI::App& app, Program& program) {
  auto* verb = app.add_subcommand("schema", "a format as JSON Schema, or as questions to a vendor");
  const auto format = std::make_shared<std::string>();
  verb->add_option("FORMAT", *format, "hardware, cluster or framework; of questions also offer")
      ->required();
  const auto questions = std::make_shared<bool>(false);
  verb->add_flag("--questionnaire", *questions,
                 "hardware, cluster, offer: to be filled in, which lint reads back");
  verb->callback([&program, format, questions] {
    program.action = [format, questions] {
      write_result(*questions ? io::questionnaire_text(*format) : io::schema_text(*format));
      return done;
    };
  });
}

}  // namespace tenfold::cli
