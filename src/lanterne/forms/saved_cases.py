"""A file that an offline page saved: decrypted, and held against what a page writes.

The key of a page is public, so anybody can encrypt anything for it: nothing in the file is taken on
trust. Whether its answers are those that the form offers is seen when the cases are checked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lanterne.disk import reason
from lanterne.errors import InputError, Place, Problem
from lanterne.files.kinds import ENCRYPTED
from lanterne.files.problem_log import raise_first
from lanterne.forms.age_keys import fingerprint
from lanterne.harmonise.form_names import CONSENT
from lanterne.spreadsheet_cells import FORMULA

if TYPE_CHECKING:
    from pyrage.x25519 import Identity

FORMAT = "lanterne-cases"
"""What a file says that it is."""

MOST = 64
"""Megabytes of a file, at most."""

_STAMP = re.compile(r"[\w.+-]+/[\w.+-]+/[0-9a-f]{32}", re.ASCII)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_KEY = re.compile(r"[0-9a-f]{32}")
_CHOICES = re.compile(r"[+-][A-Za-z0-9_.+ -]*")
"""A number with a sign, or choices of which the first begins with one: no formula."""

Row = Mapping[str, str]
"""Question → its answer; several answers with blanks between them."""


@dataclass(frozen=True)
class SavedCase:
    """A case as a page saved it.

    Attributes:
        key: What names it, on whatever device it was filled in.
        revision: How often it was changed.
        answers: The answers.
        repeats: The answers about each who is linked to it.
    """

    key: str
    revision: int
    answers: Row = field(repr=False)
    repeats: tuple[Row, ...] = field(repr=False)


@dataclass(frozen=True)
class SavedFile:
    """What a page saved.

    Attributes:
        path: The file.
        stamp: Of the codebook, as every row has it.
        columns: The questions of a case.
        repeat: Name of the repeat; empty: there is none.
        repeated: The questions of a repeat.
        ids: Those of all questions that ask for a number.
        cases: The cases.
    """

    path: Path
    stamp: str
    columns: tuple[str, ...]
    repeat: str
    repeated: tuple[str, ...]
    ids: tuple[str, ...]
    cases: tuple[SavedCase, ...] = field(repr=False)


def read_saved(path: Path, keys: Sequence[Identity], called: Path | None = None) -> SavedFile:
    """Decrypt a file and read it.

    Args:
        path: The file.
        keys: The private keys of pages, of which one may be that of this file.
        called: What it is called in messages; ``None``: by its path.

    Raises:
        InputError: It cannot be read, is not encrypted or for another key, is damaged, or does not
            hold what a page writes.
    """
    called = called or path
    content = _decrypted(path, keys, called)
    try:
        file = _parsed(called, json.loads(content.decode("utf-8")))
    except (ValueError, TypeError, KeyError, RecursionError):
        raise _wrong(called, "saved-file-not-cases") from None
    raise_first(_formulas(file))
    return file


def _formulas(file: SavedFile) -> Iterator[Problem]:
    return (
        Problem("saved-file-formula", {"case": place}, Place(str(file.path), column=name))
        for place, case in enumerate(file.cases, start=1)
        for row in (case.answers, *case.repeats)
        for name, text in row.items()
        if text.startswith(FORMULA) and not _CHOICES.fullmatch(text)
    )


def _wrong(path: Path, code: str, **gaps: Any) -> InputError:
    return InputError([Problem(code, gaps, Place(str(path)))])


def _decrypted(path: Path, keys: Sequence[Identity], called: Path) -> bytes:
    from pyrage import DecryptError, decrypt  # noqa: PLC0415 - few need it

    try:
        with path.open("rb") as file:
            content = file.read((MOST << 20) + 1)
    except OSError as error:
        raise _wrong(called, "unreadable-file.why", why=reason(error)) from error
    if len(content) > MOST << 20:
        raise _wrong(called, "saved-file-too-large", most=MOST)
    if not content.startswith(ENCRYPTED):
        raise _wrong(called, "saved-file-not-encrypted")
    try:
        found: bytes = decrypt(content, keys)
    except DecryptError as error:
        if "No matching keys" not in str(error):
            raise _wrong(called, "saved-file-damaged") from None
        known = tuple(fingerprint(str(key.to_public())) for key in keys)
        raise _wrong(called, "saved-file-other-key", keys=known) from None
    return found


def _parsed(path: Path, found: Any) -> SavedFile:
    """The content as a page writes it; raises ValueError, TypeError or KeyError for any other."""
    repeat = found["repeat"]
    columns = _names(found["columns"])
    repeated = _names(repeat["columns"]) if repeat else ()
    _hold(found["format"] == FORMAT and CONSENT in columns)
    _hold(len({*columns, *repeated}) == len(columns) + len(repeated))
    cases = tuple(_case(one, {*columns}, {*repeated}) for one in found["cases"])
    _hold(len({one.key for one in cases}) == len(cases))
    return SavedFile(
        path=path,
        stamp=_matching(_STAMP, found["stamp"]),
        columns=columns,
        repeat=_matching(_NAME, repeat["name"]) if repeat else "",
        repeated=repeated,
        ids=_names(found["ids"]),
        cases=cases,
    )


def _case(found: Any, columns: set[str], repeated: set[str]) -> SavedCase:
    revision = found["revision"]
    _hold(type(revision) is int and revision > 0)
    return SavedCase(
        key=_matching(_KEY, found["key"]),
        revision=revision,
        answers=_row(found["answers"], columns),
        repeats=tuple(_row(one, repeated) for one in found["repeats"]),
    )


def _row(found: Any, columns: set[str]) -> Row:
    _hold(isinstance(found, dict) and found.keys() <= columns)
    for text in found.values():
        _hold(isinstance(text, str) and text.isprintable())
    return dict(found)


def _names(found: Any) -> tuple[str, ...]:
    _hold(isinstance(found, list))
    return tuple(_matching(_NAME, one) for one in found)


def _matching(pattern: re.Pattern[str], text: Any) -> str:
    _hold(isinstance(text, str) and pattern.fullmatch(text) is not None)
    return str(text)


def _hold(true: bool) -> None:
    if not true:
        raise ValueError
