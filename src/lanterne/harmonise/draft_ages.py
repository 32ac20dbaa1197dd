"""A proposal for ages where a partner has dates alone: of birth, and of registration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lanterne.codebook.identifying import Identifies, by_header
from lanterne.codebook.model import Column
from lanterne.codebook.roles import Role, suggested_role
from lanterne.harmonise.date_orders import written_dates
from lanterne.harmonise.dates import date_parts, needs_no_order
from lanterne.harmonise.draft_columns import Asked, DraftedColumn
from lanterne.harmonise.mapping import MappedColumn, Rule, Status
from lanterne.harmonise.source_columns import SourceColumn
from lanterne.messages import Message


def drafted_age(
    columns: Sequence[SourceColumn],
    targets: Sequence[Column],
    drafted: Mapping[str, DraftedColumn],
) -> dict[str, DraftedColumn]:
    """The one column of ages of a codebook that nothing else fills, from two columns of dates.

    The date of birth is known by its header; the other is the one that the year comes from. A
    person has to say whether the age counts at that date. Where there are several of either, or the
    dates of the two do not prove the same order, nothing or no order is proposed.

    Args:
        columns: The columns of the file.
        targets: Those of the codebook.
        drafted: Column of the codebook → what is drafted already.
    """
    ages = [one for one in targets if _is_age(one) and one.name not in drafted]
    births = [one for one in columns if _is_birth(one)]
    years = [one.column for one in drafted.values() if one.column.rule is Rule.YEAR_OF]
    if not (len(ages) == len(births) == len(years) == 1):
        return {}
    (target,), (birth,), (year,) = ages, births, years
    (at,) = (one for one in columns if one.name == year.sources[0])
    if not any(map(_is_date, at.answers)):  # the year alone says no day
        return {}
    orders = [written_dates(one.answers) for one in (birth, at)]
    proved = {each.order for each in orders if each.needed}
    column = MappedColumn(
        target.name,
        Rule.AGE_FROM,
        (birth.name, at.name),
        dates=next(iter(proved)) if len(proved) == 1 else None,
        status=Status.FLAGGED,
    )
    question = Message("draft-asks.age", {"column": at.name})
    return {target.name: DraftedColumn(column, (Asked(birth.name, question),))}


def _is_age(column: Column) -> bool:
    role = column.role or suggested_role(column.name, column.type)
    return role is Role.AGE and (column.numbers is not None or column.traits.ordered)


def _is_birth(column: SourceColumn) -> bool:
    headings = any(by_header(text, ()) is Identifies.BIRTHS for text in column.headings)
    return headings and any(map(_is_date, column.answers))


def _is_date(text: str) -> bool:
    return date_parts(text) is not None or (needs_no_order(text) and "-" in text)
