"""Over years of linked tables: whose rows change how many cohorts, and by how much each table.

By brute force over histories of files: every victim, household and perpetrator leaves once, of each
choice of units, and all that goes into a mechanism is held against what is charged.
"""

from __future__ import annotations

from itertools import combinations_with_replacement

import pytest
from linked_histories import (
    BOOK,
    BUDGET,
    COHORTS,
    YEARS,
    People,
    Perpetrator,
    Victim,
    carried_out,
    change,
    invented,
)
from tiny_networks import KINDS

from extent import ALL
from lanterne.errors import UsageError
from lanterne.privacy import Unit, epsilon_spent
from lanterne.series import groups, linked, measured_stage
from lanterne.series.groups import Groups
from lanterne.series.handed_in import HandedIn, read_linked
from lanterne.series.linked import CountedLinked
from lanterne.series.register import _Counted
from lanterne.synthesis.network.fit import network_bounds
from lanterne.synthesis.network.sensitivity import sensitivity, unpromised

V, P, H = Unit.VICTIM, Unit.PERPETRATOR, Unit.HOUSEHOLD
CHOICES = [(V,), (V, P), (H,), (H, P)]


class NotProtectedError(AssertionError):
    """Somebody can lose more than the ledgers say."""


class Histories:
    """Histories with and without somebody, of which the whole one is carried out once."""

    def __init__(self, people, units, folder, monkeypatch, *, pairs=False, years=YEARS):
        self.people, self.units, self.folder = people, units, folder
        self.told = {"pairs": pairs, "years": years}
        self.monkeypatch, self.number = monkeypatch, 0
        self.bounds = network_bounds(BOOK, units)
        self.whole = self.carry_out(people)

    def carry_out(self, people):
        self.number += 1
        folder = self.folder / str(self.number)
        return carried_out(people, self.units, folder, self.monkeypatch, **self.told)

    def changes(self, leaving):
        """Cohort → stage → kind of table → the largest squared change."""
        part = self.carry_out(self.people.without(**leaving))
        if [(one.cohort, one.stage) for one in self.whole] != [(o.cohort, o.stage) for o in part]:
            raise NotProtectedError("what is measured depends on somebody")
        changed = {}
        for one, other in zip(self.whole, part, strict=True):
            by = change(one, other)
            if any(by.values()):
                changed.setdefault(one.cohort, {})[one.stage] = by
        return changed

    def check(self, unit, leaving):
        """Raise unless those who leave change so many cohorts, and each within the bounds."""
        changed, stated = self.changes(leaving), sensitivity(self.bounds, unit)
        for cohort, stages in changed.items():
            for by in stages.values():
                over = {kind for kind in KINDS if by[kind] > getattr(stated, kind)}
                if over:
                    raise NotProtectedError(f"{unit} changes {sorted(over)} of {cohort} by more")
        if len(changed) > unit.traits.cohorts:
            raise NotProtectedError(f"{unit} changes {len(changed)} cohorts")
        return changed

    def check_all(self):
        return {
            unit: [self.check(unit, leaving) for leaving in self.people.leaving(unit)]
            for unit in self.units
        }


# More people see no other break than the first and what is planted below. Households, and victims
# where perpetrators are promised nothing, are tried below as well, of files of pairs.
@pytest.mark.parametrize(
    ("seed", "units"),
    [
        (0, (V, P)),
        *(pytest.param(0, units, marks=pytest.mark.long) for units in ((V,), (H,), (H, P))),
        *(pytest.param(1, units, marks=pytest.mark.long) for units in CHOICES),
    ],
    ids=lambda one: one if isinstance(one, int) else "-".join(one),
)
def test_everybody_changes_what_is_charged_and_no_more(seed, units, tmp_path, monkeypatch):
    people = invented(seed) if ALL else invented(seed, 4, 3)
    histories = Histories(people, units, tmp_path, monkeypatch)
    found = histories.check_all()
    for unit in units:
        assert max(map(len, found[unit])) > 0, "somebody is counted"


@pytest.mark.parametrize(
    "units",
    [(V,), (H,)],
    ids="-".join,
)
@pytest.mark.long  # of linked tables above, and what is read of such a file in `doors`
def test_the_same_of_one_file_of_pairs(units, tmp_path, monkeypatch):
    """There what is told of a perpetrator leaves with the victim on whose row it stands."""
    histories = Histories(invented(2, 4, 3), units, tmp_path, monkeypatch, pairs=True)
    found = histories.check_all()
    assert max(map(len, found[units[0]])) > 0


