"""Where the models, hardware profiles and scenarios are."""

import os
import pathlib

from . import _tenfold


def _holds(folder):
    return (folder / "models").is_dir() and (folder / "scenarios").is_dir()


def library():
    """The library of $TENFOLD_HOME, else the one that was installed with the package, else that of
    the repository in which the package was built."""
    here = pathlib.Path(__file__).parent
    asked = os.environ.get("TENFOLD_HOME")
    places = [pathlib.Path(asked)] if asked else []
    places += [here / "library", *here.parents, *here.resolve().parents]
    home = next((p for p in places if _holds(p)), pathlib.Path("."))
    return _tenfold.Library(str(home))
