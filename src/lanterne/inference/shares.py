"""Counts, shares, differences of shares and means, each with its interval."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain

import polars as pl

from lanterne.errors import UsageError
from lanterne.inference.combine import About, Combined, combine
from lanterne.inference.data import Answer, DataSets, gives, is_recorded
from lanterne.inference.foundations import check_cells

Found = tuple[float, float]
"""An estimate on one data set, and its usual variance."""


def count(sets: DataSets, *answers: Answer, about: About | str = About.RECORDS) -> Combined:
    """How many people give one to three answers together.

    Its usual variance is that of a binomial count among the rows.

    Raises:
        UsageError: The columns were not measured together, or too few people are there.
    """
    here = pl.all_horizontal(gives(answer) for answer in answers)
    check_cells(sets, [column for column, _ in answers], [here])

    def found(frame: pl.DataFrame) -> Found:
        number = float(frame.select(here.sum()).item())
        return number, number * (1 - number / frame.height)

    return _over(sets, found, about)


def share(
    sets: DataSets,
    outcome: Answer,
    group: Answer | None = None,
    *,
    recorded: bool = True,
    about: About | str = About.POPULATION,
) -> Combined:
    """Share of a group that gives an answer, 0 to 1.

    Args:
        sets: The data sets.
        outcome: The answer.
        group: Who belongs to the group; ``None``: everybody.
        recorded: Of whom something is recorded in the column of the outcome; else of the group.
        about: Whom the interval is to be about.

    Raises:
        UsageError: The columns were not measured together, or too few people are there.
    """
    among, yes = _among(outcome, group, recorded=recorded)
    _check(sets, outcome, [group] if group else [], [(among, yes)])

    def found(frame: pl.DataFrame) -> Found:
        return _share(*frame.select(among.sum().alias("of"), yes.sum().alias("those")).row(0))

    return _over(sets, found, about)


def difference_of_shares(
    sets: DataSets,
    outcome: Answer,
    first: Answer,
    second: Answer,
    *,
    recorded: bool = True,
    about: About | str = About.POPULATION,
) -> Combined:
    """Share of the first group that gives an answer less that of the second, -1 to 1.

    Args:
        sets: The data sets.
        outcome: The answer.
        first: Who belongs to the one group.
        second: Who belongs to the other: another answer to the same question.
        recorded: As of :func:`share`.
        about: Whom the interval is to be about.

    Raises:
        UsageError: The groups may overlap, the columns were not measured together, or too few
            people are there.
    """
    if first[0] != second[0] or first == second:
        raise UsageError("inference.groups-overlap", first=first[0], second=second[0])
    counted = [_among(outcome, group, recorded=recorded) for group in (first, second)]
    _check(sets, outcome, [first, second], counted)
    return _over(
        sets, lambda frame: difference_in(frame, outcome, (first, second), recorded=recorded), about
    )


def difference_in(
    frame: pl.DataFrame, outcome: Answer, groups: tuple[Answer, Answer], *, recorded: bool
) -> Found:
    """The difference of two shares in one table, and its usual variance."""
    counted = [_among(outcome, group, recorded=recorded) for group in groups]
    sums = frame.select(
        cell.sum().alias(str(place)) for place, cell in enumerate(chain.from_iterable(counted))
    )
    of, those, of_others, others = sums.row(0)
    (one, of_one), (other, of_other) = _share(of, those), _share(of_others, others)
    return one - other, of_one + of_other


def mean(
    sets: DataSets,
    column: str,
    numbers: Mapping[str, float],
    *,
    about: About | str = About.POPULATION,
) -> Combined:
    """Mean of the numbers that the answers of a column stand for, such as middles of bands.

    Args:
        sets: The data sets.
        column: The column.
        numbers: Answer → its number; rows with any other text are left out.
        about: Whom the interval is to be about.

    Raises:
        UsageError: There is no such column, or too few people give one of the answers.
    """
    given = {value: float(number) for value, number in numbers.items()}
    if not given:
        raise UsageError("inference.no-numbers", column=column)
    check_cells(sets, [column], [gives((column, value)) for value in given])
    here = pl.col(column).cast(pl.String).is_in(list(given))
    scores = pl.col(column).cast(pl.String).replace_strict(given, default=None)

    def found(frame: pl.DataFrame) -> Found:
        values = frame.filter(here).select(scores).to_series()
        centre, spread = values.mean(), values.var()
        assert isinstance(centre, float)  # there are some: they were counted
        return centre, float(spread or 0.0) / len(values)  # type: ignore[arg-type]

    return _over(sets, found, about)


def _over(
    sets: DataSets, estimate: Callable[[pl.DataFrame], Found], about: About | str
) -> Combined:
    estimates, variances = zip(*(estimate(frame) for frame in sets.frames), strict=True)
    return combine(estimates, variances, about)


def _among(outcome: Answer, group: Answer | None, *, recorded: bool) -> tuple[pl.Expr, pl.Expr]:
    """Who is in the denominator, and who of them gives the answer."""
    among = pl.repeat(True, pl.len()) if group is None else gives(group)
    if recorded:
        among = among & is_recorded(outcome[0])
    return among, among & gives(outcome)


def _check(
    sets: DataSets,
    outcome: Answer,
    groups: list[Answer],
    counted: list[tuple[pl.Expr, pl.Expr]],
) -> None:
    columns = [outcome[0], *(column for column, _ in groups)]
    check_cells(sets, columns, [cell for among, yes in counted for cell in (yes, among & ~yes)])


def _share(people: int, those: int) -> Found:
    part = those / max(people, 1)
    return part, part * (1 - part) / max(people, 1)
