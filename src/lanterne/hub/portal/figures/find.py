"""Which figures a release has: its codebook says so, by types, groups, names and labels.

Nothing is read from rows: what a column is about stands in the codebook, as its role. A codebook
without roles has the same figures as the built-in ones wherever its columns can be told by their
type, or by a word in their name or English label.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from django.utils.text import slugify

from lanterne.codebook.model import Column, Group, Text
from lanterne.codebook.roles import PLACES, Role
from lanterne.codebook.views import folded_columns
from lanterne.hub.portal.edition import Edition, found_once
from lanterne.hub.portal.figures.figure import Kind, Plan
from lanterne.hub.portal.figures.periods import is_time
from lanterne.release import People

SEX = frozenset({"gender", "sex"})
AGE = frozenset({"age", "ages"})
MAJORITY = frozenset({"majority", "minor"})
ORIGIN = frozenset({"citizenship", "citizen", "nationality", "origin", "coo"})
EXPLOITATION = frozenset({"exploitation", "destination", "coe"})
REGION = frozenset({"region", "subregion"})
RECRUITER = frozenset({"recruiter", "recruiters", "recruitment"})
PERPETRATOR = frozenset({"perpetrator", "perpetrators", "trafficker", "traffickers", "ip"})
ROLE = frozenset({"role", "roles", "relation", "relationship"})
MEANS = frozenset({"means", "control"})
FORMS = frozenset({"exploitation", "labour", "labor", "sexual", "exploit"})

ROLES = {
    SEX: frozenset({Role.GENDER}),
    AGE: frozenset({Role.AGE}),
    MAJORITY: frozenset({Role.MAJORITY}),
    ORIGIN: frozenset({Role.CITIZENSHIP}),
    EXPLOITATION: frozenset({Role.COUNTRY_OF_EXPLOITATION}),
    REGION: PLACES,
    RECRUITER: frozenset({Role.RECRUITER}),
    PERPETRATOR: frozenset({Role.PERPETRATOR, Role.RELATION}),
    ROLE: frozenset({Role.RELATION}),
    MEANS: frozenset({Role.MEANS_OF_CONTROL}),
    FORMS: frozenset({Role.EXPLOITATION}),
    SEX | AGE: frozenset({Role.GENDER, Role.AGE}),
}
"""Words by which a column without a role is told → the roles that say the same."""

MOST_ACROSS = 8
"""Most answers of a column beside whose answers others are counted."""


@found_once
def plans(edition: Edition) -> tuple[Plan, ...]:
    """The figures of a release, in the order of :class:`Kind`, each under a name of its own."""
    found = [plan for people in edition.people for plan in _of_people(edition, people)]
    order = list(Kind)
    wider = edition.release.original is not None
    named = _named(sorted(found, key=lambda plan: order.index(plan.kind)))
    return tuple(replace(plan, wider=wider) for plan in named)


def _named(found: Sequence[Plan]) -> Iterator[Plan]:
    for plan, name in zip(found, unique_names(map(_stem, found)), strict=True):
        yield replace(plan, name=name)


def _stem(plan: Plan) -> str:
    """The name of a figure, if no other has the same."""
    first = plan.rows[0]
    parts = [first.group or first.name] if plan.flags else [first.name]
    parts += [plan.across.name] if plan.across else []
    return slugify(" ".join([plan.kind, *parts]))


def unique_names(stems: Iterable[str]) -> Iterator[str]:
    """For each part of an address a name that no other has."""
    taken: set[str] = set()
    for stem in stems:
        name, number = stem, 2
        while name in taken:
            name, number = f"{stem}-{number}", number + 1
        taken.add(name)
        yield name


def _of_people(edition: Edition, people: People) -> Iterator[Plan]:
    """Figures of one kind of people, from the columns of their own and of those linked to them."""
    network = edition.release.codebook.network
    tables = {table.name: table for table in edition.release.codebook.tables}
    own = [c for c in people.table.columns if c.name in tables[people.table.name].names]
    if network is None:
        linked = [c for c in own if _about(c, PERPETRATOR)]
        own = [c for c in own if c not in linked]
    elif people.table.name == network.victims.name:
        folded = {column.name for column in folded_columns(network)}
        linked = [c for c in people.table.columns if c.name in folded]
    else:
        linked = []
    yield from _simple(people, own)
    yield from _two(people, own)
    yield from _grouped(edition, people, own)
    yield from _linked(edition, people, own, linked)
    counted = {t.name for t in tables.values()} - {people.table.name}
    yield from (
        _plan(Kind.NUMBER, people, (column,))
        for column in people.table.columns
        if network and column.name in counted and column.traits.ordered
    )


def _plan(
    kind: Kind,
    people: People,
    rows: tuple[Column, ...],
    across: Column | None = None,
    label: Text | None = None,
) -> Plan:
    about = [label if label is not None else rows[0].label]
    if kind is Kind.NUMBER:
        about = [people.table.label, rows[0].label]
    return Plan("", kind, people, rows, across, (*about, *([across.label] if across else [])))


def _simple(people: People, own: Sequence[Column]) -> Iterator[Plan]:
    """Figures of one column."""
    for column in own:
        if is_time(column):
            yield _plan(Kind.TREND, people, (column,))
        elif column.traits.place:
            yield _plan(Kind.MAP, people, (column,))
        elif column.traits.several or (column.traits.plain and _about(column, RECRUITER)):
            yield _plan(_kind_of(column), people, (column,))


def _two(people: People, own: Sequence[Column]) -> Iterator[Plan]:
    """Routes, and age and sex."""
    countries = [c for c in own if c.traits.place]
    regions = [c for c in own if _is_unordered(c) and _about(c, REGION)]
    for places in (countries, regions):
        start, end = _first(places, ORIGIN), _first(places, EXPLOITATION)
        if start and end and start is not end:
            yield _plan(Kind.ROUTES, people, (start,), end)
    sex, age = _sex(own), _age(own)
    if sex and age:
        yield _plan(Kind.AGE_SEX, people, (age,), sex)


def regions(edition: Edition) -> Iterator[tuple[People, Column]]:
    """Columns of regions, whether or not there are routes between them."""
    tables = {table.name: table for table in edition.release.codebook.tables}
    for people in edition.people:
        for column in people.table.columns:
            own = column.name in tables[people.table.name].names
            if own and _is_unordered(column) and _about(column, REGION):
                yield people, column


def _grouped(edition: Edition, people: People, own: Sequence[Column]) -> Iterator[Plan]:
    """Tick boxes of one group."""
    for group in edition.release.codebook.groups:
        flags = _flags(own, group)
        if len(flags) > 1:
            roles = {flag.role for flag in flags}
            about = group if len(roles) > 1 or None in roles else flags[0]
            yield _plan(_kind_of(about), people, flags, label=group.label)


def _linked(
    edition: Edition, people: People, own: Sequence[Column], linked: Sequence[Column]
) -> Iterator[Plan]:
    """What is known of the perpetrators, beside who the victims are."""
    sex, age = _sex(own), _age(own)
    across = [c for c in (sex, age) if c and len(c.codes) <= MOST_ACROSS]
    for group in edition.release.codebook.groups:
        flags = _flags(linked, group)
        if len(flags) > 1:
            yield from (_plan(Kind.LINKED, people, flags, c, group.label) for c in across)
    sets = [c for c in linked if not c.traits.flag]
    for column in sorted(sets, key=lambda column: not _about(column, ROLE)):
        if _about(column, ROLE):
            yield from (_plan(Kind.LINKED, people, (column,), c) for c in across)
        elif _about(column, SEX | AGE):
            yield from (_plan(Kind.LINKED, people, (column,), c) for c in across if c is sex)
        elif _about(column, REGION) and (region := _first(own, REGION)):
            yield _plan(Kind.LINKED, people, (column,), region)


def _flags(columns: Iterable[Column], group: Group) -> tuple[Column, ...]:
    return tuple(c for c in columns if c.group == group.name and c.traits.flag)


def _kind_of(what: Column | Group) -> Kind:
    for words, kind in ((RECRUITER, Kind.RECRUITER), (MEANS, Kind.MEANS), (FORMS, Kind.FORMS)):
        if _about(what, words):
            return kind
    return Kind.ANSWERS


def _sex(columns: Iterable[Column]) -> Column | None:
    return _first(filter(_is_unordered, columns), SEX)


def _age(columns: Sequence[Column]) -> Column | None:
    """An age in an ordered list; else whether somebody was of age."""
    plain = [c for c in columns if c.traits.plain]
    return _first((c for c in plain if c.traits.ordered), AGE) or _first(plain, MAJORITY)


def _is_unordered(column: Column) -> bool:
    return column.traits.plain and not column.traits.ordered


def _first(columns: Iterable[Column], words: frozenset[str]) -> Column | None:
    return next((column for column in columns if _about(column, words)), None)


def _about(what: Column | Group, words: frozenset[str]) -> bool:
    """Whether a column has such a role; without one, whether its name or English label says so.

    ``ageBand`` has two words.
    """
    role = what.role if isinstance(what, Column) else None
    if role in ROLES[words]:
        return True
    if role not in {None, Role.PERPETRATOR}:  # of a perpetrator, the name says what
        return False
    text = f"{what.name} {what.label.get('en', '')}"
    found = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", text)
    return not words.isdisjoint(word.lower() for word in found)