def test_perpetrators_of_one_file_of_pairs_are_refused(tmp_path, monkeypatch):
    with pytest.raises(UsageError, match="stand in one file"):
        Histories(invented(2, 2, 2), (V, P), tmp_path, monkeypatch, pairs=True)


@pytest.mark.parametrize(  # who is promised less loses less
    "units",
    [one if P in one else pytest.param(one, marks=pytest.mark.long) for one in CHOICES],
    ids="-".join,
)
def test_all_cohorts_in_sequence_cost_what_is_promised(units, tmp_path, monkeypatch):
    measured = Histories(invented(1), units, tmp_path, monkeypatch).whole
    assert {one.stage for one in measured} == {"provisional", "final"}
    costs = []
    for unit in units:
        of = {}
        for one in measured:
            of.setdefault(one.cohort, []).extend(one.events[unit])
        for some in combinations_with_replacement(of, unit.traits.cohorts):
            events = [event for cohort in some for event in of[cohort]]
            costs.append(epsilon_spent(events, BUDGET.delta))
    assert max(costs) <= BUDGET.epsilon
    assert max(costs) > 0.99 * BUDGET.epsilon, "the unit that asks for most noise spends it all"


@pytest.mark.parametrize("units", [(V,), pytest.param((H,), marks=pytest.mark.long)])
@pytest.mark.parametrize("worlds", [1, pytest.param(3, marks=pytest.mark.long)])
def test_a_perpetrator_who_is_promised_nothing_loses_what_is_stated(
    worlds, units, tmp_path, monkeypatch
):
    """By all their links together, in however many cohorts."""
    several, tried = 0, (one_in_each(), invented(3, 8, 3, 1), invented(4, 8, 3, 2))
    for place, people in enumerate(tried[:worlds]):
        histories = Histories(people, units, tmp_path / str(place), monkeypatch)
        for who in people.perpetrators:
            links = sum(pair[1] == who.key for pair in people.links)
            changed = histories.changes({"perpetrators": [who]})
            several += len(changed) > 1
            stated = unpromised(histories.bounds, P, max(links, 1))
            for kind in KINDS:
                worst = sum(max(by[kind] for by in stages.values()) for stages in changed.values())
                assert worst <= getattr(stated, kind), kind
    assert several, "one has links in several cohorts"


UNTIL_ALL_ARE_THERE = YEARS[:7]
"""Years in which those below come, each in a cohort of their own, and are measured."""


def of_few(people, units, folder, monkeypatch):
    """Histories of people who have all come when they end."""
    return Histories(people, units, folder, monkeypatch, years=UNTIL_ALL_ARE_THERE)


def row(home=""):
    return (home, "a", "x", "1")


def victim(name, start, home=""):
    return Victim((name,), home, {y: {name: row(home)} for y in YEARS if y >= start})


def perpetrator(key, start):
    return Perpetrator(key, {year: ("k", "m") for year in YEARS if year >= start})


def linked_to(*pairs, start=2021):
    return {pair: {year: ("r", "no") for year in YEARS if year >= start} for pair in pairs}


STARTS = (2021, 2022, 2023, 2025, 2026)


def one_in_each(home=""):
    """A victim in each cohort, all of one perpetrator, who is there from the beginning."""
    victims = tuple(victim(f"v{start}", start, home) for start in STARTS)
    links = linked_to(*((who.ids[0], "p") for who in victims))
    return People(victims, (perpetrator("p", 2021),), links)


def test_a_perpetrator_counts_in_two_cohorts_from_their_first_on(tmp_path, monkeypatch):
    people = one_in_each()
    histories = of_few(people, (V, P), tmp_path / "first", monkeypatch)
    assert {*histories.check(P, {"perpetrators": people.perpetrators})} == {"2021", "2022"}
    later = People(people.victims, (perpetrator("p", 2022),), people.links)
    histories = of_few(later, (V, P), tmp_path / "later", monkeypatch)
    assert {*histories.check(P, {"perpetrators": later.perpetrators})} == {"2022", "2023-2024"}
    for who in (people.victims[0], people.victims[-1]):
        assert len(histories.check(V, {"victims": [who]})) == 1
    alone = of_few(people, (V,), tmp_path / "alone", monkeypatch)
    assert len(alone.changes({"perpetrators": people.perpetrators})) == 5, "nobody bounds them"


def test_a_perpetrator_in_a_third_cohort_is_caught(tmp_path, monkeypatch):
    monkeypatch.setattr(groups, "IN_ALL", 3)
    people = one_in_each()
    histories = of_few(people, (V, P), tmp_path, monkeypatch)
    with pytest.raises(NotProtectedError, match="3 cohorts"):
        histories.check(P, {"perpetrators": people.perpetrators})


