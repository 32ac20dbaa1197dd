"""Whoever leaves the files changes what is counted by no more than is charged, by every way in."""

from __future__ import annotations

import pytest
from audit import PROMISES, audit, in_lines, over_stated
from forms import FORMS, crowded_files

from lanterne.files import text_blocks
from lanterne.privacy import Unit

FAMILIES = 3
"""Files of each form; each has some twenty neighbours. ``python audit.py 500`` tries more."""

SLOW = [form for form in FORMS if form.linked and form.file == "parts"]
"""Of these each file takes as long as ten others: one file of some, the rest in long runs."""

QUICK = [SLOW[0], next(form for form in SLOW if form.stored)]
"""Of a disk and of a store."""

FEW = [(Unit.VICTIM, Unit.PERPETRATOR), (Unit.HOUSEHOLD, Unit.PERPETRATOR)]
"""What is promised in the quick run where each promise takes long: something to every unit."""

BOUNDS = ((2, 2, 2),)


@pytest.mark.parametrize(
    "form",
    [form for form in FORMS if form in QUICK or form not in SLOW],
    ids=lambda form: form.name,
)
def test_no_way_in_lets_one_person_change_more_than_is_charged(form):
    families, promises = (1, FEW) if form in SLOW else (FAMILIES, PROMISES)
    found = audit(form, families, seed=3, bounds=BOUNDS, promises=promises)
    assert not over_stated(found), "\n".join(in_lines(found))
    counted = 0
    for (_, promise, _), outcome in found.items():
        if "victim" in form.dangling and "perpetrator" in promise:
            assert set(outcome.many) == {"promise refused"}
        else:
            counted += outcome.many["counted"]
    assert counted > 5


@pytest.mark.parametrize(
    "name",
    # A file of pairs is read into the tables of a folder, and these are counted.
    ["folder", pytest.param("one file of pairs", marks=pytest.mark.long)],
)
def test_a_household_far_above_its_bound_lets_nobody_else_in(name):
    (form,) = (each for each in FORMS if each.name == name)
    found = audit(form, 0, seed=3, bounds=((1, 1, 1),), also=[crowded_files(form)])
    assert not over_stated(found), "\n".join(in_lines(found))


def test_people_whose_rows_are_far_apart_are_joined_all_the_same(monkeypatch):
    """Files are read in blocks; here a block is a row or two."""
    monkeypatch.setattr(text_blocks, "BLOCK", 24)
    (form,) = (each for each in FORMS if each.name == "one table, rows by subject id")
    assert not over_stated(audit(form, 8, seed=3, bounds=BOUNDS))


@pytest.mark.long
@pytest.mark.parametrize("form", SLOW, ids=lambda form: form.name)
def test_several_files_of_linked_tables_in_parts(form):
    assert not over_stated(audit(form, 5, seed=4, bounds=BOUNDS))
