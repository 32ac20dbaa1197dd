"""Every code that the program uses is in the store, with the gaps that it is handed."""

from __future__ import annotations

import ast
import csv
import re
import string
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from tools.catalogues import TRANSLATED

from lanterne.errors import NOTHING
from lanterne.messages import TAGS, Message, say
from lanterne.messages.rendering import _JOINED, _KINDS
from lanterne.messages.store import Entry, _entries, english, template, translated
from said_everywhere import is_translated

SOURCE = Path(__file__).parents[2] / "src" / "lanterne"
CASES = SOURCE / "cases"
ENGLISH = SOURCE / "messages" / "english"
MAY_BE_KEPT = Path(__file__).parent / "codes_that_may_be_kept.csv"
"""Codes and their gaps as of 28 November 2026, when hubs had kept them in databases and vaults: the
list only grows, and is never made anew.

Those of problems, errors, jobs and reasons, and of what stands in their gaps. What only the command
line, a report or a page of the portal says is not among them: it was rendered, and never kept.
"""
ALSO_RULES = {"ignored-id"}
"""Codes among these that nothing says any more, and that are names of rules, which stay."""
OF_PROBLEMS = {"Problem", "Message"}
"""Calls of a code and a table of what stands in its gaps."""
OF_FINDINGS = {"add", "fail"}
"""The same, of what collects the problems of a case file."""
METHODS = {"problem", "note"}
"""Methods of what reads files of settings, which are called alike."""
KEYWORDS = {
    *("UsageError", "Refused", "LanterneError", "VaultError", "EditionRefused"),
    *("JobGivenUpError", "_fault", "told"),
}
"""Calls of a code, and a keyword for each gap."""
PARTS = {"part", "words_in"}
"""Calls that read all codes of one beginning."""
IN_TABLES = (
    "release/counts_check.py",
    "release/ledger_check.py",
    "release/rows_check.py",
    "verbs/requests/spelling.py",
)
"""Modules in which codes stand in a table, and not in a call."""


@cache
def nodes() -> dict[Path, list[ast.AST]]:
    """Module → its syntax."""
    paths = sorted(SOURCE.rglob("*.py"))
    return {path: list(ast.walk(ast.parse(path.read_text("utf-8")))) for path in paths}


def uses() -> Iterator[tuple[str, str, set[str] | None]]:
    """Where, the code, and the gaps that are filled; ``None``: that cannot be read from here."""
    for path, found in nodes().items():
        of_cases = path.is_relative_to(CASES) or any(
            getattr(one, "module", "") == "lanterne.files.problem_log" for one in found
        )
        for call in found:
            if not isinstance(call, ast.Call) or not call.args:
                continue
            name = _called(call, of_cases=of_cases)
            if not name or (name in KEYWORDS and len(call.args) > 1):
                continue
            for code in _texts(call.args[0]):
                where = f"{path.relative_to(SOURCE)}:{call.lineno}"
                yield where, code, _gaps(call, name)


def _called(call: ast.Call, *, of_cases: bool) -> str:
    """Name of what is called, if it is one of those above."""
    name = getattr(call.func, "id", "")
    if name in OF_PROBLEMS | KEYWORDS:
        return str(name)
    if getattr(call.func, "attr", "") in METHODS:
        return str(getattr(call.func, "attr", ""))
    method, owner = getattr(call.func, "attr", ""), getattr(call.func, "value", None)
    whose = str(getattr(owner, "id", getattr(owner, "attr", "")))
    return str(method) if of_cases and method in OF_FINDINGS and "findings" in whose else ""


def _texts(code: ast.expr) -> Iterator[str]:
    """The codes that an expression may be, as far as they are written there."""
    if isinstance(code, ast.IfExp):
        yield from (*_texts(code.body), *_texts(code.orelse))
    elif isinstance(code, ast.BoolOp):
        yield from (text for one in code.values for text in _texts(one))
    elif isinstance(code, ast.Constant) and isinstance(code.value, str):
        yield code.value


def _gaps(call: ast.Call, name: str) -> set[str] | None:
    if name in KEYWORDS:
        names = [one.arg for one in call.keywords]
        return None if None in names else {str(one) for one in names}
    handed = call.args[1] if len(call.args) > 1 else None
    if handed is None:
        return set()
    if not isinstance(handed, ast.Dict) or None in handed.keys:
        return None
    return {str(getattr(key, "value", "")) for key in handed.keys}


@cache
def earlier() -> dict[str, Entry]:
    """What only earlier versions said: code → its English."""
    return dict(_entries("", tomllib.loads((ENGLISH / "earlier.toml").read_text("utf-8"))))


def kept() -> Iterator[tuple[str, set[str]]]:
    """Each code that a hub may have kept, and the gaps that it filled."""
    with MAY_BE_KEPT.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["code"], set(row["gaps"].split())


def all_gaps(entry: Entry) -> set[str]:
    return gaps_of(entry.text) | gaps_of(entry.hint) | gaps_of(entry.one)


