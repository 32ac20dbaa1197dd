"""The shape of the source: how long a module may be, and how much a function may ask for."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "lanterne"

LONGEST_MODULE = 300
"""Lines of a module, which has one idea."""

MOST_PARAMETERS = 8
"""Parameters of a function, without self; what belongs together is a dataclass with a name."""

LONGER_MODULES = {
    "hub/*/migrations/*.py": "written by a program",
}
"""Modules that may be longer → why."""

MODULES = sorted(path.relative_to(SOURCE) for path in SOURCE.rglob("*.py"))


def excepted(module: Path, exceptions: dict[str, str]) -> bool:
    return any(module.match(pattern) for pattern in exceptions)


def lines_of(module: Path) -> int:
    return len((SOURCE / module).read_text("utf-8").splitlines())


def wide_functions(module: Path) -> Iterator[str]:
    """Functions of a module that ask for more than they may, with how much that is."""
    for node in ast.walk(ast.parse((SOURCE / module).read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            given = node.args
            names = [one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
            number = len(names) - (names[:1] in (["self"], ["cls"]))
            if number > MOST_PARAMETERS:
                yield f"{node.name} asks for {number}"


def test_no_module_is_longer_than_it_may_be() -> None:
    long = {str(one): lines_of(one) for one in MODULES if lines_of(one) > LONGEST_MODULE}
    assert {
        one: size for one, size in long.items() if not excepted(Path(one), LONGER_MODULES)
    } == {}


def test_no_function_asks_for_more_than_it_may() -> None:
    """Compiled loops take named tuples of arrays."""
    assert {str(one): found for one in MODULES if (found := list(wide_functions(one)))} == {}


@pytest.mark.parametrize("pattern", sorted(LONGER_MODULES))
def test_an_exception_for_long_modules_is_needed(pattern: str) -> None:
    assert any(lines_of(one) > LONGEST_MODULE for one in MODULES if one.match(pattern))
