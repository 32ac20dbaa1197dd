"""Strict reading of a small JSON file: every field is there, is what it must be, and none is left.

A check takes what stands in a field and returns what is wrong with it: nothing when nothing is. The
place of what is wrong is the key within that field, such as the language of a text.
"""

from __future__ import annotations

import json
import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lanterne.catalogue.file_names import LONGEST_SLUG, SLUG, edition_name
from lanterne.codebook.model import Text
from lanterne.disk import reason
from lanterne.errors import InputError, Place, Problem, UsageError
from lanterne.messages import TAGS
from lanterne.release import check_imprint

LARGEST = 1 << 18
"""Bytes of a file that are read."""

LONGEST_LICENCE = 100
"""Characters of a licence."""

Faults = tuple[Problem, ...]
Check = Callable[[object], Faults]
Checks = Mapping[str, Check]

_MOMENT = "%Y-%m-%dT%H:%M:%SZ"
_JOINERS = frozenset("\u200c\u200d\u200e\u200f")
"""Characters without a shape that Arabic and other scripts need."""


def read(
    path: Path,
    checks: Checks,
    kind: str,
    newest: int,
    end: str,
    others: Callable[[dict[str, Any]], dict[str, Faults]] = lambda values: {},
    optional: Iterable[str] = (),
) -> tuple[dict[str, Any], bytes]:
    """The fields of a file that lies under the name of its edition, and all of its bytes.

    Args:
        path: The file.
        checks: Field → check, but for ``kind`` and ``format``.
        kind: What the file must say it is.
        newest: The newest format that is known.
        end: End of its name, after that of the edition.
        others: Gives the faults of fields that are in order each by itself.
        optional: Fields that may be missing, and are then not among the values.

    Raises:
        InputError: It cannot be read, or something is wrong with it; all of it is listed.
    """
    try:
        data = _bytes(path)
    except OSError as error:
        why = {"why": reason(error)}
        raise InputError([Problem("edition-unreadable.file", why, Place(path.name))]) from error
    values = _values_of(data)
    if values is None:
        raise changed(path.name)
    there = {key: one for key, one in checks.items() if key in values or key not in set(optional)}
    problems = _problems_in(values, there, kind, newest, path.name) or field_problems(
        others(values), path.name
    )
    if not problems and path.name != f"{edition_name(values['series'], values['edition'])}{end}":
        problems = (Problem("edition-other.file", place=Place(path.name)),)
    if problems:
        raise InputError(problems)
    return {key: values[key] for key in there}, data


