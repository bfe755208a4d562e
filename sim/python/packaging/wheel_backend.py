"""What pip asks to make the wheel (PEP 517): CMake builds the module, and this packs it.

Standard library alone, so that nothing is fetched. The config setting `build-dir` names a folder to
build in, which may have been built in already; the default is build/wheel."""

import base64
import hashlib
import os
import pathlib
import re
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[3]
LIBRARY = ("models", "hardware_profiles", "scenarios")
DATE = (1980, 1, 1, 0, 0, 0)  # of every entry: the same sources give the same bytes


def get_requires_for_build_wheel(config_settings=None):
    return []


def get_requires_for_build_sdist(config_settings=None):
    return []


def _project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def version():
    """As CMakeLists.txt states it."""
    text = (ROOT / "CMakeLists.txt").read_text(encoding="utf-8")
    return re.search(r"project\(tenfold VERSION (\S+)", text)[1]


def _tag():
    python = f"cp{sys.version_info.major}{sys.version_info.minor}"
    platform = re.sub(r"[-.]", "_", sysconfig.get_platform())
    return f"{python}-{python}-{platform}"


def _interpreter():
    """That of the running one that has headers: a virtual environment's is its base's."""
    return getattr(sys, "_base_executable", None) or sys.executable


def _built(folder):
    """The module's file, built in `folder`."""
    if not (folder / "CMakeCache.txt").exists():
        ask = ["cmake", "-S", str(ROOT), "-B", str(folder), "-GNinja"]
        ask += ["-DCMAKE_BUILD_TYPE=Release", "-DTENFOLD_PYTHON=ON"]
        subprocess.run([*ask, f"-DPython_EXECUTABLE={_interpreter()}"], check=True)
    subprocess.run(["cmake", "--build", str(folder), "--target", "tenfold_python"], check=True)
    suffix = sysconfig.get_config_var("EXT_SUFFIX")
    return folder / "python" / "tenfold" / f"_tenfold{suffix}"


def _sources():
    """(path in the wheel, file) of all but the module."""
    package = ROOT / "sim" / "python" / "tenfold"
    found = [(f"tenfold/{p.relative_to(package)}", p) for p in package.rglob("*")]
    for folder in LIBRARY:
        base = ROOT / folder
        found += [(f"tenfold/library/{folder}/{p.relative_to(base)}", p) for p in base.rglob("*")]
    return sorted((n, p) for n, p in found if p.is_file() and "__pycache__" not in p.parts)


def metadata():
    """The text of METADATA (core metadata 2.1)."""
    project = _project()
    lines = ["Metadata-Version: 2.1", f"Name: {project['name']}", f"Version: {version()}"]
    lines += [f"Summary: {project['description']}"]
    lines += [f"Requires-Python: {project['requires-python']}"]
    lines += [f"Requires-Dist: {d}" for d in project["dependencies"]]
    lines += ["Description-Content-Type: text/markdown", ""]
    return "\n".join(lines) + "\n" + (ROOT / "docs" / "python.md").read_text(encoding="utf-8")


def _wheel_words():
    """The text of WHEEL."""
    said = f"Wheel-Version: 1.0\nGenerator: tenfold {version()}\n"
    return f"{said}Root-Is-Purelib: false\nTag: {_tag()}\n"


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    name = f"tenfold-{version()}.dist-info"
    folder = pathlib.Path(metadata_directory) / name
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text(metadata(), encoding="utf-8")
    (folder / "WHEEL").write_text(_wheel_words(), encoding="utf-8")
    return name


class _Wheel:
    """An archive that writes down what is put in."""

    def __init__(self, path):
        self.archive = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
        self.record = []

    def put(self, name, data, mode=0o644):
        entry = zipfile.ZipInfo(name, DATE)
        entry.external_attr = (0o100000 | mode) << 16
        entry.compress_type = zipfile.ZIP_DEFLATED
        self.archive.writestr(entry, data)
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        self.record.append(f"{name},sha256={digest},{len(data)}")

    def close(self, info):
        self.record.append(f"{info}/RECORD,,")
        self.archive.writestr(
            zipfile.ZipInfo(f"{info}/RECORD", DATE), "\n".join(self.record) + "\n"
        )
        self.archive.close()


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    asked = (config_settings or {}).get("build-dir")
    module = _built(pathlib.Path(asked) if asked else ROOT / "build" / "wheel")
    name = f"tenfold-{version()}-{_tag()}.whl"
    info = f"tenfold-{version()}.dist-info"
    wheel = _Wheel(os.path.join(wheel_directory, name))
    for path, file in _sources():
        wheel.put(path, file.read_bytes())
    wheel.put(f"tenfold/{module.name}", module.read_bytes(), 0o755)
    wheel.put(f"{info}/METADATA", metadata().encode())
    wheel.put(f"{info}/WHEEL", _wheel_words().encode())
    wheel.close(info)
    return name


def build_sdist(sdist_directory, config_settings=None):
    """What git knows of the repository, or all but its builds where there is no git."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode == 0:
        files = [f for f in listed.stdout.split("\0") if f]
    else:
        every = (p.relative_to(ROOT) for p in ROOT.rglob("*") if p.is_file())
        files = [str(p) for p in every if p.parts[0] not in ("build", ".git", ".cache")]
    base = f"tenfold-{version()}"
    with tarfile.open(os.path.join(sdist_directory, f"{base}.tar.gz"), "w:gz") as archive:
        for file in sorted(files):
            archive.add(ROOT / file, f"{base}/{file}", recursive=False)
        info = pathlib.Path(sdist_directory) / "PKG-INFO"
        info.write_text(metadata(), encoding="utf-8")
        archive.add(info, f"{base}/PKG-INFO")
        info.unlink()
    return f"{base}.tar.gz"
