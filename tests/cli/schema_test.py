"""`tenfold schema`, and `lint` of what a vendor sends back."""
import json
import pathlib
import tempfile
import tomllib
import unittest

from _program import HOME, run

PROFILES = HOME / "hardware_profiles"


def answered(text):
    return text.replace("#? ", "")


class Schema(unittest.TestCase):
    def lint(self, text):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "answer.toml"
            path.write_text(text)
            return run("lint", path)

    def test_every_shipped_file_follows_its_schema(self):
        try:
            import jsonschema
        except ImportError:
            self.skipTest("python3-jsonschema is not installed")
        for name, folder in (("hardware", ""), ("cluster", "clusters"), ("framework", "frameworks")):
            check = jsonschema.Draft202012Validator(json.loads(run("schema", name).stdout))
            files = list((PROFILES / folder).glob("*.toml"))
            self.assertGreater(len(files), 10)
            for path in files:
                with self.subTest(path.name):
                    check.validate(tomllib.loads(path.read_text()))

    def test_a_schema_knows_what_is_required_and_what_may_stand(self):
        schema = json.loads(run("schema", "hardware").stdout)
        part = schema["properties"]["accelerator"]
        self.assertEqual(part["required"],
                         ["name", "maker", "memory", "memory_bandwidth", "power"])
        self.assertFalse(part["additionalProperties"])
        self.assertIn("GB/s", part["properties"]["memory_bandwidth"]["pattern"])

    def test_an_unknown_format_is_told(self):
        done = run("schema", "hardwear")
        self.assertEqual(done.returncode, 2)
        self.assertIn("did you mean 'hardware'?", done.stderr)

    def test_an_unanswered_questionnaire_tells_what_stands_open(self):
        text = run("schema", "hardware", "--questionnaire").stdout
        self.assertLessEqual(max(map(len, text.splitlines())), 100)
        done = self.lint(text)
        self.assertEqual(done.returncode, 2)
        self.assertIn("'memory' is missing", done.stderr)
        self.assertEqual(done.stderr.count("is not answered"), text.count("\n#? "))

    def test_an_answered_questionnaire_works_as_a_profile(self):
        text = run("schema", "hardware", "--questionnaire").stdout
        optional = text.replace("#? pair_bandwidth", "#- pair_bandwidth").replace(
            "#? fp4", "#- fp4")
        done = self.lint(answered(optional))
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "1 file sound\n", ""))
        one_open = answered(optional.replace("#? released", "#! released")).replace(
            "#! released", "#? released")
        done = self.lint(one_open)
        self.assertEqual((done.returncode, done.stdout), (0, "1 file sound, 1 warning\n"))
        self.assertIn("warning: 'released' is not answered", done.stderr)

    def test_shipped_profiles_and_clusters_have_no_finding(self):
        files = [*PROFILES.glob("*.toml"), *PROFILES.glob("clusters/*.toml")]
        done = run("lint", *files)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout, f"{len(files)} files sound\n")


if __name__ == "__main__":
    unittest.main()
