"""What may be asked of k-anonymised data, checked before anything is looked at."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lanterne.anonymity.generalised.dimensions import closed
from lanterne.anonymity.generalised.suppression import Recoding
from lanterne.anonymity.terms import is_whole
from lanterne.codebook.advice import with_nearest
from lanterne.codebook.model import Table
from lanterne.errors import UsageError
from lanterne.messages import Message, either, lines


@dataclass(frozen=True)
class Requirements:
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


def check_requirements(asked: Requirements, table: Table, rows: int | None) -> None:
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
        raise UsageError(lines(problems))


def _wrong_numbers(asked: Requirements, rows: int | None) -> Iterator[Message]:
    if not is_whole(asked.k, 2):
        yield Message("k-method.k-not-whole", {"got": repr(asked.k)})
    elif rows is not None and asked.k > rows:
        yield Message("k-method.fewer-people", {"k": asked.k})
    if asked.diversity is not None and not is_whole(asked.diversity, 2):
        yield Message("k-method.diversity", {"got": repr(asked.diversity)})
    if asked.closeness is not None and not 0 < asked.closeness < 1:
        yield Message("k-method.closeness", {"closeness": asked.closeness})
    if not 0 <= asked.suppression_limit <= 1:
        yield Message("k-method.suppression-limit", {"got": asked.suppression_limit})
    if asked.recoding not in set(Recoding):
        known = either(*map(str, Recoding))
        yield Message("k-method.recoding", {"known": known, "got": str(asked.recoding)})
    for name, weight in asked.importance.items():
        if not (math.isfinite(weight) and weight > 0):
            yield Message("k-method.importance", {"column": name, "got": weight})


def _wrong_lists(asked: Requirements) -> Iterator[Message]:
    if isinstance(asked.quasi_identifiers, str):
        yield Message("k-method.quasi-identifiers-no-list", {"names": asked.quasi_identifiers})
    if isinstance(asked.sensitive, str):
        yield Message("k-method.sensitive-no-list", {"names": asked.sensitive})


def _wrong_names(asked: Requirements, table: Table) -> Iterator[Message]:
    if not asked.quasi_identifiers:
        yield Message("k-method.no-quasi-identifier")
    for name in dict.fromkeys(asked.quasi_identifiers):
        if name not in table.names:
            unknown = Message("k-method.quasi-identifier-unknown", {"column": name})
            yield with_nearest(unknown, name, table.names)
        if list(asked.quasi_identifiers).count(name) > 1:
            yield Message("k-method.quasi-identifier-twice", {"column": name})
    for name in dict.fromkeys(asked.sensitive):
        if name not in table.names:
            unknown = Message("k-method.sensitive-unknown", {"column": name})
            yield with_nearest(unknown, name, table.names)
        if list(asked.sensitive).count(name) > 1:
            yield Message("k-method.sensitive-twice", {"column": name})
    for name in asked.importance:
        if name not in asked.quasi_identifiers:
            yield Message("k-method.importance-of-other", {"column": name})


def _wrong_sensitive(asked: Requirements, table: Table) -> Iterator[Message]:
    wanted = asked.diversity is not None or asked.closeness is not None
    if wanted and not asked.sensitive:
        yield Message("k-method.no-sensitive")
    if asked.sensitive and not wanted:
        yield Message("k-method.sensitive-for-nothing")
    known = [name for name in asked.quasi_identifiers if name in table.names]
    tied = closed(table, known)
    for name in asked.sensitive:
        if name in asked.quasi_identifiers:
            yield Message("k-method.sensitive-and-quasi-identifier", {"column": name})
        elif name in tied:
            yield Message("k-method.sensitive-tied", {"column": name})
