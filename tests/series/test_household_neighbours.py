"""Over ten years a household is in two cohorts at most: by brute force over histories of files.

Two histories are neighbours that differ by all rows of all people of one household, or of any one
of them, in all files. Whose household is which is said by the delivery in which somebody first
stands; later files say it otherwise, and it makes no difference.
"""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import dataclass, replace
from itertools import combinations
from random import Random

import numpy as np
import pytest
from histories import BUDGET, COHORTS, HOME, ID, YEARS, Person, carried_out, history_of

from lanterne.privacy import Unit, epsilon_spent
from lanterne.series import groups
from lanterne.series.groups import Groups
from lanterne.series.plan import SeriesPlan, cohorts_of
from lanterne.series.register import Register, _Counted
from lanterne.synthesis import households
from lanterne.vault.secret import Secret

PLAN = SeriesPlan(
    ID, BUDGET, cohorts_of(COHORTS), units=(Unit.HOUSEHOLD,), household=HOME, final_after=2
)
COUNTED = 6
"""People of one household who count, where the codebook says nothing."""


class NotProtectedError(AssertionError):
    """A household can lose more than its promise says."""


@dataclass(frozen=True)
class Member(Person):
    """Somebody with the household of their first delivery; blank: they live alone."""

    home: str = ""


def said(chance):
    return chance.choice(("woman", "man")), chance.choice(("0--17", "30+", ""))


def invented_members(seed, number=14, homes=("X", "Y", ""), first=None):
    """People of few households who come in many years; some move, some have two ids."""
    chance = Random(seed)
    people = []
    for place in range(number):
        home = chance.choice(homes)
        start = chance.choice(YEARS) if first is None else first(place)
        twice = chance.random() < 0.3
        ids = (f"P{place}", f"Q{place}") if twice else (f"P{place}",)
        again, cells, answers = chance.choice(YEARS), {}, said(chance)
        for year in YEARS:
            if year < start or (year > start and chance.random() < 0.2):
                continue
            answers = answers if chance.random() < 0.7 else said(chance)
            now = home if year == start or chance.random() < 0.5 else chance.choice(homes)
            known = [ids[0], *([ids[1]] if twice and year >= again else [])]
            cells[year] = tuple((one, *answers, now) for one in known)
        people.append(Member(ids, cells, home=home))
    return people


def neighbours(people):
    """Who leaves: each person, and all people of each household."""
    homes = {one.home for one in people if one.home}
    return [[one] for one in people] + [[p for p in people if p.home == home] for home in homes]


def change(one, other, columns):
    """L1 norm and squared L2 norm of the change of one table of counts."""
    tables = [
        Counter(tuple(np.frombuffer(row, np.uint16)[list(columns)]) for row in side.rows)
        for side in (one, other)
    ]
    cells = {*tables[0], *tables[1]}
    moved = [abs(tables[0][cell] - tables[1][cell]) for cell in cells]
    return sum(moved), sum(by**2 for by in moved)


def carry_out(people, folder, monkeypatch, **told):
    """What is counted of them; keys are the same in all histories."""
    monkeypatch.setattr(Secret, "new", classmethod(lambda _cls: Secret(bytes(range(32)))))
    monkeypatch.setattr(secrets, "token_bytes", lambda number: b"k" * number)
    return carried_out(history_of(people, **told), folder, monkeypatch, plan=PLAN)


def check_leaving(people, leaving, folder, monkeypatch, counted=COUNTED, whole=None, **told):
    """Raise unless those who leave change two cohorts at most, and each as one household may.

    Returns:
        Cohorts that change → the largest squared change of a table.
    """
    folder.mkdir()
    whole = whole or carry_out(people, folder / "with", monkeypatch, **told)
    rest = [one for one in people if one not in leaving]
    part = carry_out(rest, folder / "without", monkeypatch, **told)
    if [(one.cohort, one.stage) for one in whole] != [(one.cohort, one.stage) for one in part]:
        raise NotProtectedError("what is measured depends on a household")
    changed = {}
    for one, other in zip(whole, part, strict=True):
        for columns in ((0,), (1,), (0, 1)):
            by, squared = change(one, other, columns)
            if by > max(counted, 2) or squared > max(counted**2, 2):
                raise NotProtectedError("a table changes by more than a household may change it")
            if by:
                changed[one.cohort] = max(changed.get(one.cohort, 0), squared)
    if len(changed) > Unit.HOUSEHOLD.traits.cohorts:
        raise NotProtectedError(f"{len(changed)} cohorts change")
    return changed


def check_costs(measured):
    """Raise where two cohorts in sequence cost more than is promised."""
    of = {}
    for one in measured:
        of.setdefault(one.cohort, []).extend(one.events)
    for one, other in [*combinations(of, 2), *((one, one) for one in of)]:
        if epsilon_spent((*of[one], *of[other]), BUDGET.delta) > BUDGET.epsilon:
            raise NotProtectedError("two cohorts cost more than is promised")


# More people see no other break than the first and what is planted below.
@pytest.mark.parametrize("seed", [0, *(pytest.param(s, marks=pytest.mark.long) for s in (1, 2))])
def test_a_household_changes_two_cohorts_and_each_within_its_bound(seed, tmp_path, monkeypatch):
    people = invented_members(seed, 9)
    told = {"seed": seed, "whole": carry_out(people, tmp_path / "all", monkeypatch, seed=seed)}
    for place, leaving in enumerate(neighbours(people)):
        check_leaving(people, leaving, tmp_path / str(place), monkeypatch, **told)


