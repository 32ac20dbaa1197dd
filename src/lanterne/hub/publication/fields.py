"""Strict reading of a small JSON file: every field is there, is what it must be, and none is left.

A check takes what stands in a field and returns what is wrong with it: no words when nothing is.
"""

from __future__ import annotations

import json
import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lanterne.codebook.model import Text
from lanterne.disk import reason
from lanterne.errors import InputError, Problem, UsageError
from lanterne.hub.languages import TAGS
from lanterne.hub.publication.names import LONGEST_SLUG, SLUG, edition_name
from lanterne.release import check_imprint

LARGEST = 1 << 18
"""Bytes of a file that are read."""

Check = Callable[[object], str]
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
    others: Callable[[dict[str, Any]], dict[str, str]] = lambda values: {},
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
        text = f"The file cannot be read: {reason(error)}."
        raise InputError([Problem("edition-unreadable", text, file=path.name)]) from error
    values = _values_of(data)
    if values is None:
        raise changed(path.name)
    there = {key: one for key, one in checks.items() if key in values or key not in set(optional)}
    problems = _problems_in(values, there, kind, newest, path.name) or field_problems(
        others(values), path.name
    )
    if not problems and path.name != f"{edition_name(values['series'], values['edition'])}{end}":
        text = "The file is that of another edition."
        problems = (Problem("edition-other", text, "Put it back where it was.", path.name),)
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


def faults_in(values: Mapping[str, object], checks: Checks) -> dict[str, str]:
    """Field → what is wrong with it, for every field of which something is."""
    found = {key: "is missing" for key in checks if key not in values}
    found |= {key: "is no field that is known" for key in values if key not in checks}
    said = {key: check(values[key]) for key, check in checks.items() if key in values}
    return found | {key: text for key, text in said.items() if text}


def _problems_in(
    values: Mapping[str, object], checks: Checks, kind: str, newest: int, file: str
) -> tuple[Problem, ...]:
    """All that is wrong with the values of a file, each looked at by itself."""
    given = values.get("format")
    if values.get("kind") != kind:
        text = f"The file is no {kind.removeprefix('lanterne-')} of an edition."
        return (Problem("edition-kind", text, file=file),)
    if not isinstance(given, int) or isinstance(given, bool) or not 1 <= given <= newest:
        text = f"The file has another format than this version knows, up to {newest}."
        return (Problem("edition-format", text, "Use a newer version of Lanterne.", file),)
    rest = {key: value for key, value in values.items() if key not in {"kind", "format"}}
    return field_problems(faults_in(rest, checks), file)


def field_problems(faults: Mapping[str, str], file: str | None = None) -> tuple[Problem, ...]:
    """Faults as problems, in the order of their fields."""
    return tuple(
        Problem("edition-field", f"The field {field!r} {said}.", file=file)
        for field, said in faults.items()
    )


def changed(file: str) -> InputError:
    """The file is not in the one spelling."""
    text = "The file is not as it was written: it was changed, or is of another kind."
    hint = "Put back the copy that was published."
    return InputError([Problem("edition-changed", text, hint, file)])


def line(longest: int, *, blank: bool = False) -> Check:
    """One line of at most so many characters."""

    def check(value: object) -> str:
        if not isinstance(value, str):
            return "must be a text"
        if not value.strip():
            return "" if blank and not value else "must not be blank"
        if len(value) > longest:
            return f"must have at most {longest} characters, has {len(value)}"
        return "" if _is_plain(value) else "must be one line of text, without hidden characters"

    return check


def words(longest: int, *, lines: bool = False, languages: bool = True) -> Check:
    """A text in one or several languages; with ``lines``, of several paragraphs."""

    def check(value: object) -> str:
        if not isinstance(value, dict):
            return "must be a text in each language"
        return "; ".join(_wrong_words(value, longest, lines=lines)) or (
            "must be written in one language at least" if languages and not value else ""
        )

    return check


def _wrong_words(value: Mapping[object, object], longest: int, *, lines: bool) -> Iterator[str]:
    for tag, text in value.items():
        if tag not in TAGS:
            yield f"may be written in {', '.join(TAGS)} only"
            continue
        said = line(longest)(text.replace("\n", " ") if lines and isinstance(text, str) else text)
        if said:
            yield f"in {tag!r} {said}"


def languages(value: object) -> str:
    """Check: a list of languages, each once, in the order of the pages."""
    if not isinstance(value, list | tuple) or not value:
        return "must list one language at least"
    if any(tag not in TAGS for tag in value):
        return f"may hold {', '.join(TAGS)} only"
    ordered = [tag for tag in TAGS if tag in value]
    return "" if list(value) == ordered else f"must be {', '.join(ordered)}, in this order"


def slug(value: object) -> str:
    """Check: what a series may be called."""
    if isinstance(value, str) and len(value) <= LONGEST_SLUG and SLUG.fullmatch(value):
        return ""
    return (
        f"must be at most {LONGEST_SLUG} small letters without accents, numbers, and single "
        "hyphens between them"
    )


def number(value: object) -> str:
    """Check: 1, 2, 3 …"""
    whole = isinstance(value, int) and not isinstance(value, bool)
    return "" if whole and 1 <= value <= 999_999 else "must be a whole number from 1"  # type: ignore[operator]


def licence(value: object) -> str:
    """Check: an SPDX identifier."""
    if isinstance(value, str):
        try:
            check_imprint(None, value)
        except UsageError:
            pass
        else:
            return "" if len(value) <= 100 else "must have at most 100 characters"
    return "must be an SPDX identifier, such as CC-BY-4.0"


def digest(value: object) -> str:
    """Check: a SHA-256 in hexadecimal."""
    good = isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value)
    return "" if good else "must be a SHA-256 of 64 hexadecimal digits"


def moment(value: object) -> str:
    """Check: a moment as :func:`moment_text` writes it."""
    try:
        good = isinstance(value, str) and moment_text(moment_in(value)) == value
    except ValueError:
        good = False
    return "" if good else "must be a moment in UTC, such as 2026-01-31T17:00:00Z"


def in_order(text: Text) -> dict[str, str]:
    """A text with its languages in the order of the pages, those that are unknown last."""
    known = {tag: text[tag] for tag in TAGS if tag in text}
    return known | {tag: text[tag] for tag in text if tag not in known}


def tags_in_order(tags: Iterable[str]) -> list[str]:
    """Languages in the order of the pages, each once, those that are unknown last."""
    return list(in_order(dict.fromkeys(tags, "")))


def or_none(check: Check) -> Check:
    """Nothing, or what the check wants."""
    return lambda value: "" if value is None else check(value)


def moment_in(text: str) -> datetime:
    """The moment in a text; raises ValueError when it is none."""
    return datetime.strptime(text, _MOMENT).replace(tzinfo=UTC)


def moment_text(moment: datetime) -> str:
    """A moment to the second, in UTC.

    Raises:
        UsageError: It has no time zone.
    """
    if moment.tzinfo is None:
        raise UsageError("The moment must have a time zone, such as datetime.now(UTC).")
    return moment.astimezone(UTC).strftime(_MOMENT)


def _is_plain(text: str) -> bool:
    """Whether every character can be seen, or is a space or joiner that its script needs."""
    return all(
        character in _JOINERS or unicodedata.category(character) not in _HIDDEN
        for character in text
    )


_HIDDEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
