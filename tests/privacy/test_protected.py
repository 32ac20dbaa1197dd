"""Two rules that the source itself must keep, read from its syntax trees."""

import ast
from pathlib import Path

import pytest

import lanterne
from lanterne.privacy import Protected

SOURCE = Path(lanterne.__file__).parent
MAY_PROTECT = {"privacy", "synthesis"}


def constructions(tree):
    """Lines that call ``Protected(…)``, ``Protected[…](…)`` or ``x.Protected(…)``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            made = node.func.value if isinstance(node.func, ast.Subscript) else node.func
            name = made.attr if isinstance(made, ast.Attribute) else getattr(made, "id", "")
            if name == "Protected":
                yield node.lineno


def randomness(tree):
    """Lines that reach for a pseudo-random generator or a seed."""
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Attribute | ast.arg | ast.keyword | ast.Name):
            names = [
                getattr(node, field, "") or ""
                for field in ("attr", "arg", "id")
                if hasattr(node, field)
            ]
        if any(part in {"random", "seed"} for name in names for part in name.split(".")):
            yield node.lineno


def sources(*packages):
    return [path for package in packages for path in sorted((SOURCE / package).rglob("*.py"))]


def test_only_privacy_and_synthesis_call_something_protected():
    for path in sources("."):
        if path.relative_to(SOURCE).parts[0] not in MAY_PROTECT:
            text = path.read_text(encoding="utf-8")
            found = "Protected" in text and list(constructions(ast.parse(text)))
            assert not found, f"{path} constructs Protected"


def test_nothing_on_the_private_path_knows_a_seed():
    paths = sources("privacy", "counting")
    assert paths
    for path in paths:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert not list(randomness(tree)), f"{path} uses a seed or a pseudo-random generator"


@pytest.mark.parametrize(
    "code", ["Protected(rows)", "Protected[int](3)", "privacy.Protected(value=rows)"]
)
def test_the_first_rule_sees_a_construction(code):
    assert list(constructions(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        "import random",
        "from numpy import random",
        "np.random.default_rng(1)",
        "def draw(seed): ...",
        "draw(seed=1)",
    ],
)
def test_the_second_rule_sees_a_seed(code):
    assert list(randomness(ast.parse(code)))


def test_what_is_protected_cannot_be_swapped():
    protected = Protected(3)
    with pytest.raises(AttributeError):
        protected.value = 4