def one_a_year(years=YEARS, home="X", number=1):
    """People of one household, some new ones in each year, who stay."""
    return [
        Member(
            (f"P{year}-{place}",),
            {each: ((f"P{year}-{place}", "man", "30+", home),) for each in YEARS if each >= year},
            home=home,
        )
        for year in years
        for place in range(number)
    ]


def test_the_bounds_are_reached_and_one_who_leaves_lets_a_later_cohort_in(tmp_path, monkeypatch):
    """No one cohort would do for a person: this is why ε is for two of them in sequence."""
    people = one_a_year(number=7)
    found = check_leaving(people, people, tmp_path / "all", monkeypatch, seed=3)
    assert found == {"2021": COUNTED**2, "2022": COUNTED**2}
    alone = one_a_year()
    found = check_leaving(alone, alone[:1], tmp_path / "one", monkeypatch, seed=3)
    assert found == {"2021": 1, "2023-2024": 1}
    people = [*alone[:1], *one_a_year((2022, 2023, 2024), number=9)]
    found = check_leaving(people, people[:1], tmp_path / "lets-in", monkeypatch, seed=3)
    assert found == {"2021": 1, "2023-2024": COUNTED**2}


def test_two_cohorts_together_cost_what_is_promised(tmp_path, monkeypatch):
    measured = carried_out(history_of(one_a_year(), seed=3), tmp_path / "s", monkeypatch, plan=PLAN)
    check_costs(measured)
    once = SeriesPlan(ID, BUDGET, cohorts_of(COHORTS))
    for_people = carried_out(history_of([]), tmp_path / "t", monkeypatch, plan=once)
    with pytest.raises(NotProtectedError):
        check_costs(for_people)


def test_a_household_that_counts_in_every_cohort_is_caught(tmp_path, monkeypatch):
    monkeypatch.setattr(Groups, "counts_in", lambda self, household, cohort: True)
    people = one_a_year(number=2)
    with pytest.raises(NotProtectedError, match="cohorts change"):
        check_leaving(people, people, tmp_path / "n", monkeypatch, seed=3)


def test_a_household_that_counts_in_three_cohorts_is_caught(tmp_path, monkeypatch):
    monkeypatch.setattr(groups, "IN_ALL", 3)
    people = one_a_year(number=2)
    with pytest.raises(NotProtectedError, match="3 cohorts change"):
        check_leaving(people, people, tmp_path / "n", monkeypatch, seed=3)


def test_a_cohort_that_is_taken_back_is_caught(tmp_path, monkeypatch):
    """Who withdraws would let another cohort in, after their own was measured."""
    withdraws = Register.without

    def without(self, ids, when):
        homes = {self.groups.homes.get(one) for one in ids}
        counted = {one: () if one in homes else some for one, some in self.groups.counted.items()}
        made = withdraws(self, ids, when)
        return replace(made, groups=replace(self.groups, counted=counted))

    people = one_a_year(number=2)
    first = people[0].ids[0]
    gone = {
        seed: {y for y, one in history_of(people, seed=seed).items() if first in one.withdrawn}
        for seed in range(40)
    }
    seed = next(seed for seed, years in gone.items() if years and years <= {2022, 2023})
    check_leaving(people, people, tmp_path / "kept", monkeypatch, seed=seed)
    monkeypatch.setattr(Register, "without", without)
    with pytest.raises(NotProtectedError, match="cohorts change"):
        check_leaving(people, people, tmp_path / "n", monkeypatch, seed=seed)


def test_households_as_the_last_file_has_them_are_caught(tmp_path, monkeypatch):
    """People who moved apart since would count beyond the bound of the household that pays."""
    monkeypatch.setattr(_Counted, "home", lambda self, people, households: households)
    people = [
        Member(
            (f"P{place}",),
            {y: ((f"P{place}", "man", "30+", "X" if y == 2021 else f"Z{place}"),) for y in YEARS},
            home="X",
        )
        for place in range(COUNTED + 2)
    ]
    with pytest.raises(NotProtectedError, match="more than a household"):
        check_leaving(people, people, tmp_path / "n", monkeypatch, seed=3)
    monkeypatch.undo()
    found = check_leaving(people, people, tmp_path / "kept", monkeypatch, seed=3)
    assert found == {"2021": COUNTED**2}


def test_households_of_whom_everybody_counts_are_caught(tmp_path, monkeypatch):
    monkeypatch.setattr(households, "who_counts", lambda codes, *_: np.ones(len(codes), bool))
    people = one_a_year((2021,), number=COUNTED + 1)
    with pytest.raises(NotProtectedError, match="more than a household"):
        check_leaving(people, people, tmp_path / "n", monkeypatch, seed=3)


def test_a_second_id_of_a_member_stays_in_the_household(tmp_path, monkeypatch):
    """Both are of one cohort; whichever hash is smaller, the household is that of the first."""
    homes = one_a_year((2023,), number=COUNTED + 1)
    for place in range(6):
        first, second = f"F{place}", f"G{place}"
        cells = {
            year: (
                (first, "man", "30+", "X"),
                *(((second, "man", "30+", ""),) if year > 2023 else ()),
            )
            for year in YEARS
            if year >= 2023
        }
        people = [*homes, Member((first, second), cells, home="X")]
        found = check_leaving(people, people, tmp_path / str(place), monkeypatch, seed=3)
        assert found == {"2023-2024": COUNTED**2}
