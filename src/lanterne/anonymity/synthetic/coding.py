"""The answers that k records hold, as codes: what may be drawn at all.

A model column here is that of the codebook's encoding, with three differences. The text of a large
``set`` is one answer, with one code per text that at least k records hold; so what is promised of
an answer is promised of the whole cell. Every text but the blank is an answer, those of typed
missingness too. An answer that fewer than k records hold has no code; which ones have is not
public, and is protected by k like everything that is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from lanterne.cases.encode import encode_frame
from lanterne.codebook import encode_table
from lanterne.codebook.boxes import split_cell
from lanterne.codebook.encoding import Encoding, ForbiddenCodes, ModelColumn
from lanterne.codebook.model import Column, Table
from lanterne.counting.marginals import Codes
from lanterne.errors import Refused
from lanterne.messages import Message, lines
from lanterne.synthesis.domain import Domain

UNKNOWN = -1
"""Written where a record's answer has no code."""


@dataclass(frozen=True)
class CodedRecords:
    """Real records in the codes of what may be drawn. Sensitive.

    Attributes:
        domain: The codes, and the rules between them.
        codes: Records × d. An answer without a code is blank; a record whose answer to a column
            that cannot be blank has no code is left out.
        blank: Per column, the code of the blank; -1 where it cannot be blank.
    """

    domain: Domain
    codes: Codes
    blank: npt.NDArray[np.int64]


def code_records(rows: pl.DataFrame, table: Table, k: int) -> CodedRecords:
    """Find the answers that at least k records hold, and code the records by them.

    Args:
        rows: The cases as texts that fit the codebook, one row per person.
        table: The table of the codebook.
        k: Fewest records that hold an answer.

    Raises:
        ValueError: The cases do not fit the codebook.
        Refused: A column that must be answered has no answer that k records hold.
    """
    encoding = _whole_sets(encode_table(table), table, rows)
    codes = encode_frame(rows, table, encoding)
    columns = [
        _only(column, np.bincount(part, minlength=column.size) >= k)
        for column, part in zip(encoding.columns, codes.T, strict=True)
    ]
    _check_answerable(columns)
    domain = Domain.of(table, replace(encoding, columns=tuple(columns)))
    blank = np.array([0 if column.possible[0] else UNKNOWN for column in columns])
    coded, whole = _compressed(codes, domain, blank)
    return CodedRecords(domain, coded[whole], blank)


def _only(column: ModelColumn, held: npt.NDArray[np.bool_]) -> ModelColumn:
    """The column with only the blank and the held answers possible; all answers informative."""
    possible = tuple(
        bool(can and (code == 0 or held[code])) for code, can in enumerate(column.possible)
    )
    informative = tuple(code != 0 for code in range(column.size))
    return replace(column, possible=possible, informative=informative)


def _check_answerable(columns: list[ModelColumn]) -> None:
    problems = [
        Message("k-method.no-common-answer", {"column": column.sources})
        for column in columns
        if not any(column.possible)
    ]
    if problems:
        raise Refused(lines(problems))


def _compressed(
    codes: Codes, domain: Domain, blank: npt.NDArray[np.int64]
) -> tuple[Codes, npt.NDArray[np.bool_]]:
    """Codes of the domain, and which records have one in every column."""
    coded = np.zeros_like(codes)
    whole = np.ones(len(codes), bool)
    for place, kept in enumerate(domain.kept):
        table = np.full(domain.encoding.columns[place].size, blank[place], np.int64)
        table[kept] = np.arange(len(kept))
        found = table[codes[:, place]]
        whole &= found != UNKNOWN
        coded[:, place] = np.maximum(found, 0)
    return coded, whole


def _whole_sets(encoding: Encoding, table: Table, rows: pl.DataFrame) -> Encoding:
    """The encoding with one column for each large set instead of one per member."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for place, column in enumerate(encoding.columns):
        groups.setdefault(column.sources, []).append(place)
    columns = [
        encoding.columns[members[0]]
        if len(members) == 1
        else _set_column(table.column(sources[0]), rows[sources[0]])
        for sources, members in groups.items()
    ]
    forbidden: list[ForbiddenCodes] = []
    for rule in encoding.forbidden:
        masks = dict(_masks(rule, list(groups.values()), columns, encoding, table))
        if len(masks) > 1:
            forbidden.append(ForbiddenCodes(rule.rule, tuple(masks), tuple(masks.values())))
            continue
        ((place, codes),) = masks.items()
        possible = columns[place].possible
        allowed = tuple(can and code not in codes for code, can in enumerate(possible))
        columns[place] = replace(columns[place], possible=allowed)
    return replace(encoding, columns=tuple(columns), forbidden=tuple(forbidden))


def _set_column(column: Column, answers: pl.Series) -> ModelColumn:
    """One code per text of a large set that occurs, the blank first."""
    texts = ["", *sorted(set(answers.cast(pl.String).fill_null("").unique()) - {""})]
    return ModelColumn(
        name=column.name,
        sources=(column.name,),
        cells=tuple((text,) for text in texts),
        informative=tuple(text != "" for text in texts),
        possible=tuple(text != "" or not column.required for text in texts),
    )


def _masks(
    rule: ForbiddenCodes,
    groups: list[list[int]],
    columns: list[ModelColumn],
    encoding: Encoding,
    table: Table,
) -> Iterator[tuple[int, frozenset[int]]]:
    """A rule's conditions in the columns where sets are whole: column → codes."""
    conditions = dict(zip(rule.columns, rule.codes, strict=True))
    for place, members in enumerate(groups):
        asked = [member for member in members if member in conditions]
        if len(members) == 1 and asked:
            yield place, conditions[members[0]]
        elif asked:
            source = table.column(columns[place].sources[0])
            wanted = {encoding.columns[m].cells[-1][0]: conditions[m] for m in asked}
            said = [split_cell(source, cell[0]) for cell in columns[place].cells]
            holds = [all(int(member in one) in wanted[member] for member in wanted) for one in said]
            yield place, frozenset(code for code, here in enumerate(holds) if here)
