"""Writes docs/reference/problems.md from the source: ``python tools/problem_reference.py``."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from lanterne.messages.store import Entry, english

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference" / "problems.md"

_TOP = """\
# Names of problems

Written by `make docs` from the source: change that, not this page.

Every problem that Lanterne reports ends with the name of the rule that is broken, in brackets; with
`--json` it is `rule`. The names are stable, so that programs may rely on them. What depends on the
case at hand is shown as `…`. No message repeats what is in a cell.
"""

PARTS = {
    "files": "Files of any kind",
    "cases": "Case files",
    "codebook": "Codebooks",
    "harmonise": "Partners' files and their mappings",
    "forms": "Forms",
    "intake": "Intake",
    "privacy": "The ledger",
    "synthesis": "Kept measurements",
    "anonymity": "Methods with k",
    "release": "Releases",
    "evaluation": "Evaluations",
    "gate": "Policies and records of the gate",
    "series": "Datasets over the years",
    "catalogue": "Editions and their catalogue",
    "vault": "The vault",
    "deposits": "Deposits",
    "verbs": "Calls",
    "hub": "The hub",
}
"""Package → heading of its rules, in the order of the page."""

SENTENCES = {"cli", "messages"}
"""Packages that name codes of sentences which are no problems."""

_NO_PROBLEMS = {"Message", "UsageError", "Refused", "LanterneError", "get", "isinstance"}
"""Calls of a code that is no rule: an error that is no problem, or what stands in a gap."""

_PROBLEMS = {"Problem", "problem", "note", "add", "fail"}
"""Calls of a code that may be put together."""

_COUNTED = "problems.more-rows"
"""Counts rows in which a rule is broken, and is none itself."""


def reference() -> str:
    """The whole page."""
    return "\n".join([_TOP, *(line for part in PARTS for line in _section(part))])


def _section(part: str) -> Iterator[str]:
    """The rules of a package in the order of the alphabet, each with all that it says."""
    found: dict[str, dict[str, None]] = {}
    for code in codes_of(part):
        found.setdefault(code.partition(".")[0], {}).update(dict.fromkeys(_says(code)))
    if found:
        yield f"## {PARTS[part]}\n\n| rule | what it says |\n|---|---|"
        yield from (f"| `{rule}` | {'<br>'.join(found[rule])} |" for rule in sorted(found))
        yield ""


def codes_of(part: str) -> Iterator[str]:
    """The codes of problems that a package makes."""
    for path in sorted((ROOT / "src" / "lanterne" / part).rglob("*.py")):
        yield from _codes(ast.parse(path.read_text("utf-8")))


def _codes(tree: ast.Module) -> Iterator[str]:
    """The codes that are handed to what makes problems, in the order of the lines."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda one: (one.lineno, one.col_offset)):
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        if name not in _NO_PROBLEMS:
            for argument in call.args:
                yield from (code for code in _meant(argument, name) if code != _COUNTED)


def _meant(argument: ast.expr, called: str) -> Iterator[str]:
    """The codes that an argument may be: one, or all that begin like it."""
    if isinstance(argument, ast.Constant) and argument.value in english():
        yield str(argument.value)
    elif isinstance(argument, ast.IfExp):
        yield from (*_meant(argument.body, called), *_meant(argument.orelse, called))
    elif isinstance(argument, ast.JoinedStr) and called in _PROBLEMS:
        begin = str(getattr(argument.values[0], "value", ""))
        yield from (code for code in english() if "." in begin and code.startswith(begin))


def _says(code: str) -> Iterator[str]:
    entry: Entry = english()[code]
    text = re.sub(r"{\w+(![r])?(:\w+)?}", "…", entry.text).replace("{{", "{").replace("}}", "}")
    yield text.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(reference(), "utf-8")