def test_perpetrators_who_begin_with_a_link_are_caught(tmp_path, monkeypatch):
    """One victim who leaves would let all links of a perpetrator into other cohorts."""

    def by_links(open_as, network, units):
        found = read_linked(open_as, network, units)
        return HandedIn(found.ids, found.homes, open_as(None).tables().links["perpetrator"])

    people = one_in_each()
    first = {"victims": people.victims[:1]}
    histories = of_few(people, (V, P), tmp_path / "right", monkeypatch)
    assert {*histories.check(V, first)} == {"2021"}
    monkeypatch.setattr(measured_stage, "read_linked", by_links)
    histories = of_few(people, (V, P), tmp_path / "wrong", monkeypatch)
    with pytest.raises(NotProtectedError, match="victim changes"):
        histories.check(V, first)


def test_degrees_over_all_cohorts_are_caught(tmp_path, monkeypatch):
    """How many victims a perpetrator has, and how alike these are, is of one cohort."""
    counts = CountedLinked.__call__

    def over_all(self, tables):
        kept = counts(self, tables)
        there = kept.links["perpetrator"].implode()
        links = tables.links.filter(tables.links["perpetrator"].is_in(there))
        return type(kept)(tables.victims, kept.perpetrators, links, None)

    people = one_in_each()
    monkeypatch.setattr(linked.CountedLinked, "__call__", over_all)
    histories = of_few(people, (V,), tmp_path, monkeypatch)
    with pytest.raises(NotProtectedError, match="victim changes"):
        histories.check(V, {"victims": people.victims[-1:]})


def family(number=1):
    """Victims of one household, some new ones in each cohort."""
    victims = tuple(victim(f"v{start}-{n}", start, "h") for start in STARTS for n in range(number))
    links = linked_to(*((who.ids[0], f"p{who.ids[0][1:5]}") for who in victims))
    return People(victims, tuple(perpetrator(f"p{start}", start) for start in STARTS), links)


@pytest.mark.parametrize(
    "units", [pytest.param((H,), marks=pytest.mark.long), (H, P)], ids="-".join
)
def test_a_household_counts_in_two_cohorts(units, tmp_path, monkeypatch):
    people = family(number=3)
    histories = of_few(people, units, tmp_path, monkeypatch)
    assert {*histories.check(H, {"victims": people.victims})} == {"2021", "2022"}
    alone = family()
    histories = of_few(alone, units, tmp_path / "alone", monkeypatch)
    assert {*histories.check(H, {"victims": alone.victims[:1]})} == {"2021", "2023-2024"}


def test_a_household_in_every_cohort_is_caught(tmp_path, monkeypatch):
    monkeypatch.setattr(Groups, "counts_in", lambda self, household, cohort: True)
    people = family()
    histories = of_few(people, (H,), tmp_path, monkeypatch)
    with pytest.raises(NotProtectedError, match="5 cohorts"):
        histories.check(H, {"victims": people.victims})


def test_households_as_the_last_file_has_them_are_caught(tmp_path, monkeypatch):
    """Members who moved apart would count beyond the bound of their household."""

    def moved(name, number):
        rows = {y: {name: row("h" if y == 2021 else f"z{number}")} for y in YEARS}
        return Victim((name,), "h", rows)

    victims = tuple(moved(f"v{number}", number) for number in range(5))
    people = People(victims, (perpetrator("p", 2021),), {})
    histories = of_few(people, (H,), tmp_path / "kept", monkeypatch)
    histories.check(H, {"victims": victims})
    monkeypatch.setattr(_Counted, "home", lambda self, people, households: households)
    histories = of_few(people, (H,), tmp_path / "file", monkeypatch)
    with pytest.raises(NotProtectedError, match="household changes"):
        histories.check(H, {"victims": victims})


def test_two_ids_of_one_victim_are_one_row_with_its_links(tmp_path, monkeypatch):
    rows = {y: {"v": row(), **({"w": row()} if y > 2022 else {})} for y in YEARS}
    twice = Victim(("v", "w"), "", rows)
    links = linked_to(("v", "p"), ("v", "q"), ("w", "p"), ("w", "q"))
    people = People((twice,), (perpetrator("p", 2021), perpetrator("q", 2021)), links)
    histories = of_few(people, (V, P), tmp_path, monkeypatch)
    assert {*histories.check(V, {"victims": [twice]})} == {"2021"}
    assert COHORTS[0] == "2021"
