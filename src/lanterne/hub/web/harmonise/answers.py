"""Answers of a partner's file beside those of the codebook: which is which, and what is open."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from lanterne.codebook.model import Column, Missing
from lanterne.codebook.spelling import plain
from lanterne.harmonise.answers import LONGEST, reader_of
from lanterne.harmonise.mapping import MappedColumn
from lanterne.harmonise.rules import parts_of
from lanterne.harmonise.source_columns import SourceColumn

ANSWER, SILENCE = "is:", "missing:"
"""Before an answer of the codebook, and before a kind of missing answer, in what a form sends."""

KINDS = tuple(kind for kind in Missing if kind is not Missing.SUPPRESSED)
"""Why a partner may not know an answer: what a release suppresses is no such reason."""

MOST = 200
"""Answers that are listed: whoever has more has free text, or another column."""


@dataclass(frozen=True)
class GivenAnswer:
    """An answer of the file, or of its form.

    Attributes:
        text: As it stands there.
        cells: How many cells hold it; 0: none that was looked at.
        decision: What it becomes, as the form says it; empty: nobody has decided.
        by_rule: Whether the rule makes something of it, so that nobody needs to decide.
        read_as: What people read in its place in the form, in each language; public.
    """

    text: str = field(repr=False)
    cells: int = field(repr=False)
    decision: str = field(repr=False)
    by_rule: bool = False
    read_as: str = ""


def in_the_form(labels: Sequence[str], name: str) -> str:
    """The labels of a question or an answer of a form, beside its name; empty: it has no others."""
    return " · ".join(dict.fromkeys(label for label in labels if label != name))


def labels_of(source: SourceColumn) -> dict[str, str]:
    """Answer of the form, in its plain form → what people read in its place."""
    return {plain(one.name): in_the_form(one.labels, one.name) for one in source.choices}


def given_answers(
    source: SourceColumn, mapped: MappedColumn, target: Column
) -> Iterator[GivenAnswer]:
    """Every answer that a column may hold: those of its form, of its cases, and of the mapping."""
    named = {plain(text): f"{ANSWER}{becomes}" for text, becomes in mapped.values.items()}
    named |= {plain(text): f"{SILENCE}{kind.value}" for text, kind in mapped.missing.items()}
    read = reader_of(mapped, target)
    cells, labels = _cells(source, mapped, target), labels_of(source)
    for key, (text, times) in cells.items():
        decision = named.get(key, "")
        by_rule = not decision and len(text) <= LONGEST and read(text) is not None
        yield GivenAnswer(text, times, decision, by_rule, labels.get(key, ""))


def open_answers(
    source: SourceColumn, mapped: MappedColumn, target: Column
) -> Iterator[GivenAnswer]:
    """Those about which a person may decide: what the rule reads by itself is not among them."""
    if mapped.rule.reads:
        found = (one for one in given_answers(source, mapped, target) if not one.by_rule)
        yield from sorted(found, key=lambda one: (one.decision != "", -one.cells))


def _cells(
    source: SourceColumn, mapped: MappedColumn, target: Column
) -> dict[str, tuple[str, int]]:
    """Answer, in its plain form → how it is spelt, and how many cells hold it."""
    read = reader_of(mapped, target)

    def parts(cell: str) -> Sequence[str]:
        whole = not mapped.separators or len(cell) > LONGEST or read(cell) is not None
        return [cell] if whole else parts_of(cell, mapped.separators)

    found = counted_parts(source, parts)
    for text in (*mapped.values, *mapped.missing):
        found.setdefault(plain(text), (text, 0))
    return found


def counted_parts(
    source: SourceColumn, parts: Callable[[str], Sequence[str]]
) -> dict[str, tuple[str, int]]:
    """Answers of a form and parts of cells, in their plain form → how spelt, and in how many cells.

    Args:
        source: The column of the file.
        parts: The answers that a cell holds.
    """
    found = {plain(choice.name): (choice.name, 0) for choice in source.choices}
    for cell, times in zip(source.answers, source.times, strict=False):
        for part in parts(cell):
            spelt, before = found.get(plain(part), (part, 0))
            found[plain(part)] = (spelt, before + times)
    return found


def decided(mapped: MappedColumn, decisions: dict[str, str]) -> MappedColumn:
    """The column with decisions about answers; those that nobody named stay as they are.

    Args:
        mapped: The column.
        decisions: Answer of the file → what it becomes, as a form says it; empty: it is left over.
    """
    spelt = {plain(text) for text in decisions}
    values = {text: code for text, code in mapped.values.items() if plain(text) not in spelt}
    missing = {text: kind for text, kind in mapped.missing.items() if plain(text) not in spelt}
    for text, decision in decisions.items():
        if decision.startswith(ANSWER):
            values[text] = decision.removeprefix(ANSWER)
        elif decision.removeprefix(SILENCE) in KINDS:
            missing[text] = Missing(decision.removeprefix(SILENCE))
    return replace(mapped, values=values, missing=missing)