def _bytes(path: Path) -> bytes:
    """What stands in an ordinary file, up to a little more than :data:`LARGEST` bytes.

    Raises:
        OSError: It cannot be read, or is a link, a pipe or a folder.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    handle = os.open(path, flags | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError("no ordinary file")
        return file.read(LARGEST + 1)


def _values_of(data: bytes) -> dict[str, Any] | None:
    """The JSON object in some bytes; ``None``: they are none."""
    try:
        found = json.loads(data.decode("utf-8")) if len(data) <= LARGEST else None
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def text_of(values: Mapping[str, Any]) -> str:
    """The one spelling of a file, so that any other is seen."""
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"


def faults_in(values: Mapping[str, object], checks: Checks) -> dict[str, Faults]:
    """Field → what is wrong with it, for every field of which something is."""
    missing = (Problem("edition-field.missing"),)
    unknown = (Problem("edition-field.unknown"),)
    found = {key: missing for key in checks if key not in values}
    found |= {key: unknown for key in values if key not in checks}
    said = {key: check(values[key]) for key, check in checks.items() if key in values}
    return found | {key: faults for key, faults in said.items() if faults}


def within(faults: Mapping[str, Faults]) -> Faults:
    """Faults of several fields, in their order; the place of each is the whole of its key."""
    return tuple(
        one.at(key=".".join(filter(None, (_shown(field), one.place.key))))
        for field, found in faults.items()
        for one in found
    )


def _shown(key: str) -> str:
    """A key of a file as a person may be shown it."""
    return key if key.isidentifier() else ascii(key)


def _problems_in(
    values: Mapping[str, object], checks: Checks, kind: str, newest: int, file: str
) -> tuple[Problem, ...]:
    """All that is wrong with the values of a file, each looked at by itself."""
    given = values.get("format")
    if values.get("kind") != kind:
        code = f"edition-kind.{kind.removeprefix('lanterne-')}"
        return (Problem(code, place=Place(file)),)
    if not isinstance(given, int) or isinstance(given, bool) or not 1 <= given <= newest:
        return (Problem("edition-format.newer", {"newest": str(newest)}, Place(file)),)
    rest = {key: value for key, value in values.items() if key not in {"kind", "format"}}
    return field_problems(faults_in(rest, checks), file)


def field_problems(faults: Mapping[str, Faults], file: str | None = None) -> tuple[Problem, ...]:
    """Faults of a file, in the order of their fields."""
    return tuple(one.at(file=file) for one in within(faults))


def changed(file: str) -> InputError:
    """The file is not in the one spelling."""
    return InputError([Problem("edition-changed.file", place=Place(file))])


def line(longest: int, *, blank: bool = False) -> Check:
    """One line of at most so many characters."""

    def check(value: object) -> Faults:
        if not isinstance(value, str):
            return (Problem("edition-field.no-text"),)
        if not value.strip():
            return () if blank and not value else (Problem("edition-field.blank"),)
        if len(value) > longest:
            gaps = {"most": longest, "found": len(value)}
            return (Problem("edition-field.too-long", gaps),)
        return () if is_plain(value) else (Problem("edition-field.not-one-line"),)

    return check


def words(longest: int, *, lines: bool = False, languages: bool = True) -> Check:
    """A text in one or several languages; with ``lines``, of several paragraphs."""

    def check(value: object) -> Faults:
        if not isinstance(value, dict):
            return (Problem("edition-field.no-texts"),)
        if languages and not value:
            return (Problem("edition-field.in-no-language"),)
        return within({str(tag): written(tag, text) for tag, text in value.items()})

    def written(tag: object, text: object) -> Faults:
        if tag not in TAGS:
            return (Problem("edition-field.other-language", {"languages": tuple(TAGS)}),)
        bare = text.replace("\n", " ") if lines and isinstance(text, str) else text
        return line(longest)(bare)

    return check


def languages(value: object) -> Faults:
    """Check: a list of languages, each once, in the order of the pages."""
    if not isinstance(value, list | tuple) or not value:
        return (Problem("edition-field.no-languages"),)
    if any(tag not in TAGS for tag in value):
        return (Problem("edition-field.other-in-list", {"languages": tuple(TAGS)}),)
    ordered = tuple(tag for tag in TAGS if tag in value)
    return () if tuple(value) == ordered else (Problem("edition-field.order", {"list": ordered}),)


def slug(value: object) -> Faults:
    """Check: what a series may be called."""
    if isinstance(value, str) and len(value) <= LONGEST_SLUG and SLUG.fullmatch(value):
        return ()
    return (Problem("edition-field.slug", {"most": LONGEST_SLUG}),)


def number(value: object) -> Faults:
    """Check: 1, 2, 3 …"""
    whole = isinstance(value, int) and not isinstance(value, bool)
    good = whole and 1 <= value <= 999_999  # type: ignore[operator]
    return () if good else (Problem("edition-field.number"),)


def licence(value: object) -> Faults:
    """Check: an SPDX identifier."""
    if isinstance(value, str):
        try:
            check_imprint(None, value)
        except UsageError:
            pass
        else:
            return line(LONGEST_LICENCE)(value)
    return (Problem("edition-field.licence"),)


def digest(value: object) -> Faults:
    """Check: a SHA-256 in hexadecimal."""
    good = isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value)
    return () if good else (Problem("edition-field.digest"),)


def moment(value: object) -> Faults:
    """Check: a moment as :func:`moment_text` writes it."""
    try:
        good = isinstance(value, str) and moment_text(moment_in(value)) == value
    except ValueError:
        good = False
    return () if good else (Problem("edition-field.moment"),)


def in_order(text: Text) -> dict[str, str]:
    """A text with its languages in the order of the pages, those that are unknown last."""
    known = {tag: text[tag] for tag in TAGS if tag in text}
    return known | {tag: text[tag] for tag in text if tag not in known}


def tags_in_order(tags: Iterable[str]) -> list[str]:
    """Languages in the order of the pages, each once, those that are unknown last."""
    return list(in_order(dict.fromkeys(tags, "")))


def or_none(check: Check) -> Check:
    """Nothing, or what the check wants."""
    return lambda value: () if value is None else check(value)


def moment_in(text: str) -> datetime:
    """The moment in a text; raises ValueError when it is none."""
    return datetime.strptime(text, _MOMENT).replace(tzinfo=UTC)


def moment_text(moment: datetime) -> str:
    """A moment to the second, in UTC.

    Raises:
        UsageError: It has no time zone.
    """
    if moment.tzinfo is None:
        raise UsageError("edition.time-zone")
    return moment.astimezone(UTC).strftime(_MOMENT)


def is_plain(text: str) -> bool:
    """Whether every character can be seen, or is a space or joiner that its script needs."""
    return all(
        character in _JOINERS or unicodedata.category(character) not in _HIDDEN
        for character in text
    )


_HIDDEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
