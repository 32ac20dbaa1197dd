"""Which columns were measured together, as they are published.

It follows from the plan, and from which wider tables a mechanism chose: both are public, and no
count is needed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product

from lanterne.synthesis.domain import Domain
from lanterne.synthesis.items import LENGTH, items_of
from lanterne.synthesis.measure import Measurements
from lanterne.synthesis.together import Part, Together

Kinds = Sequence[Sequence[tuple[Part, ...]]]
"""Of each model column, the published ones of which it says something, alone or together."""

Sets = frozenset[frozenset[Part]]


def measured_together(measured: Measurements, domain: Domain) -> Together:
    """What was measured together.

    Args:
        measured: The tables that were measured.
        domain: What each model column stands for: several published columns may share one, and the
            members of a large set have one each.
    """
    return Together(_sets(measured, _kinds(domain), LENGTH))


def together_of_groups(
    groups: Mapping[str, Measurements], named: str, whole: Measurements, domain: Domain
) -> Together:
    """What was measured together of all people, and of each of several groups of them.

    Args:
        groups: Name of each group → what was measured of it.
        named: The column that says which group it is.
        whole: What was measured of all.
        domain: Of the codes.
    """
    kinds = _kinds(domain)
    alone = {frozenset(kind) for some in kinds for kind in some if len(kind) == 1}
    of_each = {name: _sets(one, kinds, LENGTH - 1) | alone for name, one in groups.items()}
    shared = frozenset.intersection(*of_each.values())
    found = {some | {(named, "")} for some in shared}
    for name, sets in of_each.items():
        found |= {some | {(named, name)} for some in sets - shared}
    return Together(_sets(whole, kinds, LENGTH) | found)


def _sets(measured: Measurements, kinds: Kinds, longest: int) -> Sets:
    """What was measured together, of so many answers at most."""
    found: set[frozenset[Part]] = set()
    for columns, _, _ in measured.tables():
        if len(columns) > longest:
            continue
        for chosen in product(*(kinds[column] for column in columns)):
            parts = [part for some in chosen for part in some]
            if 1 < len(parts) <= longest:
                found.add(frozenset(parts))
    return frozenset(found)


def _kinds(domain: Domain) -> Kinds:
    said = Counter(name for column in domain.encoding.columns for name in column.sources)

    def kind(answers: tuple[Part, ...]) -> tuple[Part, ...]:
        return tuple((name, text if said[name] > 1 else "") for name, text in answers)

    columns = range(domain.layout.width)
    return [tuple(dict.fromkeys(map(kind, items_of(domain, one).answers))) for one in columns]
