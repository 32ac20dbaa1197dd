"""The organisations of a joint series: which ones handed something in, and which ones left.

Nothing of an organisation that left is in what is measured from then on; what was measured before
stays, as it does of a person. Public: who takes part is no secret.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from lanterne import disk
from lanterne.codebook.spelling import plain
from lanterne.codebook.toml_text import key_lines
from lanterne.errors import InputError, Place, Problem, UsageError
from lanterne.series.register import Register
from lanterne.series.register_file import load_key
from lanterne.series.series_folder import Series


class FilesOfPartnersError(UsageError):
    """The files of some organisations cannot be used; those of the others can.

    Args:
        code: Of the message, which names them.
        codes: What stands before the ids of each of them.
        partners: That of all who handed something in → the name of each.

    Attributes:
        codes: What stands before the ids of each of them.
    """

    def __init__(self, code: str, codes: Collection[str], partners: Mapping[str, str]) -> None:
        super().__init__(code, organisations=tuple(partners[one] for one in sorted(codes)))
        self.codes = frozenset(codes)


def read_partners(series: Series) -> Mapping[str, str]:
    """What stands before the ids of each organisation → its name, as it was said last.

    Raises:
        InputError: The file of them cannot be read.
    """
    return _read(series.partners)


def note_partners(series: Series, partners: Mapping[str, str]) -> None:
    """Keep the names of organisations that hand something in; nothing where there are none."""
    if partners:
        _write(series.partners, {**read_partners(series), **partners})


def check_partners(series: Series, there: Register, partners: Mapping[str, str]) -> None:
    """Raise where the files of these cannot be read together.

    Args:
        series: That was begun.
        there: Its register, which knows who left.
        partners: What stands before the ids of each organisation → its name; none: one alone.

    Raises:
        UsageError: The series is one of several organisations and these are not, or the other way
            round; or one has left.
    """
    if series.plan.joint != bool(partners):
        raise UsageError("partners.needed" if series.plan.joint else "series.not-joint")
    known = read_partners(series)
    gone = {plain(known[code]) for code in there.left if code in known}
    left = tuple(
        name for code, name in partners.items() if code in there.left or plain(name) in gone
    )
    if left:
        raise UsageError("partners.left", organisations=left)


def check_codes(series: Series, partners: Mapping[str, str], may_be_gone: Collection[str]) -> None:
    """Raise where an organisation has another code than before: its people would all be new.

    Args:
        series: That was begun.
        partners: What stands before the ids of each organisation → its name.
        may_be_gone: Codes that somebody said to be right.

    Raises:
        FilesOfPartnersError: A name that was handed in before comes under another code.
        InputError: The file of the names cannot be read.
    """
    known: dict[str, set[str]] = {}
    for code, name in read_partners(series).items():
        known.setdefault(plain(name), set()).add(code)
    other = {
        code
        for code, name in partners.items()
        if code not in known.get(plain(name), {code}) and code not in may_be_gone
    }
    if other:
        raise FilesOfPartnersError("partners.most-are-gone", other, partners)


def absent_from(series: Series, there: Register, partners: Mapping[str, str]) -> tuple[str, ...]:
    """Names of organisations that handed something in before, have not left, and do not now."""
    known = read_partners(series)
    return tuple(known[code] for code in sorted(known.keys() - there.left.keys() - partners.keys()))


def leave_series(series: Series, code: str) -> str:
    """Say that an organisation leaves; what was said first stays.

    Args:
        series: A joint one.
        code: What stands before its ids.

    Returns:
        When that was first said, in UTC.

    Raises:
        UsageError: The series is not joint, nothing was delivered of this organisation, or the
            register cannot be read.
        InputError: The file of the names cannot be read.
    """
    if not series.plan.joint:
        raise UsageError("series.not-joint")
    with series.claimed():
        if code not in read_partners(series):
            raise UsageError("partners.not-known", code=code)
        file = series.register_file(load_key(series.key))
        there = file.load()
        if code not in there.left:
            when = datetime.now(UTC).isoformat(timespec="seconds")
            there = replace(there, left={**there.left, code: when})
            file.save(there)
    return there.left[code]


def _read(path: Path) -> Mapping[str, str]:
    if not path.exists():
        return {}
    try:
        return {code: str(text) for code, text in tomllib.loads(path.read_text("utf-8")).items()}
    except (OSError, ValueError):
        raise InputError([Problem("series-partners", {}, Place(str(path)))]) from None


def _write(path: Path, said: Mapping[str, str]) -> None:
    with disk.whole_file(path) as file:
        file.write(f"{key_lines(dict(sorted(said.items())))}\n".encode())
