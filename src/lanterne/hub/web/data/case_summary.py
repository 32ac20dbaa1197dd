"""A first look at cases: the first rows, and how often each answer is given. Sensitive.

The file is read once, in batches: what is kept of it does not grow with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from lanterne.cases.identifiers import looks_like_id, seen_values
from lanterne.cases.network.locations import Part, find_places, open_table_at
from lanterne.cases.numbers import read_numbers
from lanterne.codebook import (
    Codebook,
    Column,
    Network,
    Table,
    builtin_codebooks,
    load_codebook,
)
from lanterne.codebook.number import NumberRange
from lanterne.errors import InputError, Problem
from lanterne.files.problem_log import Findings
from lanterne.files.raw_texts import check_names
from lanterne.files.read import open_table
from lanterne.files.rows import TableFile
from lanterne.forms import (
    HeaderAlone,
    codebook_named,
    may_refuse,
    opened_as_form,
    parts_as_form,
)

ROWS = 200
"""Rows that are shown."""

DIFFERENT = 1000
"""A column with more different answers than this has no bars."""

UNKNOWN = 50
"""A column that the codebook does not know, with more answers than this, has none either: ids, and
what people wrote freely."""

IDS = 2_000_000
"""Rows up to which it is seen whether a column looks like the ids of people."""

CELL = 200
"""Most characters of a cell that are shown."""


@dataclass
class _Counted:
    """What has been counted of one column so far."""

    answers: Counter[str] = field(default_factory=Counter)
    many: bool = False
    seen: int = 0
    hashes: list[pl.Series] = field(default_factory=list)

    def add(self, cells: pl.Series) -> None:
        """Count a batch of trimmed texts."""
        self.seen += len(cells)
        self.hashes = [*self.hashes, seen_values(cells)] if self.seen <= IDS else []
        counts = cells.value_counts(name="cells")
        if self.many:
            counts = counts.filter(counts.to_series(0) == "")
        self.answers.update({str(text): int(times) for text, times in counts.iter_rows()})
        if len(self.answers) > DIFFERENT:
            self.many = True
            self.answers = Counter({"": self.answers[""]})


def look(
    path: Path, codebook: Codebook | None, tell: Callable[[float], None]
) -> tuple[list[dict[str, Any]], tuple[Problem, ...]]:
    """The first rows of each table, and how often each answer is given.

    Args:
        path: A case file, or the folder of several.
        codebook: What the columns mean, where that is known.
        tell: Called with the share that is done, as far as that is known.

    Returns:
        Per table its ``name``, ``header``, first ``rows`` with their ``numbers`` in the file,
        ``height`` and ``columns``, without what cannot be read; and why that cannot be read.
    """
    tables: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for one in _openings(path, codebook, problems):
        try:
            tables.append(_table(one.name, one.table, one.open(one.findings), one.findings))
            problems += one.findings.problems
        except InputError as error:
            problems += error.problems
        tell(0.5)
    return tables, tuple(problems)


@dataclass(frozen=True)
class _Opening:
    """A table that may be opened: its name, what is known of it, what is wrong with it."""

    name: str
    table: Table | None
    findings: Findings
    open: Callable[[Findings], TableFile]


def _openings(path: Path, codebook: Codebook | None, problems: list[Problem]) -> Iterator[_Opening]:
    """Each table that may be opened; what is wrong with their places joins the problems.

    Of a file that came back by a form of the codebook, the answers are shown as the codebook has
    them, and nothing of people who did not consent. Where the codebook is not known, nothing but
    the names of its columns is.
    """
    if codebook is not None and codebook.network is not None:
        yield from _linked_openings(path, codebook, codebook.network, problems)
    elif path.is_dir():
        for file in sorted(path.iterdir()):
            yield _Opening(file.stem, None, Findings(str(file)), partial(_unknown, file, "", ()))
    else:
        table = codebook.table if codebook else None
        name, known = (table.name, table.names) if table else ("", ())
        reads = opened_as_form(codebook) if codebook else _unknown
        opened = partial(reads, path, name, known)
        yield _Opening(name, table, Findings(str(path)), opened)


def _linked_openings(
    path: Path, codebook: Codebook, network: Network, problems: list[Problem]
) -> Iterator[_Opening]:
    findings = Findings(str(path))
    try:
        parts = parts_as_form(path, codebook)
        if parts is not None:
            for part in parts(path):
                name, opened = part.place.table.name, partial(_file_of, part)
                yield _Opening(name, part.place.table, part.findings, opened)
            return
        for place in find_places(path, network, {}, findings):
            opened = partial(open_table_at, place, place.table.names)
            yield _Opening(place.table.name, place.table, place.findings(), opened)
        problems += findings.problems
    except InputError as error:
        problems += error.problems


def _unknown(path: Path, table: str, known: Collection[str], findings: Findings) -> TableFile:
    """A file without its codebook: who did not consent is not known, so nobody is shown."""
    file = open_table(path, table, known, findings)
    return HeaderAlone(file.header) if may_refuse(file) else file


def _file_of(part: Part, findings: Findings) -> TableFile:
    findings.raise_any()
    assert part.reader is not None
    return part.reader.file


def _table(name: str, table: Table | None, file: TableFile, findings: Findings) -> dict[str, Any]:
    header = file.header
    if table is None:  # else the check says so, as the codebook has it
        check_names(header, findings)
    counted = [_Counted() for _ in header]
    rows: list[list[str]] = []
    numbers: list[int] = []
    height = 0
    for batch in file.batches(findings):
        frame = batch.frame.with_columns(pl.all().str.strip_chars())
        for place, one in enumerate(counted):
            one.add(frame.to_series(place))
        if len(rows) < ROWS:
            first = frame.head(ROWS - len(rows))
            rows += [[_short(cell) for cell in row] for row in first.iter_rows()]
            numbers += [int(number) for number in batch.numbers[: first.height]]
        height += frame.height
    meanings = {column.name: column for column in table.columns} if table else {}
    return {
        "name": name,
        "header": list(header),
        "rows": rows,
        "numbers": numbers,
        "height": height,
        "columns": [
            _column(header[place], meanings.get(header[place]), one, height)
            for place, one in enumerate(counted)
        ],
    }


def _short(cell: str) -> str:
    return cell if len(cell) <= CELL else cell[: CELL - 1] + "…"


def _column(name: str, column: Column | None, counted: _Counted, height: int) -> dict[str, Any]:
    """How often each answer of a column is given, and why it is not."""
    missing = _missing(column, counted.answers)
    answers = Counter(
        {text: times for text, times in counted.answers.items() if text not in missing["texts"]}
    )
    if column is not None and column.traits.several:
        answers = _members(answers, column.separator)
    if column is not None and column.numbers is not None:
        answers = _bins(answers, column.numbers, column.codes)
    listed = set(column.codes) if column else set(answers)
    looks = looks_like_id(pl.concat(counted.hashes), height) if counted.hashes else False
    many = counted.many or (column is None and len(answers) > UNKNOWN)
    return {
        "name": name,
        "many": many,
        "answers": [[text, times] for text, times in _ordered(answers, column) if text in listed]
        if not many
        else [],
        "unlisted": sum(times for text, times in answers.items() if text not in listed),
        "missing": missing["kinds"],
        "id": looks,
    }


def _missing(column: Column | None, counted: Counter[str]) -> dict[str, Any]:
    """Cells that say nothing, by kind."""
    texts: dict[str, str] = {"": "not_recorded"}
    if column is not None:
        for reason, words in column.missing.items():
            texts |= dict.fromkeys(words, reason.value)
    kinds: Counter[str] = Counter()
    for text, kind in texts.items():
        kinds[str(kind)] += counted[text]
    return {"texts": texts, "kinds": {kind: times for kind, times in kinds.items() if times}}


def _members(answers: Counter[str], separator: str) -> Counter[str]:
    members: Counter[str] = Counter()
    for text, times in answers.items():
        for member in {part.strip() for part in text.split(separator)} - {""}:
            members[member] += times
    return members


def _bins(answers: Counter[str], numbers: NumberRange, codes: Sequence[str]) -> Counter[str]:
    """Numbers as the bins in which they lie; as ``""``, what is no number of the range."""
    cells = read_numbers(pl.Series(list(answers), dtype=pl.String), numbers)
    found: Counter[str] = Counter()
    for times, cell in zip(answers.values(), cells, strict=True):
        found[codes[numbers.bin_of(cell)] if isinstance(cell, int) else ""] += times
    return found


def _ordered(answers: Counter[str], column: Column | None) -> list[tuple[str, int]]:
    """Answers in the order of the codebook; without one, the most frequent first."""
    if column is None:
        return sorted(answers.items(), key=lambda one: (-one[1], one[0]))
    place = {code: number for number, code in enumerate(column.codes)}
    return sorted(answers.items(), key=lambda one: (place.get(one[0], len(place)), one[0]))


def fits(path: Path, header: list[str]) -> list[dict[str, Any]]:
    """How well the built-in codebooks fit: those that fit at all, the best first.

    Args:
        path: The cases.
        header: Names of the columns, where they are one table.
    """
    found = []
    made_for = codebook_named(path)
    for name in builtin_codebooks():
        book = load_codebook(name)
        if name == made_for:
            found.append({"name": name, "columns": 1, "of": 1})
            continue
        if book.network is not None:
            if _is_whole(path, book.network):
                found.append({"name": name, "columns": 1, "of": 1})
            continue
        there = sum(column in header for column in book.table.names)
        if 2 * there >= len(book.table.names):
            found.append({"name": name, "columns": there, "of": len(book.table.names)})
    return sorted(found, key=lambda one: -one["columns"] / one["of"])


def _is_whole(path: Path, network: Network) -> bool:
    """Whether each linked table has a file or sheet of its own."""
    findings = Findings("")
    try:
        places = find_places(path, network, {}, findings)
    except InputError:
        return False
    return bool(places) and not findings and not any(place.pairs for place in places)
