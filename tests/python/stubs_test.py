"""The type stubs say what the module has, and every public name is annotated and explained."""
import ast
import importlib.util
import inspect
import os
import pathlib
import re
import sys
import tempfile
import unittest

sys.path.insert(0, os.environ["TENFOLD_PYTHONPATH"])
import tenfold  # noqa: E402
from tenfold import _tenfold  # noqa: E402

PACKAGE = pathlib.Path(tenfold.__file__).parent
STUBS = ast.parse((PACKAGE / "_tenfold.pyi").read_text())
CLASSES = {node.name: node for node in STUBS.body if isinstance(node, ast.ClassDef)}
SOUND = """import numpy as np
import tenfold as tf
claimed: float = tf.check("a").reading(2).claimed
p: float | None = tf.load("b").with_(data=1).check(draws=1024).headline.p_claim
days = tf.run("c", plan={"tensor": 8}).days
low: float = days.low if days else 0.0
curve = tf.law("chinchilla").ask(compute=np.logspace(1, 2))
e: float = tf.fit({"loss": [1.0]}, at=[1e20]).ladders[0].form("additive").parameters["E"]
n: int = tf.count("m").parameters
offers: list[float | None] = [o.p_cheaper for o in tf.compare("d").offers]
"""
PLAIN = {"str", "int", "float", "bool"}


def stubbed(node):
    """Members of a class of the stubs: name -> annotation of what it gives, as a text."""
    found = {}
    for member in node.body:
        if isinstance(member, ast.FunctionDef):
            found[member.name] = ast.unparse(member.returns) if member.returns else None
        elif isinstance(member, ast.AnnAssign):
            found[member.target.id] = ast.unparse(member.annotation)
    return {k: v for k, v in found.items() if not k.startswith("_")}


def held(kind):
    return {k: v for k, v in vars(kind).items() if not k.startswith("_")}


def said(member):
    """What the module says that a property gives, where that is a plain type or None, else None."""
    words = (member.fget.__doc__ or "") if isinstance(member, property) else ""
    found = re.search(r"-> (?:Optional\[(\w+)\]|(\w+))\s*$", words)
    if not found or (found[1] or found[2]) not in PLAIN:
        return None
    return f"{found[1]} | None" if found[1] else found[2]


class Stubs(unittest.TestCase):
    def test_every_class_and_member_stands_in_the_stubs_and_no_other(self):
        public = {n for n, v in vars(_tenfold).items() if inspect.isclass(v) and n[0] != "_"}
        self.assertEqual(set(CLASSES), public - {"Library"})
        for name, node in CLASSES.items():
            with self.subTest(name):
                self.assertEqual(set(stubbed(node)), set(held(getattr(_tenfold, name))))

    def test_the_stubs_types_are_the_modules(self):
        for name, node in CLASSES.items():
            of = stubbed(node)
            for key, member in held(getattr(_tenfold, name)).items():
                if said(member):
                    self.assertEqual(of[key], said(member), f"{name}.{key}")
                self.assertTrue(of[key], f"{name}.{key} is not annotated")

    def test_every_member_has_a_docstring(self):
        for name in CLASSES:
            for key, member in held(getattr(_tenfold, name)).items():
                if type(member).__name__ == "pybind11_static_property":
                    continue  # which keeps none
                words = member.__doc__ or ""
                if callable(member) and not inspect.isfunction(member):
                    words = words.partition("\n\n")[2]  # behind pybind11's signature
                self.assertTrue(words.strip(), f"{name}.{key}")

    def test_every_function_of_the_package_is_annotated(self):
        for name in tenfold.__all__:
            function = getattr(tenfold, name)
            if not inspect.isfunction(function):
                continue
            signature = inspect.signature(function)
            self.assertIsNot(signature.return_annotation, signature.empty, name)
            for parameter in signature.parameters.values():
                self.assertIsNot(parameter.annotation, parameter.empty, f"{name}({parameter})")

    def test_the_package_says_that_it_is_typed(self):
        self.assertTrue((PACKAGE / "py.typed").exists())

    @unittest.skipUnless(importlib.util.find_spec("mypy"), "mypy is not installed")
    def test_mypy_takes_a_sound_program_and_finds_the_fault_of_another(self):
        from mypy import api

        os.environ["MYPYPATH"] = os.environ["TENFOLD_PYTHONPATH"]
        with tempfile.TemporaryDirectory() as cache:
            how = ["--follow-imports=silent", "--ignore-missing-imports", "--cache-dir", cache]
            words, _, failed = api.run([*how, "-c", SOUND])
            self.assertEqual(failed, 0, words)
            words, _, failed = api.run([*how, "-c", SOUND + "tf.run('c', plan=3)\n"])
            self.assertEqual(failed, 1)
            self.assertIn('Argument "plan" to "run" has incompatible type "int"', words)


if __name__ == "__main__":
    unittest.main()
