"""Reading how tables hang together: keys, references, households, and the condensed file."""

from __future__ import annotations

from lanterne.codebook.model import Condensed, CondensedColumn, Household, Reference
from lanterne.codebook.section import Section


def read_reference(section: Section) -> Reference:
    """A column that holds keys of a table; fewer rows than usual count where fewer may be."""
    at_most, counted = _bound(section, "at_most"), _bound(section, "counted")
    usual = Reference.counted if at_most is None else min(Reference.counted, at_most)
    reference = Reference(
        column=section.text("column"),
        table=section.text("table"),
        required=section.truth("required", default=True),
        dangling=section.truth("dangling"),
        every=section.truth("every"),
        at_most=at_most,
        counted=usual if counted is None else counted,
    )
    if at_most is not None and reference.counted > at_most >= 1:
        gaps = {"count": str(reference.counted), "most": str(at_most)}
        section.problem("bad-bound.counted", gaps, at="counted")
    section.close()
    return reference


def read_household(section: Section) -> Household:
    """Which column says who lives together, and how many of one household count."""
    column, counted = section.text("column"), _bound(section, "counted")
    section.close()
    return Household(column, Household.counted if counted is None else counted)


def read_condensed(section: Section) -> Condensed:
    """The codebook that a condensed file keeps, and where each of its columns comes from."""
    condensed = Condensed(
        codebook=section.text("codebook"),
        columns=tuple(_read_condensed_column(item) for item in section.sections("columns")),
    )
    section.close()
    return condensed


def _read_condensed_column(section: Section) -> CondensedColumn:
    """One column; unless it says where it comes from, it is the one of the same name."""
    name = section.text("name")
    column = CondensedColumn(name, section.text("source", name), section.text("member", ""))
    section.close()
    return column


def _bound(section: Section, key: str) -> int | None:
    """How many rows, a whole number from 1; ``None`` when it is not there."""
    if section.raw(key) is None:
        return None
    before = len(section.findings.problems)
    number = section.number(key)
    if number < 1 and len(section.findings.problems) == before:
        section.problem("bad-bound.below-one", {"number": str(number)}, at=key)
    return number
