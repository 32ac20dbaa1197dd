"""What may be asked of k-anonymised data, checked before anything is looked at."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lanterne.anonymity.generalised.dimensions import closed
from lanterne.anonymity.generalised.suppression import Recoding
from lanterne.anonymity.terms import is_whole
from lanterne.codebook.model import Table
from lanterne.codebook.section import suggestion
from lanterne.errors import UsageError


@dataclass(frozen=True)
class Asked:
    """What is asked of k-anonymised data.

    Attributes:
        k: Fewest rows of a class, at least 2.
        quasi_identifiers: Columns by which a person may be found.
        diversity: Fewest different answers in each sensitive column of a class, at least 2.
        closeness: Largest distance of a class from the whole table in each of them, above 0 and
            below 1.
        sensitive: What nobody may learn about a person.
        importance: Weights of quasi-identifiers in the loss, above 0; 1 for those not named.
        recoding: ``global``: each column has one level, or is blank; ``local``: rows may be at
            different levels, which loses less and is harder to analyse.
        suppression_limit: Largest share of rows that lose more than their column's level, 0 to 1.
    """

    k: int
    quasi_identifiers: Sequence[str]
    diversity: int | None = None
    closeness: float | None = None
    sensitive: Sequence[str] = ()
    importance: Mapping[str, float] = field(default_factory=dict)
    recoding: Recoding = Recoding.GLOBAL
    suppression_limit: float = 1.0


def check_asked(asked: Asked, table: Table, rows: int | None) -> None:
    """Refuse what makes no sense.

    Args:
        asked: What is asked.
        table: The codebook's table.
        rows: Number of people; ``None``: they have not been read yet.

    Raises:
        UsageError: With all that is wrong, a line each.
    """
    names = list(_wrong_lists(asked))
    if not names:
        names = [*_wrong_names(asked, table), *_wrong_sensitive(asked, table)]
    problems = [*_wrong_numbers(asked, rows), *names]
    if problems:
        raise UsageError("\n".join(problems))


def _wrong_numbers(asked: Asked, rows: int | None) -> Iterator[str]:
    if not is_whole(asked.k, 2):
        yield f"k must be a whole number from 2, is {asked.k!r}: with less nobody is hidden."
    elif rows is not None and asked.k > rows:
        yield f"k must be at most the number of people in the cases, which is below {asked.k}."
    if asked.diversity is not None and not is_whole(asked.diversity, 2):
        yield f"The diversity must be a whole number from 2, is {asked.diversity!r}."
    if asked.closeness is not None and not 0 < asked.closeness < 1:
        yield f"The closeness must be above 0 and below 1, is {asked.closeness!r}."
    if not 0 <= asked.suppression_limit <= 1:
        yield f"The suppression limit must be from 0 to 1, is {asked.suppression_limit!r}."
    if asked.recoding not in set(Recoding):
        yield f"The recoding must be {' or '.join(Recoding)}, is {asked.recoding!r}."
    for name, weight in asked.importance.items():
        if not (math.isfinite(weight) and weight > 0):
            yield f"The importance of {name!r} must be a number above 0, is {weight!r}."


def _wrong_lists(asked: Asked) -> Iterator[str]:
    lists = {
        "quasi-identifiers": asked.quasi_identifiers,
        "sensitive columns": asked.sensitive,
    }
    for what, names in lists.items():
        if isinstance(names, str):
            yield f"The {what} must be a list of names: write [{names!r}]."


def _wrong_names(asked: Asked, table: Table) -> Iterator[str]:
    if not asked.quasi_identifiers:
        yield "Name at least one quasi-identifier: a column by which a person may be found."
    lists: dict[str, Collection[str]] = {
        "quasi-identifier": asked.quasi_identifiers,
        "sensitive column": asked.sensitive,
    }
    for what, names in lists.items():
        for name in dict.fromkeys(names):
            if name not in table.names:
                hint = suggestion(name, table.names)
                yield f"The {what} {name!r} is not a column of the codebook. {hint}".rstrip()
            if list(names).count(name) > 1:
                yield f"The {what} {name!r} is named twice."
    for name in asked.importance:
        if name not in asked.quasi_identifiers:
            yield f"{name!r} has an importance but is not a quasi-identifier."


def _wrong_sensitive(asked: Asked, table: Table) -> Iterator[str]:
    wanted = asked.diversity is not None or asked.closeness is not None
    if wanted and not asked.sensitive:
        yield "Name the sensitive columns that diversity and closeness are about."
    if asked.sensitive and not wanted:
        yield "Sensitive columns need a diversity or a closeness."
    known = [name for name in asked.quasi_identifiers if name in table.names]
    tied = closed(table, known)
    for name in asked.sensitive:
        if name in asked.quasi_identifiers:
            yield f"{name!r} is both sensitive and a quasi-identifier: it must be one of them."
        elif name in tied:
            yield (
                f"{name!r} cannot be sensitive: a dependency or a rule ties it to a "
                "quasi-identifier, so whoever knows the one knows something of the other."
            )
