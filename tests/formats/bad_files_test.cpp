#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "base/error.h"
#include "io/model.h"

using namespace tenfold;

namespace {

const std::string folder = "tests/formats/bad/";

// Faults that each file must give: lines of expected.txt by the file that they begin with.
std::map<std::string, std::string> expected_faults() {
  std::ifstream in(folder + "expected.txt");
  std::map<std::string, std::string> expected;
  for (std::string line; std::getline(in, line);) {
    std::string& text = expected[line.substr(0, line.find(':'))];
    text += (text.empty() ? "" : "\n") + folder + line;
  }
  return expected;
}

std::string faults_of(const std::string& path) {
  try {
    io::read_model(path);
    return "no fault";
  } catch (const InputError& faulty) {
    return faulty.what();
  }
}

}  // namespace

TEST_CASE("each bad model file is told every fault, with its position and what would be right") {
  auto expected = expected_faults();
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".toml") continue;
    const std::string file = entry.path().filename().string();
    CAPTURE(file);
    CHECK(faults_of(folder + file) == expected[file]);
    expected.erase(file);
  }
  CHECK(expected.empty());  // no line of expected.txt is of a file that is gone
}

TEST_CASE("the good model that the bad ones derive from has no fault") {
  CHECK(faults_of("tests/formats/good_model.toml") == "no fault");
}

TEST_CASE("a file over 1 MiB is refused before it is parsed") {
  const auto path = std::filesystem::temp_directory_path() / "tenfold_large.toml";
  std::ofstream(path) << std::string((1 << 20) + 1, '#');
  CHECK(faults_of(path.string()) == path.string() +
                                        ":1:1: over 1 MiB: a file of ours holds one "
                                        "model, scenario or profile");
  std::filesystem::remove(path);
}

TEST_CASE("a file that is not there, and a folder, are told as such") {
  CHECK(faults_of("tests/formats/nowhere.toml") ==
        "tests/formats/nowhere.toml: there is no such file");
  CHECK(faults_of("tests/formats") == "tests/formats: is a folder: name a file in it");
}
