"""Files that offline pages saved, joined: each case once, as it was changed last.

A case is known by a random name that its page gave it, so that no two devices give the same. What
people type as a number is theirs, and two of them may have begun at 1: then nobody but they can say
whether it is one person, and the files are not joined until somebody has.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

import polars as pl

from lanterne.cases.identifiers import one_spelling
from lanterne.errors import Place, Problem
from lanterne.files.problem_log import raise_first
from lanterne.forms.saved_cases import SavedCase, SavedFile
from lanterne.harmonise.form_names import MARK
from lanterne.messages import Parameter

CASES = "cases.csv"
"""Name of the file of cases."""


@dataclass(frozen=True)
class JoinedCases:
    """The cases of several files, as tables that are read without a mapping. Sensitive.

    Attributes:
        codebook: Name of the codebook from which the pages were made.
        count: How many cases there are.
        tables: Name of a file → its text.
        idle: Files in which nothing stands that the others do not have.
        replaced: How many cases stand in another file as they were before.
    """

    codebook: str
    count: int
    tables: Mapping[str, str] = field(repr=False)
    idle: tuple[Path, ...]
    replaced: int


@dataclass(frozen=True)
class _Found:
    """A case and where it stands."""

    file: SavedFile
    place: int
    case: SavedCase


def join_saved(files: Sequence[SavedFile], *, same_numbers: bool = False) -> JoinedCases:
    """Join files.

    Args:
        files: One file or several.
        same_numbers: Whether a number means the same in all files.

    Raises:
        InputError: They are of different forms, hold a case in two ways of the same age, or have
            the same number for what was filled in on different pages.
    """
    raise_first(_of_other_forms(files))
    raise_first(_in_two_versions(files))
    latest = _latest(files)
    if not same_numbers:
        raise_first(_of_same_numbers(latest, files))
    cases, first = [one.case for one in latest.values()], files[0]
    stood = {(one.key, one.revision) for file in files for one in file.cases}
    tables = {CASES: _text(("KEY", MARK, *first.columns), _forms(cases, first.stamp))}
    if first.repeat:
        name = f"{first.repeat}.csv"
        name = f"{first.repeat}-rows.csv" if name == CASES else name
        tables[name] = _text(("PARENT_KEY", *first.repeated), _repeats(cases))
    return JoinedCases(
        codebook=first.stamp.partition("/")[0],
        count=len(cases),
        tables=tables,
        idle=tuple(_idle(latest, files)),
        replaced=len(stood) - len(cases),
    )


def _latest(files: Iterable[SavedFile]) -> dict[str, _Found]:
    """Name of a case → the case as it was changed last, where it stands first."""
    latest: dict[str, _Found] = {}
    for file in files:
        for place, case in enumerate(file.cases, start=1):
            known = latest.get(case.key)
            if known is None or case.revision > known.case.revision:
                latest[case.key] = _Found(file, place, case)
    return latest


def _idle(latest: Mapping[str, _Found], files: Iterable[SavedFile]) -> Iterator[Path]:
    used = {id(one.file) for one in latest.values()}
    return (file.path for file in files if id(file) not in used)


def _of_other_forms(files: Sequence[SavedFile]) -> Iterator[Problem]:
    first, *others = files
    for file in others:
        if (file.stamp, file.columns, file.repeat, file.repeated) != (
            first.stamp,
            first.columns,
            first.repeat,
            first.repeated,
        ):
            yield Problem(
                "form-other-version.saved", {"file": str(first.path)}, Place(str(file.path))
            )


def _in_two_versions(files: Iterable[SavedFile]) -> Iterator[Problem]:
    known: dict[tuple[str, int], _Found] = {}
    for file in files:
        for place, case in enumerate(file.cases, start=1):
            other = known.setdefault((case.key, case.revision), _Found(file, place, case))
            if other.case != case:
                gaps: dict[str, Parameter] = {"case": place, "file": str(other.file.path)}
                yield Problem("saved-case-two-versions", gaps, Place(str(file.path)))


def _of_same_numbers(latest: Mapping[str, _Found], files: Sequence[SavedFile]) -> Iterator[Problem]:
    """Numbers that stand in cases of which no file has both: they were filled in apart.

    They are compared as they are when rows are joined, so that nobody is joined unasked.
    """
    together = [{case.key for case in file.cases} for file in files]
    first: dict[tuple[str, str], _Found] = {}
    given = [(found, *number) for found in latest.values() for number in _numbers(found)]
    spelt = one_spelling(pl.Series([text for _, _, text in given], dtype=pl.String))
    for (found, name, _), text in zip(given, spelt, strict=True):
        other = first.setdefault((name, text), found)
        pair = {found.case.key, other.case.key}
        if not any(pair <= keys for keys in together):
            gaps: dict[str, Parameter] = {
                "case": found.place,
                "other": other.place,
                "file": str(other.file.path),
            }
            place = Place(str(found.file.path), column=name)
            yield Problem("saved-case-same-number", gaps, place)


def _numbers(found: _Found) -> Iterator[tuple[str, str]]:
    rows = (found.case.answers, *found.case.repeats)
    given = ((name, row[name]) for row in rows for name in found.file.ids if row.get(name))
    return iter(dict.fromkeys(given))


def _forms(cases: Iterable[SavedCase], stamp: str) -> Iterator[dict[str, str]]:
    for case in cases:
        yield {"KEY": case.key, MARK: stamp, **case.answers}


def _repeats(cases: Iterable[SavedCase]) -> Iterator[dict[str, str]]:
    for case in cases:
        for row in case.repeats:
            yield {"PARENT_KEY": case.key, **row}


def _text(header: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    stream = StringIO(newline="")
    writer = csv.DictWriter(stream, header, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()
