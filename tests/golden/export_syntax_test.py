"""The golden exports are what their programs read: bash, TOML, YAML, JSON under comments."""
import json
import pathlib
import subprocess
import tomllib
import unittest

FOLDER = pathlib.Path(__file__).parent / "export"


class Export(unittest.TestCase):
    def texts(self, suffix):
        found = sorted(FOLDER.glob("*" + suffix))
        self.assertEqual(len(found), 3)
        return found

    def test_bash_takes_every_flag_with_its_value(self):
        for path in self.texts(".sh"):
            script = f'set -eu; source {path}; printf "%s\\n" "${{FLAGS[@]}}"'
            words = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True).stdout.split("\n")
            self.assertIn("--num-layers", words)
            flags = [w for w in words if w.startswith("--")]
            self.assertEqual(len(flags), len(set(flags)))
            for w in words:
                self.assertNotIn('"', w)

    def test_toml_has_tables_that_torchtitan_knows(self):
        for path in self.texts(".toml"):
            known = {"model", "training", "parallelism", "activation_checkpoint", "quantize", "compile", "debug"}
            config = tomllib.loads(path.read_text())
            self.assertLessEqual(set(config), known)
            parts = config["parallelism"].get("module_fqns_per_model_part")
            if parts:  # every layer once, in order
                names = [name for part in parts for name in part]
                layers = [int(name.split(".")[1]) for name in names if name.startswith("layers.")]
                self.assertEqual(layers, list(range(len(layers))))
                self.assertEqual(names[0], "tok_embeddings")
                self.assertEqual(names[-2:], ["norm", "output"])

    def test_json_stands_under_the_comments(self):
        for path in self.texts(".json"):
            lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
            self.assertIn("train_batch_size", json.loads("\n".join(lines)))

    def test_yaml_has_sections_with_keys_once(self):
        for path in self.texts(".yaml"):
            seen, section = set(), ""
            for line in path.read_text().splitlines():
                if line.startswith("#"):
                    continue
                self.assertRegex(line, r"^(  )?[a-z0-9_]+:( .+)?$")
                if not line.startswith(" "):
                    section = line.split(":")[0]
                key = (section, line.split(":")[0])
                self.assertNotIn(key, seen)
                seen.add(key)


if __name__ == "__main__":
    unittest.main()
