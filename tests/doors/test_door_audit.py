"""Whoever leaves the files changes what is counted by no more than is charged, by every way in."""

from __future__ import annotations

import pytest
from audit import audit, in_lines, over_stated
from forms import FORMS

FAMILIES = 3
"""Files of each form; each has some twenty neighbours. ``python audit.py 500`` tries more."""

BOUNDS = ((2, 2, 2),)


@pytest.mark.parametrize("form", FORMS, ids=[form.name for form in FORMS])
def test_no_way_in_lets_one_person_change_more_than_is_charged(form):
    found = audit(form, FAMILIES, seed=3, bounds=BOUNDS)
    assert not over_stated(found), "\n".join(in_lines(found))
    counted = 0
    for (_, promise, _), outcome in found.items():
        if "victim" in form.dangling and "perpetrator" in promise:
            assert set(outcome.many) == {"promise refused"}
        else:
            counted += outcome.many["counted"]
    assert counted > 5
