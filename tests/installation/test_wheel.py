"""What ``pip install`` brings: the files of the package, and whatever it imports."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

from lanterne.messages import LANGUAGES

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "lanterne"

EXTRAS = {
    "docx": "docx",
    "typst": "pdf",
    "vl_convert": "pictures",
    "pyspark": "spark",
    "py4j": "spark",
    "pyarrow": "spark",
    "pandas": "spark",
    "requests": "deposit",
    "urllib3": "deposit",
}
"""What the core imports where it is installed, and the extra that installs it."""


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    """``[project]`` of ``pyproject.toml``."""
    table: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return table


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[zipfile.ZipFile]:
    """The wheel as ``make wheel`` builds it: by the locked backend, and without a network."""
    folder = tmp_path_factory.mktemp("dist")
    words = [sys.executable, "-P", "-m", "hatchling", "build", "--target", "wheel"]
    subprocess.run([*words, "--directory", folder], cwd=ROOT, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        yield archive


def test_the_wheel_holds_each_file_of_the_package_and_no_other(wheel: zipfile.ZipFile) -> None:
    read = {
        path.relative_to(SOURCE.parent).as_posix(): path
        for path in SOURCE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".po"
    }
    read |= {
        f"lanterne/documentation/{path.relative_to(ROOT).as_posix()}": path
        for path in (ROOT / "docs").rglob("*")
        if path.is_file()
    }
    held = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert held == read.keys()
    changed = [name for name, path in read.items() if wheel.read(name) != path.read_bytes()]
    assert not changed


def test_each_language_of_it_has_its_name_and_its_sentences(wheel: zipfile.ZipFile) -> None:
    for tag in LANGUAGES.keys() - {"en"}:
        catalogue = wheel.read(f"lanterne/messages/locale/{tag}/LC_MESSAGES/django.mo")
        assert f"\nLanguage-Team: {LANGUAGES[tag]}\n".encode() in catalogue
        assert LANGUAGES[tag] != tag


def test_nothing_in_it_lies_where_only_a_clone_has_it(wheel: zipfile.ZipFile) -> None:
    """A module that climbs out of the package would read what the wheel does not hold.

    One does, for the documentation, of which the wheel has a copy.
    """
    climbing = [
        name
        for name in wheel.namelist()
        if name.endswith(".py") and b"parents[" in wheel.read(name)
        for node in ast.walk(ast.parse(wheel.read(name)))
        if _climbs(node, len(Path(name).parts) - 1)
    ]
    assert climbing == ["lanterne/documentation/source.py"]


def _climbs(node: ast.AST, depth: int) -> bool:
    """Whether it is ``.parents[n]`` of so many folders that it leaves the package."""
    return (
        isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "parents"
        and isinstance(node.slice, ast.Constant)
        and node.slice.value >= depth
    )


def test_the_command_and_the_licences_are_in_it(wheel: zipfile.ZipFile) -> None:
    about = {Path(name).name: name for name in wheel.namelist() if ".dist-info/" in name}
    assert "lanterne = lanterne.cli:main" in wheel.read(about["entry_points.txt"]).decode()
    assert {"METADATA", "RECORD", "LICENSE", "OFL.txt"} <= about.keys()
    said = wheel.read(about["METADATA"]).decode()
    assert "Requires-Python: >=3.11" in said
    assert "\nProvides-Extra: hub\n" in said


def _imports(path: Path) -> Iterator[str]:
    """Names of the packages that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def _required(lines: list[str]) -> set[str]:
    """Names of distributions, as the index has them."""
    cut = str.maketrans("[<>=;~! ", "        ")
    return {_usual(line.translate(cut).split()[0]) for line in lines}


def _usual(name: str) -> str:
    return name.lower().replace("_", "-")


def test_what_the_core_imports_is_what_pip_installs(project: dict[str, Any]) -> None:
    """Named by Lanterne itself: that another package happens to bring it is no promise."""
    extras = project["optional-dependencies"]
    brought = packages_distributions()
    missing = {}
    for path in SOURCE.rglob("*.py"):
        part = path.relative_to(SOURCE).parts[0]
        named = _required(project["dependencies"])
        named |= _required(extras["hub"]) if part in {"hub", "cli"} else set()
        for name in {*_imports(path)} - {"lanterne", "_typeshed", *sys.stdlib_module_names}:
            allowed = named | _required(extras[EXTRAS[name]]) if name in EXTRAS else named
            if not {_usual(one) for one in brought.get(name, [name])} & allowed:
                missing.setdefault(name, path.relative_to(SOURCE).as_posix())
    assert missing == {}


def test_what_draws_is_no_part_of_the_core_and_a_part_of_the_hub(project: dict[str, Any]) -> None:
    extras = project["optional-dependencies"]
    assert "vl-convert-python" not in _required(project["dependencies"])
    assert "vl-convert-python" in _required(extras["hub"]) & _required(extras["pictures"])


def test_no_process_that_is_begun_looks_for_modules_where_the_user_stands() -> None:
    """``python -m`` would run a ``json.py`` that somebody left in the folder of a case file."""
    begun = {
        (path.relative_to(SOURCE).as_posix(), words)
        for path in SOURCE.rglob("*.py")
        for words in _before_a_module(ast.parse(path.read_text("utf-8")))
    }
    assert len(begun) >= 5
    assert [place for place, before in begun if before != "-P"] == []


def _before_a_module(tree: ast.AST) -> Iterator[str | None]:
    """What stands before each ``-m`` of a list of words that Python is given."""
    for node in ast.walk(tree):
        if isinstance(node, ast.List | ast.Tuple):
            words = [one.value if isinstance(one, ast.Constant) else None for one in node.elts]
            if "-m" in words:
                yield (None, *words)[words.index("-m")]
