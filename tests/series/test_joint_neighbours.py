"""Ten years of several organisations: who is in which row of what is measured, by brute force.

Neighbours are two histories of files: with and without all rows of one person in the files of all
organisations, under all their ids, and all that was said of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random

import polars as pl
import pytest
from histories import (
    BUDGET,
    YEARS,
    Counted,
    Difference,
    HandIn,
    NotProtectedError,
    Person,
    Row,
    carried_out,
    differences,
    history_of,
    said_of,
)
from joint_files import joint_year, whose

from lanterne.cases import joint
from lanterne.cases.joint import BETWEEN, JointCases
from lanterne.errors import UsageError
from lanterne.privacy import Unit, epsilon_from_zcdp, epsilon_spent, zcdp
from lanterne.series import deliver, partner_files
from lanterne.series.deliver import Handed
from lanterne.series.series_folder import Series
from lanterne.verbs import series_files

SINCE: Mapping[str, int] = {"alpha": 2021, "beta": 2021, "gamma": 2021, "delta": 2024}
"""Organisation → the year in which it joins."""

LEAVES = ("alpha", 2027)
"""Who leaves, and when: nothing of theirs is handed in from then on."""


def there(year: int) -> list[str]:
    """The organisations that hand something in in a year: three at least."""
    code, gone = LEAVES
    return [one for one, since in SINCE.items() if year >= since and (one != code or year < gone)]


def everybody(_year: int) -> list[str]:
    """As if nobody ever joined late or left."""
    return [*SINCE]


def by_files(codes_in=there) -> HandIn:
    """A year as a folder of the files of those who are there."""

    def handed(series: Series, year: int, rows: Sequence[Row]) -> Handed:
        place = series.folder.with_name(f"{series.folder.name}-{year}")
        folder = joint_year(place, {code: whose(rows, code) for code in codes_in(year)})
        given = series_files.files_of_series(series, folder, None, ())
        names = tuple(given.partners.values())
        gone = {"may_be_gone": given.partners, "partners": given.partners}
        return Handed(year, given.opened, given.named, reported_by=names, **gone)

    return HandIn(joint=True, handed=handed)


ROUNDING = 1e-9
"""Of sums that are made in another order."""

LEFT = {LEAVES[1]: (LEAVES[0],)}


def invented_joint(seed: int, number: int) -> list[Person]:
    """People whom one organisation knows or several, who come late, are corrected, and come again.

    Organisations number their people from nought, so that most ids are those of others elsewhere.
    Of the ids of one person in one organisation all are joined; of those in others some are.
    """
    chance = Random(seed)
    people = []
    for place in range(number):
        groups = []
        for code in chance.sample([*SINCE], chance.choice((1, 1, 2, 2, 3, 4))):
            own = f"{code}{BETWEEN}{(place + [*SINCE].index(code)) % number}"
            ids = [own, f"{own}-again"] if chance.random() < 0.3 else [own]
            groups.append(_known(ids, code, chance))
        if chance.random() < 0.5:
            groups = [[one for group in groups for one in group]]
        for group in groups:  # who came first, before whom the second is joined
            group.sort(key=lambda one: min(one[1], default=YEARS.stop))
        apart = tuple((one[-1][0], other[0][0]) for one, other in pairwise(groups))
        known = [one for group in groups for one in group]
        cells = {
            year: tuple((one, *years[year]) for one, years in known if year in years)
            for year in YEARS
        }
        there = {year: rows for year, rows in cells.items() if rows}
        people.append(Person(tuple(one for one, _ in known), there, apart))
    return people


def _known(ids, code, chance):
    """Of each id of one person in one organisation: year → what is said of them."""
    years = [year for year in YEARS if code in there(year)]
    first, again = chance.choice(years), chance.choice(years)
    found: list[tuple[str, dict[int, tuple[str, str]]]] = [(one, {}) for one in ids]
    said = said_of(chance)
    for year in years:
        said = said if chance.random() < 0.7 else said_of(chance)
        if year < first or chance.random() < 0.2:
            continue
        for place, (_, cells) in enumerate(found):
            if not place or year >= again:
                cells[year] = said
    return found


def check_everybody(people, folder, monkeypatch, hand_in=None, *, left=LEFT, without=None):
    """Raise unless each person is in no more rows of a stage than they have ids nobody joined.

    Args:
        people: Who is in the history.
        folder: Where it is carried out.
        monkeypatch: Takes the noise out.
        hand_in: How a year is handed in; ``None``: as the files of who is there.
        left: Year → who leaves.
        without: Whom the neighbours lack, one each; ``None``: everybody in turn.

    Returns:
        Of each of them, the measurements that differ.
    """
    hand_in = hand_in or by_files()
    whole = carried_out(history_of(people, left=left), folder / "with", monkeypatch, hand_in)
    found = []
    for place, person in enumerate(people if without is None else without):
        rest = history_of([one for one in people if one is not person], left=left)
        part = carried_out(rest, folder / f"without-{place}", monkeypatch, hand_in)
        differ = differences(whole, part, person.counts_as)
        check_left(differ, person)
        check_cost(differ, whole, person.counts_as)
        found.append(differ)
    return found


def check_left(found: Sequence[Difference], person: Person) -> None:
    """Raise where somebody counts whom one organisation alone knew, which has left."""
    code, gone = LEAVES
    theirs = all(one.startswith(f"{code}{BETWEEN}") for one in person.ids)
    if theirs and any(each.whole.year >= gone for each in found):
        raise NotProtectedError("an organisation that left is counted")


def check_cost(found: Sequence[Difference], whole: Sequence[Counted], ids: int) -> None:
    """Raise unless what somebody loses is at most what is said of them.

    In each cohort by its last statement, of as many rows as they are in there; and in all cohorts
    together by those of an edition, of as many ids as they have that nobody joined.
    """
    last = {one.cohort: one for one in whole}
    cohorts = dict.fromkeys(each.whole.cohort for each in found)
    for cohort in cohorts:
        theirs = [each for each in found if each.whole.cohort == cohort]
        check_lost(theirs, [last[cohort]], max(each.more for each in theirs))
    if cohorts:
        check_lost(found, [last[cohort] for cohort in cohorts], ids)


def check_lost(found: Sequence[Difference], last: Sequence[Counted], ids: int) -> None:
    """Raise unless measurements cost what is said of so many ids: of one what the ledger has."""
    said = max(one.charged for one in last) if ids == 1 else loss_said(last, ids)
    if cost_of(found) > said + ROUNDING:
        raise NotProtectedError("somebody loses more than is said of them")


def loss_said(last: Sequence[Counted], ids: int) -> float:
    """ε that is said of whoever has so many ids that nobody joined: the most of any cohort."""
    losses = [
        (loss.links, -loss.epsilon)
        for one in last
        for loss in one.losses
        if loss.unit == Unit.PERSON and loss.links >= ids
    ]
    if not losses:
        raise NotProtectedError("nothing is said of whoever has so many ids")
    return -min(losses)[1]


def cost_of(found: Sequence[Difference]) -> float:
    """ε of all measurements that differ, each by its number of rows, which may be alike.

    Of one row each by the accountant; of several by zCDP, as statements say it where noise is as
    small as here: k rows that are alike cost k² times as much as one.
    """
    if max((each.more for each in found), default=0) <= 1:
        return epsilon_spent([event for each in found for event in each.whole.events], BUDGET.delta)
    rho = sum(each.more**2 * zcdp(each.whole.events) for each in found)
    return epsilon_from_zcdp(rho, BUDGET.delta)


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.long)])
def test_everybody_is_in_as_many_rows_as_they_have_ids_that_nobody_joined(
    seed, tmp_path, monkeypatch
):
    people = invented_joint(seed, 7)
    found = list(zip(people, check_everybody(people, tmp_path, monkeypatch), strict=True))
    joined = [differ for one, differ in found if one.counts_as == 1 and len(one.ids) > 1]
    assert any(len(differ) == 2 for differ in joined), "somebody joined is measured twice"
    apart = [differ for one, differ in found if one.counts_as > 1]
    assert any(sum(each.more for each in differ) > 2 for differ in apart), "and more, if not"
    history = history_of(people, left=LEFT)
    assert any(year.withdrawn for year in history.values()), "and somebody withdraws"
    assert {len(there(year)) for year in YEARS} == {3, 4}


def known(**cells: Sequence[int]) -> Person:
    """Somebody of whom organisations say the same, each under a number of its own in some years."""
    ids = {code: f"{code}{BETWEEN}{place}" for place, code in enumerate(cells, start=7)}
    rows = {
        year: tuple((ids[code], "man", "30+") for code, years in cells.items() if year in years)
        for year in YEARS
    }
    return Person(tuple(ids.values()), {year: some for year, some in rows.items() if some})


def unjoined(person: Person) -> Person:
    return replace(person, apart=tuple(pairwise(person.ids)))


SINCE_2022, SINCE_2024, SINCE_2026 = (range(since, YEARS.stop) for since in (2022, 2024, 2026))


def test_whoever_was_joined_costs_what_the_ledger_says(tmp_path, monkeypatch):
    """Known to three, one after the other: counted in the first of their cohorts, once a stage."""
    person = known(beta=SINCE_2022, gamma=SINCE_2024, delta=SINCE_2026)
    (found,) = check_everybody([person], tmp_path, monkeypatch)
    assert [(each.whole.cohort, each.whole.stage) for each in found] == [
        ("2022", "provisional"),
        ("2022", "final"),
    ]
    assert 0.99 * BUDGET.epsilon < cost_of(found) <= found[0].whole.charged == BUDGET.epsilon


def test_whoever_four_know_under_ids_that_nobody_joined_costs_what_the_statement_says(
    tmp_path, monkeypatch
):
    """In one cohort, in four rows that are alike: no person can lose more."""
    person = unjoined(known(**dict.fromkeys(SINCE, SINCE_2024)))
    (found,) = check_everybody([person], tmp_path, monkeypatch)
    assert [each.more for each in found] == [4, 4]
    said = loss_said([found[-1].whole], 4)
    assert cost_of(found) == pytest.approx(said, rel=1e-6)
    assert [loss.links for loss in found[-1].whole.losses] == [2, 4]


FOUR_THEN_THREE = unjoined(known(**dict.fromkeys(SINCE, SINCE_2026)))
"""In four files when their cohort is measured provisionally, in three when it is for good."""


def test_whoever_left_meanwhile_is_in_what_is_said(tmp_path, monkeypatch):
    (found,) = check_everybody([FOUR_THEN_THREE], tmp_path, monkeypatch)
    assert [each.more for each in found] == [4, 3]


def test_a_statement_that_forgets_who_left_is_caught(tmp_path, monkeypatch):
    """Of the files of its own day alone: what the same charge measured before is of one more."""
    monkeypatch.setattr(
        JointCases, "organisations", property(lambda self: len(self._parts)), raising=True
    )
    with pytest.raises(NotProtectedError, match="nothing is said"):
        check_everybody([FOUR_THEN_THREE], tmp_path, monkeypatch)


ALPHA_7, BETA_7 = (
    Person((one,), dict.fromkeys(SINCE_2022, ((one, *said),)))
    for one, said in (("alpha/7", ("woman", "30+")), ("beta/7", ("man", "18--29")))
)
"""Two people whom two organisations number alike."""


def without_whose(_code: str, ids: pl.Series) -> pl.Series:
    return ids


def test_ids_without_whose_they_are_are_caught(tmp_path, monkeypatch):
    """Two people are one: without the first, the second comes in."""
    monkeypatch.setattr(joint, "marked", without_whose)
    with pytest.raises(NotProtectedError, match="more than one person"):
        check_everybody([ALPHA_7, BETA_7], tmp_path, monkeypatch, without=[ALPHA_7])


def test_joined_ids_without_whose_they_are_are_caught(tmp_path, monkeypatch):
    """The reverse: one person is two, whom nobody joined."""
    monkeypatch.setattr(joint, "marked", without_whose)
    with pytest.raises(NotProtectedError, match="more than one person"):
        check_everybody([known(alpha=SINCE_2022, beta=SINCE_2022)], tmp_path, monkeypatch)


def test_codes_that_follow_the_order_of_the_sheet_are_caught(tmp_path, monkeypatch):
    """Whoever joins moves the others on: their people are new once more."""
    real = partner_files.read_partner_files

    def by_place(folder):
        return tuple(replace(one, code=f"p{at}") for at, one in enumerate(real(folder)))

    monkeypatch.setattr(partner_files, "read_partner_files", by_place)
    person = Person(("gamma/7",), dict.fromkeys(SINCE_2022, (("gamma/7", "man", "30+"),)))
    with pytest.raises(NotProtectedError, match="two cohorts"):
        check_everybody([person], tmp_path, monkeypatch, left={})


def test_joined_people_who_count_in_both_files_are_caught(tmp_path, monkeypatch):
    monkeypatch.setattr(joint._Counted, "elsewhere", property(lambda self: frozenset()))
    with pytest.raises(NotProtectedError, match="more than one person"):
        check_everybody([known(alpha=SINCE_2022, beta=SINCE_2022)], tmp_path, monkeypatch)


def test_an_organisation_that_left_is_refused_and_caught_where_it_is_not(tmp_path, monkeypatch):
    """It goes on to hand in its file."""
    person = Person(("alpha/7",), dict.fromkeys(SINCE_2026, (("alpha/7", "man", "30+"),)))
    with pytest.raises(UsageError) as raised:
        check_everybody([person], tmp_path, monkeypatch, by_files(everybody))
    assert raised.value.message.code == "partners.left"
    (tmp_path / "planted").mkdir()
    monkeypatch.setattr(deliver, "check_partners", lambda *_: None)
    with pytest.raises(NotProtectedError, match="that left is counted"):
        check_everybody([person], tmp_path / "planted", monkeypatch, by_files(everybody))


def test_numbers_of_one_file_that_decide_about_another_are_caught(tmp_path, monkeypatch):
    """Whoever has a number that stands in a file before is taken to be counted there."""

    def who_counts(code, who, counted):
        def told(ids):
            here = who(joint.marked(code, ids))
            here = here.set(ids.is_in(list(counted.elsewhere)), None)
            counted.people = frozenset(ids)
            return here

        return told

    monkeypatch.setattr(joint, "_who_counts", who_counts)
    with pytest.raises(NotProtectedError, match="more than one person"):
        check_everybody([ALPHA_7, BETA_7], tmp_path, monkeypatch, without=[ALPHA_7])


def test_a_person_of_two_files_who_decides_about_one_of_them_is_caught(tmp_path, monkeypatch):
    """A file in which somebody stands who counts in another is taken for a copy of that."""
    real = joint._who_counts

    def who_counts(code, who, counted):
        def told(ids):
            here = real(code, who, counted)(ids)
            both = here.null_count() > who(joint.marked(code, ids)).null_count()
            return here.set(pl.repeat(both, len(here), eager=True), None)

        return told

    monkeypatch.setattr(joint, "_who_counts", who_counts)
    person = known(alpha=SINCE_2022, beta=SINCE_2022)
    with pytest.raises(NotProtectedError, match="more than one person"):
        check_everybody([person, BETA_7], tmp_path, monkeypatch, without=[person])
