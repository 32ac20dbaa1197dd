"""Over ten years somebody is counted in one cohort, once a stage: by brute force over histories."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from histories import (
    COHORTS,
    YEARS,
    NotProtectedError,
    Person,
    carried_out,
    differences,
    history_of,
    invented_people,
)

from extent import ALL
from lanterne.series import deliver
from lanterne.series.plan import SeriesPlan
from lanterne.series.register import Register
from lanterne.series.series_folder import Series


def check_neighbours(people, without, folder, monkeypatch, whole=None, **told):
    """Raise unless one person is in one cohort, as one person, and once in each of its stages.

    Returns:
        The cohort and stages that they are in.
    """
    folder.mkdir()
    whole = whole or carried_out(history_of(people, **told), folder / "with", monkeypatch)
    rest = [one for one in people if one is not without]
    part = carried_out(history_of(rest, **told), folder / "without", monkeypatch)
    return [(one.whole.cohort, one.whole.stage) for one in differences(whole, part)]


@pytest.mark.parametrize("seed", [0, *(pytest.param(s, marks=pytest.mark.long) for s in (1, 2))])
def test_everybody_is_in_one_cohort_and_once_in_each_stage(seed, tmp_path, monkeypatch):
    people = invented_people(seed, 7)
    whole = carried_out(history_of(people, seed=seed), tmp_path / "all", monkeypatch)
    found = [
        check_neighbours(people, one, tmp_path / one.ids[0], monkeypatch, whole, seed=seed)
        for one in people
    ]
    assert any(len(one) == 2 for one in found), "somebody is measured provisionally and for good"
    assert any(not one for one in found) or seed != 2, "and somebody withdraws before"


LATER = dict.fromkeys(range(2022, 2031), (("P0", "woman", "30+"),))
"""Somebody who stands in every file from their second year on."""


def test_ids_that_nobody_joined_are_two_people_in_two_cohorts(tmp_path, monkeypatch):
    """Hole (a), which no program closes: no stable id. Joined before, it is closed."""
    renamed = {year: (("Q0" if year > 2024 else "P0", "man", "30+"),) for year in YEARS}
    person = Person(("P0", "Q0"), renamed)
    with pytest.raises(NotProtectedError, match="two cohorts"):
        check_neighbours([person], person, tmp_path / "apart", monkeypatch, joined=False)
    first, second = ("P0", "man", "30+"), ("Q0", "man", "30+")
    both = {year: (first, second) if year > 2024 else (first,) for year in YEARS}
    person = Person(("P0", "Q0"), both)
    for seed in range(8 if ALL else 3):  # of whom some withdraw
        check_neighbours([person], person, tmp_path / str(seed), monkeypatch, seed=seed)
    with pytest.raises(NotProtectedError, match="two cohorts"):
        check_neighbours([person], person, tmp_path / "both", monkeypatch, joined=False)


def test_a_cohort_that_is_fixed_anew_is_caught(tmp_path, monkeypatch):
    """Hole (c): whoever comes again would be of the cohort in which they came last."""

    def delivered(self, year, cohort, ids, hashes):
        now = dict.fromkeys(hashes.of(ids.unique()).to_list(), cohort)
        later = replace(self, cohorts={**self.cohorts, **now}, years=(*self.years, year))
        return later, pl.Series([], dtype=pl.String)

    monkeypatch.setattr(Register, "delivered", delivered)
    person = Person(("P0",), LATER)
    with pytest.raises(NotProtectedError, match="two cohorts"):
        check_neighbours([person], person, tmp_path / "n", monkeypatch, seed=1)


def test_tables_of_all_rows_are_caught(tmp_path, monkeypatch):
    """Hole (ii) of the claim: a cohort whose tables are counted from everybody."""
    monkeypatch.setattr(Register, "who", lambda self, cohort, hashes: hashes.of)
    person = Person(("P0",), LATER)
    with pytest.raises(NotProtectedError, match="two cohorts"):
        check_neighbours([person], person, tmp_path / "n", monkeypatch, seed=1)


def test_ids_that_are_joined_but_counted_twice_are_caught(tmp_path, monkeypatch):
    """Hole (b) of one table: two rows of one person that stay two."""

    def who(self, cohort, hashes):
        inside = {one for one, name in self.cohorts.items() if name == cohort}

        def told(ids):
            hashed = [one if one in inside else None for one in hashes.of(ids)]
            return pl.Series(hashed, dtype=pl.String)

        return told

    monkeypatch.setattr(Register, "who", who)
    rows = dict.fromkeys(range(2022, 2031), (("P0", "man", "30+"), ("Q0", "man", "30+")))
    person = Person(("P0", "Q0"), rows)
    with pytest.raises(NotProtectedError, match="more than one person"):
        check_neighbours([person], person, tmp_path / "n", monkeypatch, seed=1)


def test_a_correction_that_is_measured_once_more_is_caught(tmp_path, monkeypatch):
    """Hole (d): a third look at a cohort, which nobody paid for."""
    monkeypatch.setattr(
        SeriesPlan,
        "due",
        lambda self, cohort, year, begun: "final" if year >= cohort.last + 2 else None,
    )
    monkeypatch.setattr("lanterne.privacy.ledger.check_stage", lambda *_told: None)
    monkeypatch.setattr("lanterne.privacy.stage_charge.check_stage", lambda *_told: None)
    monkeypatch.setattr(deliver, "save_kept", lambda fitted, path: path)
    monkeypatch.setattr(Series, "check_whole", lambda self, register: None)
    person = Person(("P0",), LATER)
    with pytest.raises(NotProtectedError, match="twice"):
        check_neighbours([person], person, tmp_path / "n", monkeypatch, seed=1)


def test_each_cohort_is_measured_twice_and_pays_once(tmp_path, monkeypatch):
    measured = carried_out(history_of(invented_people(5, 3)), tmp_path / "s", monkeypatch)
    stages = {}
    for one in measured:
        stages.setdefault(one.cohort, []).append(one.stage)
    done = {name for name in COHORTS if int(name[-4:]) + 2 <= YEARS[-1]}
    assert {name: stages[name] for name in done} == {
        name: ["provisional", "final"] for name in done
    }
    assert {tuple(stages[name]) for name in set(COHORTS) - done} == {("provisional",)}
