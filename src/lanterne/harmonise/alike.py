"""Which people of a file may be one: ids whose rows have the same answers to chosen questions.

Nothing is joined here, and nothing is guessed: who finds the pairs says which answers must be the
same, and a person decides about each pair. Columns that identify are read only here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from lanterne.cases.identifiers import one_spelling
from lanterne.codebook.spelling import latin_digits, plain
from lanterne.files.problem_log import Findings
from lanterne.files.rows import TableFile
from lanterne.harmonise.decided_pairs import DecidedPairs

MOST_ALIKE = 10
"""Ids that may have the same answers: where more have, these answers tell nobody apart."""

MOST_PAIRS = 10_000
"""Pairs of a file: no person decides about more."""

Same = tuple[str, ...]
"""Columns of the file in which two people must have the same answers."""

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"[\d +()./-]+")
_TELEPHONE = 9
_ROW, _ID, _ANSWERS = "\x1frow", "\x1fid", "\x1fanswers"


@dataclass(frozen=True)
class AlikePair:
    """Two ids that may be one person. Sensitive.

    Attributes:
        same: The columns in which they have the same answers, by the first rule that found them.
        people: Their digests, in the order of their rows.
        rows: A row of each in the file.
        cells: What stands in these rows in the columns that are shown.
    """

    same: Same
    people: tuple[str, str] = field(repr=False)
    rows: tuple[int, int] = field(repr=False)
    cells: tuple[tuple[str, ...], tuple[str, ...]] = field(repr=False)


@dataclass(frozen=True)
class Alike:
    """What was found in a file. Sensitive.

    Attributes:
        columns: The columns that are shown, the id first.
        pairs: Each pair of which nobody decided, once, by the rows of the file.
        crowds: Rule → groups of more than ``MOST_ALIKE`` ids with the same answers; not listed.
    """

    columns: tuple[str, ...]
    pairs: tuple[AlikePair, ...] = field(repr=False)
    crowds: dict[Same, int] = field(repr=False)


def compared(text: str) -> str:
    """What is compared of an answer: its words in their plain form, in alphabetical order.

    Capitals, accents, signs and the order of words do not count: ``Traoré, Awa`` is ``AWA TRAORE``.
    Nor do zeros before a number, which spreadsheet programs leave out of some days and months.
    Of numbers of nine digits or more, as of telephones, the last nine: codes of countries are
    written in many ways.
    """
    spelt = latin_digits(plain(text))
    if _NUMBER.fullmatch(spelt):
        digits = "".join(one for one in spelt if one.isdecimal())
        if len(digits) >= _TELEPHONE:
            return digits[-_TELEPHONE:]
    words = (word.lstrip("0") or "0" if word.isdecimal() else word for word in _WORD.findall(spelt))
    return " ".join(sorted(words))


def find_alike_people(
    file: TableFile,
    places: dict[str, int],
    rules: Sequence[Same],
    decided: DecidedPairs,
    findings: Findings,
) -> Alike:
    """The pairs of ids with the same answers, by one of some rules.

    Who has a blank in one of the columns of a rule is like nobody by it, and a row without an id
    is nobody's. Memory grows with the rows, by the columns that are compared.

    Args:
        file: The partner's file.
        places: Columns that are read → where they stand; the first says who is who.
        rules: Columns that must be the same.
        decided: Pairs that need no decision any more.
        findings: Receives what is wrong.

    Raises:
        InputError: The file cannot be read to its end, or has more than ``MOST_PAIRS`` pairs.
    """
    rows = _rows_of(file, places, findings)
    found: dict[frozenset[str], AlikePair] = {}
    crowds: dict[Same, int] = {}
    for same in rules:
        groups, crowds[same] = _groups_of(rows, same)
        for first, second in _pairs_of(groups):
            people = (decided.key.of(first[_ID]), decided.key.of(second[_ID]))
            if frozenset(people) in found or decided.known(*people):
                continue
            cells = tuple(tuple(one[name] for name in places) for one in (first, second))
            pair = AlikePair(same, people, (first[_ROW], second[_ROW]), (cells[0], cells[1]))
            found[frozenset(people)] = pair
            if len(found) > MOST_PAIRS:
                raise findings.fail("duplicates-too-many", {"count": MOST_PAIRS})
    pairs = sorted(found.values(), key=lambda pair: pair.rows)
    return Alike(tuple(places), tuple(pairs), {same: many for same, many in crowds.items() if many})


def _rows_of(file: TableFile, places: dict[str, int], findings: Findings) -> pl.DataFrame:
    """The columns by their names, trimmed, with the id in one spelling and the row of each."""
    parts = []
    for rows in file.batches(findings):
        texts = rows.frame.select(
            pl.col(str(place)).str.strip_chars().alias(name) for name, place in places.items()
        )
        ids = one_spelling(texts.to_series(0))
        parts.append(texts.with_columns(ids.alias(_ID), pl.Series(_ROW, rows.numbers)))
    findings.raise_any()
    empty = pl.DataFrame(schema={**dict.fromkeys((*places, _ID), pl.String), _ROW: pl.Int64})
    return pl.concat([empty, *parts]).filter(pl.col(_ID) != "")


def _groups_of(rows: pl.DataFrame, same: Same) -> tuple[pl.DataFrame, int]:
    """The first row of each id in each group with the same answers; and how many are too large."""
    folded = [_compared_column(rows[name]).alias(str(place)) for place, name in enumerate(same)]
    said = pl.DataFrame(folded)
    whole = said.select(pl.all_horizontal(pl.all() != "")).to_series()
    answers = said.select(pl.concat_str(pl.all(), separator="\x1f")).to_series()
    of_rule = rows.with_columns(answers.alias(_ANSWERS)).filter(whole)
    first = of_rule.unique([_ANSWERS, _ID], keep="first", maintain_order=True)
    size = pl.len().over(_ANSWERS)
    crowded = first.filter(size > MOST_ALIKE)[_ANSWERS].n_unique()
    return first.filter(size.is_between(2, MOST_ALIKE)), crowded


def _compared_column(texts: pl.Series) -> pl.Series:
    different = texts.unique().to_list()
    return texts.replace_strict(different, list(map(compared, different)), return_dtype=pl.String)


def _pairs_of(groups: pl.DataFrame) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each two ids of a group, the earlier first."""
    for group in groups.partition_by(_ANSWERS, maintain_order=True):
        people = group.to_dicts()
        for place, first in enumerate(people):
            for second in people[place + 1 :]:
                yield first, second
