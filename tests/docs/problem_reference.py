"""Writes docs/reference/problems.md from the source: ``python tests/docs/problem_reference.py``."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "problems.md"

_TOP = """\
# Names of problems

Written by `make docs` from the source: change that, not this page.

Every problem that Lanterne reports ends with the name of the rule that is broken, in brackets; with
`--json` it is `rule`. The names are stable, so that programs may rely on them. What depends on the
case at hand is shown as `…`. No message repeats what is in a cell.
"""

_PARTS = {
    "cases": "Case files",
    "codebook": "Codebooks",
    "privacy": "The ledger",
    "synthesis": "Kept measurements",
    "release": "Releases",
    "gate": "Policies and records of the gate",
    "hub": "The hub",
}
_RULE = re.compile(r"[a-z]+(-[a-z]+)*")


def reference() -> str:
    """The whole page."""
    return "\n".join([_TOP, *(line for part in _PARTS for line in _section(part))])


def _section(part: str) -> Iterator[str]:
    found: dict[str, str] = {}
    paths = sorted((ROOT / "src" / "lanterne" / part).rglob("*.py"))
    trees = [ast.parse(path.read_text("utf-8")) for path in paths]
    constants = {name: text for tree in trees for name, text in _constants(tree)}
    for tree in trees:
        for rule, message in _problems(tree, constants):
            if message or rule not in found:
                found[rule] = found.get(rule) or message
    yield f"## {_PARTS[part]}\n\n| rule | what it says |\n|---|---|"
    yield from (f"| `{rule}` | {found[rule]} |" for rule in sorted(found))
    yield ""


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Names and texts of the sentences that modules share."""
    for node in tree.body:
        if isinstance(node, ast.Assign):
            yield from _assigned(node.targets[0], node.value).items()


def _problems(tree: ast.Module, constants: dict[str, str]) -> Iterator[tuple[str, str]]:
    texts = dict(constants)
    for node in sorted(ast.walk(tree), key=lambda n: getattr(n, "lineno", 0)):
        if isinstance(node, ast.FunctionDef):
            texts = dict(constants)
        elif isinstance(node, ast.Assign):
            texts |= _assigned(node.targets[0], node.value)
        elif isinstance(node, ast.Call) and _reports(node):
            said = (_text(argument, texts) for argument in node.args[1:])
            yield node.args[0].value, next((one for one in said if " " in one), "")


def _assigned(target: ast.expr, value: ast.expr) -> dict[str, str]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        pairs = zip(target.elts, value.elts, strict=True)
        return {name: text for one, other in pairs for name, text in _assigned(one, other).items()}
    return {target.id: _text(value, {})} if isinstance(target, ast.Name) else {}


def _reports(call: ast.Call) -> bool:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if name not in {"Problem", "add", "fail", "problem"} or len(call.args) < 2:
        return False
    first = call.args[0]
    text = first.value if isinstance(first, ast.Constant) else None
    return isinstance(text, str) and bool(_RULE.fullmatch(text))


def _text(node: ast.expr, texts: dict[str, str]) -> str:
    if isinstance(node, ast.Name):
        return texts.get(node.id, "")
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
        return re.sub(r"%\(\w+\)[ds]", "…", _text(node.left, texts))
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_":  # to be translated
        return _text(node.args[0], texts)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = node.value
    elif isinstance(node, ast.JoinedStr):
        parts = [p.value if isinstance(p, ast.Constant) else "…" for p in node.values]
        text = "".join(str(part) for part in parts)
    else:
        return ""
    return " ".join(text.replace("|", "\\|").split())


if __name__ == "__main__":
    PAGE.write_text(reference(), "utf-8")
