"""Which definitions of a codebook two people read alike: by the vignettes that both coded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lanterne.codebook.model import Codebook, Column
from lanterne.files.problem_log import Findings
from lanterne.harmonise.coded_vignettes import VIGNETTE, CodedVignettes, read_coded
from lanterne.harmonise.kappa import Codes, Estimate, kappa, share_of_equal, weighted_kappa

Answers = tuple[str, ...]


@dataclass(frozen=True)
class Confused:
    """Two answers that were given to the same vignettes.

    Attributes:
        answers: In alphabetical order; blank: nothing is recorded.
        vignettes: Names of the vignettes.
    """

    answers: tuple[str, str]
    vignettes: tuple[str, ...]


@dataclass(frozen=True)
class ColumnAgreement:
    """How alike a column was answered.

    Attributes:
        column: Column of the codebook.
        member: Of a set, the member that this is about, with the answers yes and no; else empty.
        vignettes: How many were coded.
        answered: To how many of them one of the two gave an answer, or saw the member in them.
        equal: Share of those with equal answers, blank an answer, with its exact interval.
        kappa: Cohen's κ of all answers.
        weighted: Of ordered answers κ with quadratic weights, of the vignettes to which both gave
            an answer in that order; else without a value.
        confused: Answers that were taken for each other, the most frequent first.
    """

    column: str
    member: str
    vignettes: int
    answered: int
    equal: Estimate
    kappa: Estimate
    weighted: Estimate
    confused: tuple[Confused, ...]


def agreement_of(one: Path, other: Path, codebook: Codebook) -> tuple[ColumnAgreement, ...]:
    """Compare what two people made of the same vignettes, column by column.

    Args:
        one: The sheet of one person.
        other: That of the other; the order of rows and of columns may be another.
        codebook: A codebook of one table.

    Returns:
        The columns that both sheets have, the one that was read most differently first.

    Raises:
        InputError: A sheet has problems, or the two are not about the same vignettes.
    """
    first, second = read_coded(one, codebook), read_coded(other, codebook)
    findings = Findings(str(other))
    if set(first.vignettes) != set(second.vignettes):
        raise findings.fail("agreement-others", {"column": VIGNETTE})
    if not first.answers.keys() & second.answers:
        raise findings.fail("agreement-no-column")
    return agreement_between(first, second, codebook)


def agreement_between(
    first: CodedVignettes, second: CodedVignettes, codebook: Codebook
) -> tuple[ColumnAgreement, ...]:
    """Compare what two people made of the same vignettes, column by column.

    Args:
        first: What one person made of them.
        second: What the other did; their order may be another.
        codebook: A codebook of one table, whose answers these are.

    Returns:
        The columns that both have, the one that was read most differently first.
    """
    places = [second.vignettes.index(name) for name in first.vignettes]
    found: list[ColumnAgreement] = []
    for column in codebook.table.columns:
        if column.name not in first.answers.keys() & second.answers:
            continue
        again = tuple(second.answers[column.name][place] for place in places)
        found += _of_column(column, first, again)
    return tuple(sorted(found, key=lambda each: each.equal.value or 0.0))


def _of_column(column: Column, first: CodedVignettes, again: Answers) -> Iterator[ColumnAgreement]:
    """A column, or each member of a set."""
    given = first.answers[column.name]
    if not column.traits.several:
        yield _compared(column, "", first.vignettes, given, again)
        return
    for member in column.codes:
        flags = (
            tuple(_flag(cell, member, column) for cell in answers) for answers in (given, again)
        )
        yield _compared(column, member, first.vignettes, *flags)


def _flag(cell: str, member: str, column: Column) -> str:
    return "1" if member in cell.split(column.separator) else "0"


def _compared(
    column: Column, member: str, vignettes: Answers, given: Answers, again: Answers
) -> ColumnAgreement:
    silent = "0" if member else ""
    codes = {text: code for code, text in enumerate(sorted({*given, *again}))}
    one, other = (np.array([codes[text] for text in answers]) for answers in (given, again))
    return ColumnAgreement(
        column.name,
        member,
        len(vignettes),
        sum({a, b} != {silent} for a, b in zip(given, again, strict=True)),
        share_of_equal(one, other),
        kappa(one, other),
        _weighted(column, given, again),
        _confused(vignettes, given, again),
    )


def _weighted(column: Column, given: Answers, again: Answers) -> Estimate:
    """Of a column whose answers have an order; who gave none of them has no place in it."""
    if not column.traits.ordered:
        return Estimate(None)
    places = {text: place for place, text in enumerate(column.texts)}
    pairs = [(a, b) for a, b in zip(given, again, strict=True) if a in places and b in places]
    ends: Codes = np.array([[places[a], places[b]] for a, b in pairs], dtype=np.int64).reshape(
        -1, 2
    )
    return weighted_kappa(ends[:, 0], ends[:, 1])


def _confused(vignettes: Answers, given: Answers, again: Answers) -> tuple[Confused, ...]:
    met: dict[tuple[str, str], list[str]] = {}
    for vignette, one, other in zip(vignettes, given, again, strict=True):
        if one != other:
            low, high = sorted((one, other))
            met.setdefault((low, high), []).append(vignette)
    ordered = sorted(met.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(Confused(answers, tuple(names)) for answers, names in ordered)