def gaps_of(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_code_is_in_the_store():
    found = [(where, code) for where, code, _ in uses() if code]
    assert len(found) > 500
    assert not [one for one in found if one[1] not in english()]


def test_what_looks_like_a_code_is_in_the_store():
    """In tables of codes too, and where one is chosen: of rules with a hyphen in their name."""
    rules = {code.partition(".")[0] for code in english() if "." in code}
    wrong = [
        (path.relative_to(SOURCE), one.value)
        for path, found in nodes().items()
        for one in found
        if isinstance(one, ast.Constant)
        and re.fullmatch(r"[a-z]+(-[a-z]+)+(\.[a-z-]+)+", str(one.value))
        and one.value.partition(".")[0] in rules
        and not one.value.endswith("-")  # the rest is put behind it
        and one.value not in english()
    ]
    assert not wrong


def test_a_code_stands_in_one_file():
    found = [
        code
        for path in ENGLISH.glob("*.toml")
        for code, _ in _entries("", tomllib.loads(path.read_text("utf-8")))
    ]
    assert len(found) == len(set(found)), sorted({one for one in found if found.count(one) > 1})


@pytest.mark.parametrize("name", IN_TABLES)
def test_every_code_in_a_table_is_in_the_store(name):
    texts = {str(one.value) for one in nodes()[SOURCE / name] if isinstance(one, ast.Constant)}
    found = {one for one in texts if re.fullmatch(r"[a-z][a-z0-9-]*\.[a-z0-9-]+", one)}
    assert found
    assert found <= set(english())


def test_every_gap_is_filled():
    wrong = []
    for where, code, filled in uses():
        entry = english().get(code)
        if entry is not None and filled is not None:
            missing = all_gaps(entry) - filled
            if missing:
                wrong.append((where, code, missing))
    assert not wrong


def test_no_code_is_left_over():
    """Each code stands somewhere in the program: whole, in a part that is read, or put together."""
    whole, begins, ends = set(), set(), set()
    for one in (node for found in nodes().values() for node in found):
        if isinstance(one, ast.Constant):
            whole.add(one.value)
        elif isinstance(one, ast.JoinedStr):
            begins.add(str(getattr(one.values[0], "value", "")))
            ends.add(str(getattr(one.values[-1], "value", "")))
        elif isinstance(one, ast.Call) and getattr(one.func, "id", "") in PARTS:
            begins |= {f"{text}." for text in _texts(one.args[0])}
    begins = {one for one in begins if "." in one}
    ends = {one for one in ends if one.startswith(".")}
    left = [code for code in english() if code not in whole | set(earlier())]
    left = [code for code in left if not code.startswith("typer.")]  # Typer asks for these
    left = [code for code in left if not code.startswith(tuple(begins))]
    assert not [code for code in left if not code.endswith(tuple(ends))]


def test_what_earlier_versions_kept_can_still_be_said():
    """With what they put into its gaps, and no other."""
    pinned = dict(kept())
    assert len(pinned) > 900
    assert not [code for code in pinned if code not in english()]
    assert not [code for code, gaps in pinned.items() if all_gaps(english()[code]) - gaps]


def test_what_only_earlier_versions_said_is_said_by_nobody_now():
    texts = {one.value for found in nodes().values() for one in found if _is_text(one)}
    assert earlier()
    assert set(earlier()) <= {code for code, _ in kept()}
    assert not (set(earlier()) & texts) - ALSO_RULES


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_only_earlier_versions_said_is_translated(language):
    assert all(is_translated(entry, language) for entry in earlier().values())


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_every_sentence_can_be_filled():
    wrong = []
    for code, entry in english().items():
        for text in filter(None, (entry.text, entry.one, entry.hint)):
            for _, name, spec, conversion in string.Formatter().parse(text):
                named = name is None or name.isidentifier()
                shown = (spec or "") in {"", *_KINDS, *_JOINED} and conversion in {None, "r"}
                if not (named and shown):
                    wrong.append((code, text))
    assert not wrong


@pytest.mark.parametrize("language", [tag for tag in TAGS if tag != "en"])
def test_every_translation_can_be_filled(language):
    """A brace that is no gap is written twice, in a translation too."""
    for entry in english().values():
        assert gaps_of(translated(entry.hint, language)) == gaps_of(entry.hint), entry
        for count in (0, 1, 2, 3, 11, 100):  # each form of each language
            said = template(entry, language, count)
            one = {"count"} if entry.one else set()
            assert gaps_of(said) | one == gaps_of(entry.text) | one, said


def test_what_is_unknown_is_said_as_it_is():
    assert say(Message("a sentence of another program"), "ar") == "a sentence of another program"
    assert say(Message("place.row", {}), "en") == "row {row}"
    assert {say(NOTHING, language) for language in TAGS} == {""}


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan")])
def test_what_is_no_number_is_said_too(value):
    assert str(value) in say(Message("problems.more", {"count": value}), "fr")


def test_no_number_is_too_large():
    text = say(Message("problems.more", {"count": 10**400 + 7}), "en")
    assert text.replace(",", "") == f"… and {10**400 + 7} more."


def test_a_name_cannot_turn_around_the_sentence():
    text = say(Message("place.column", {"column": "a\u2069\u202eb"}), "ar")
    assert text.endswith("\u2068ab\u2069")
    assert "\u202e" not in text


def test_one_and_several_are_said_as_each_language_says_them():
    one, many = (Message("problems.more-rows", {"count": n}) for n in (1, 2))
    assert say(one) == "The same problem is in 1 more row."
    assert say(many) == "The same problem is in 2 more rows."
    assert len({say(Message("problems.more-rows", {"count": n}), "ar") for n in (1, 2, 3)}) == 3
